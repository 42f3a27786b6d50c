"""What stands in a team's way, and what was done about it, the sponsor's answers among it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coaching.blocking import State, Step
from coaching.models.visits import Barrier
from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project

STATES = (
    (State.OPEN.value, "Open"),
    (State.WITH_SPONSOR.value, "With the sponsor"),
    (State.ANSWERED.value, "Answered"),
    (State.CLOSED.value, "Closed"),
)
STEPS = (
    (Step.ASKED.value, "Asked the sponsor"),
    (Step.ANSWERED.value, "The sponsor answered"),
    (Step.CLOSED.value, "Closed"),
    (Step.REOPENED.value, "Opened again"),
)


class Reply(models.TextChoices):
    """What a sponsor answers, before their own words."""

    WILL = "will", "I will"
    HAVE = "have", "I have"
    TALK = "talk", "Let us talk"


@tracked()
class Blocker(Owned):
    """One thing that stands in the way.

    project: where it is about one alone. needs: what would take it away. owner: who sees to it. form_key: of the form
    it was first sent from, which makes one blocker only.
    """

    project = OwnedForeignKey(Project, null=True, blank=True, related_name="blockers")
    title = models.CharField(max_length=300)
    needs = models.TextField(blank=True)
    barrier = models.CharField(max_length=20, choices=Barrier, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATES, default=State.OPEN.value)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, blank=True, editable=False)

    class Meta(Owned.Meta):
        ordering = ("raised_at", "id")
        constraints: ClassVar = [
            Tenancy(name="blocker_tenancy", parents=["project"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="blocker_form_once"),
            models.CheckConstraint(condition=Q(state__in=[value for value, _ in STATES]), name="blocker_state"),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class BlockerStep(Owned):
    """One thing that was done about a blocker, with its words: what is asked, the answer, what came of it, or why it is
    open again. by_when: of what is asked. reply: of an answer."""

    blocker = OwnedForeignKey(Blocker, related_name="steps")
    kind = models.CharField(max_length=10, choices=STEPS)
    words = models.TextField()
    by_when = models.DateField(null=True, blank=True)
    reply = models.CharField(max_length=5, choices=Reply, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("made_at", "id")
        verbose_name = "step about a blocker"
        constraints: ClassVar = [
            Tenancy(name="blockerstep_tenancy", parents=["blocker"]),
            models.CheckConstraint(
                condition=Q(kind="asked", by_when__isnull=False) | ~Q(kind="asked") & Q(by_when__isnull=True),
                name="blockerstep_asked_by_when",
            ),
            models.CheckConstraint(
                condition=Q(kind="answered") & ~Q(reply="") | ~Q(kind="answered") & Q(reply=""),
                name="blockerstep_answer_replies",
            ),
        ]

    def __str__(self) -> str:
        return self.words
