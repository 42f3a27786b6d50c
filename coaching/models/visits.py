"""A coach's contact with an organisation: the note that the team reads, and the words that only its coaches read."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import Tenancy
from collaborative.tenancy.private import CoachesOnly
from organisations.models import Project
from phases.models import Phase

LEAST_CONFIDENT, MOST_CONFIDENT = 1, 5


class Mode(models.TextChoices):
    VISIT = "visit", "Visit"
    VIDEO = "video", "Video call"
    PHONE = "phone", "Telephone call"
    EMAIL = "email", "E-mail"
    EVENT = "event", "At an event"


class Barrier(models.TextChoices):
    """What stands in the way: the codes of the coach contact note."""

    TIME = "time", "Time"
    DATA = "data", "Data"
    LEADERSHIP = "leadership", "Leadership"
    COPRODUCTION = "coproduction", "Coproduction"
    GOVERNANCE = "governance", "Governance"
    TURNOVER = "turnover", "People leaving"
    SCOPE = "scope", "Too much at once"


@tracked()
class Visit(Owned):
    """One contact of a coach with an organisation, as the team reads it.

    project: where it was about one alone. present: who was there, by role. phase: in which the organisation was.
    confidence: the team's own, from 1 to 5. barriers: values of `Barrier`. form_key: of the form it was first sent
    from, which makes one note only.
    """

    project = OwnedForeignKey(Project, null=True, blank=True, related_name="visits")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    happened_on = models.DateField()
    mode = models.CharField(max_length=10, choices=Mode)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    present = models.CharField(max_length=500, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    reviewed = models.TextField(blank=True)
    discussed = models.TextField()
    going_well = models.TextField(blank=True)
    barriers = models.JSONField(default=list, blank=True)
    barrier_words = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    support_asked = models.TextField(blank=True)
    coproduction_seen = models.TextField(blank=True)
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(LEAST_CONFIDENT), MaxValueValidator(MOST_CONFIDENT)]
    )
    next_contact_on = models.DateField(null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("-happened_on", "-id")
        verbose_name = "visit note"
        constraints: ClassVar = [
            Tenancy(name="visit_tenancy", parents=["project"]),
            SameParent(name="visit_phase", within="collaborative", parent="phase"),
            models.UniqueConstraint(fields=["participation", "form_key"], name="visit_form_once"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__range=(LEAST_CONFIDENT, MOST_CONFIDENT)),
                name="visit_confidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} on {self.happened_on}"


class PrivateWords(Owned):
    """What the coaches of an organisation keep to themselves about a visit.

    A table of its own under a policy of its own, and without a history: no page, file or person that can read the
    visit can come upon these words by that way (docs/coaching.md).
    """

    visit = OwnedForeignKey(Visit, related_name="private")
    words = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        constraints: ClassVar = [
            Tenancy(name="privatewords_tenancy", parents=["visit"]),
            CoachesOnly(name="privatewords_coaches"),
            models.UniqueConstraint(fields=["participation", "visit"], name="privatewords_once"),
        ]

    def __str__(self) -> str:
        # Not the words: what a row is called may stand in a log.
        return "Words among coaches"
