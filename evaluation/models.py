"""What a coach says of work that was sent in.

These rows stand here because they look at work of several apps: numbers of a measure, a test of change, a design. Keys
to it can only be had from the right of all of them, so that no review can point into another organisation; the apps to
the left know nothing of reviews.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from measures.models import Measure
from organisations.models import Project
from pdsa.models import Cycle
from phases.models import Design

_ONE_THING = (
    Q(measure__isnull=False, cycle__isnull=True, design__isnull=True)
    | Q(measure__isnull=True, cycle__isnull=False, design__isnull=True)
    | Q(measure__isnull=True, cycle__isnull=True, design__isnull=False)
)
_SUBJECT = ("participation", "measure", "cycle", "design")


class Verdict(models.TextChoices):
    """What a coach says of it."""

    APPROVED = "approved", "Approved"
    ASKED = "asked", "Asked"
    REMARKED = "remarked", "Commented"


@tracked()
class Review(Owned):
    """What one coach said of one thing as it was: a measure's numbers, a test of change, or a design.

    upto: the moment of the last change that was looked at; what changed later waits for another review. A question
    (`asked`) has the team's answer, once there is one.
    """

    project = OwnedForeignKey(Project, related_name="reviews")
    measure = OwnedForeignKey(Measure, null=True, blank=True, related_name="reviews")
    cycle = OwnedForeignKey(Cycle, null=True, blank=True, related_name="reviews")
    design = OwnedForeignKey(Design, null=True, blank=True, related_name="reviews")
    upto = models.DateTimeField("looked at what there was on")
    verdict = models.CharField(max_length=10, choices=Verdict)
    words = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("made_at", "id")
        constraints: ClassVar = [
            Tenancy(name="review_tenancy", parents=["project", "measure", "cycle", "design"]),
            models.CheckConstraint(condition=_ONE_THING, name="review_of_one_thing"),
            models.CheckConstraint(condition=Q(verdict="approved") | ~Q(words=""), name="review_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (Q(verdict="asked", answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="review_only_questions_are_answered",
            ),
            models.UniqueConstraint(
                fields=[*_SUBJECT, "upto"],
                condition=Q(verdict="approved"),
                nulls_distinct=False,
                name="review_approved_once",
            ),
            models.UniqueConstraint(
                fields=_SUBJECT,
                condition=Q(verdict="asked", answered_at__isnull=True),
                nulls_distinct=False,
                name="review_one_open_question",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["participation", "-made_at"], name="review_latest")]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.made_by}"

    @property
    def is_open_question(self) -> bool:
        """True while the team has not answered."""
        return self.verdict == Verdict.ASKED and self.answered_at is None

    @property
    def of(self) -> str:
        """What it is of: months, test or design."""
        return "months" if self.measure_id else "test" if self.cycle_id else "design"
