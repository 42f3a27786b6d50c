"""What teams say at a set that they will test before the next one, and what came of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OwnCollaborative, WithinCollaborative
from learning_sets.models.sets import LearningSet
from organisations.models import Participation


class CommitmentState(models.TextChoices):
    """What came of it, as the test that was made from it stands."""

    NOT_STARTED = "not_started", "Not started"
    PLANNED = "planned", "Planned"
    TESTING = "testing", "Being tested"
    ADOPTED = "adopted", "Adopted"
    ADAPTED = "adapted", "Adapted"
    ABANDONED = "abandoned", "Abandoned"


@tracked(owned=False, exclude=("words", "idea", "outcome"))
class Commitment(models.Model):
    """One thing that a team will test before the next set, which everybody in the collaborative reads.

    project_key, cycle_key: the project, and the test made from it, by ids of the organisation's own; of the test only
    how it stands is copied here. idea: the change idea it belongs to, in words. outcome: the team's own sentence on
    what came of it. withdrawn_at: taken back; its words are gone then.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    learning_set = models.ForeignKey(LearningSet, models.PROTECT, related_name="+", db_constraint=False)
    project_key = models.BigIntegerField()
    words = models.CharField(max_length=300)
    idea = models.CharField(max_length=200, blank=True)
    by_when = models.DateField(null=True, blank=True)
    cycle_key = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=CommitmentState, default=CommitmentState.NOT_STARTED)
    state_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "id")
        constraints: ClassVar = [
            OwnCollaborative(name="commitment_own_collaborative"),
            WithinCollaborative(name="commitment_within"),
            SameParent(name="commitment_set", within="collaborative", parent="learning_set"),
        ]
        indexes: ClassVar = [models.Index(fields=["participation", "cycle_key"], name="commitment_cycle")]

    def __str__(self) -> str:
        return self.words
