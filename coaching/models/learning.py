"""What a team has learnt and wants to keep, and the copies that it lets everybody in the collaborative find."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.policy import OwnCollaborative, Tenancy, WithinCollaborative
from organisations.models import Participation, Project


@tracked()
class Learning(Owned):
    """One thing learnt in a project: what worked, what did not, for whom, and what others should know."""

    project = OwnedForeignKey(Project, related_name="learning")
    title = models.CharField(max_length=200)
    worked = models.TextField(blank=True)
    did_not = models.TextField(blank=True)
    for_whom = models.TextField(blank=True)
    others = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("-made_at", "-id")
        verbose_name = "thing learnt"
        verbose_name_plural = "things learnt"
        constraints: ClassVar = [Tenancy(name="learning_tenancy", parents=["project"])]

    def __str__(self) -> str:
        return self.title


@tracked(owned=False, exclude=("said",))
class SharedLearning(models.Model):
    """What a team has learnt, let to everybody in the collaborative: a copy, because its own rows are nobody else's.

    learning_key: the row it was copied from, an id of the organisation's own. said: its words by field. Once it is
    withdrawn its words are gone from here.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    learning_key = models.BigIntegerField()
    title = models.CharField(max_length=200)
    said = models.JSONField(default=dict)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-shared_at", "-id")
        verbose_name_plural = "shared learning"
        constraints: ClassVar = [
            OwnCollaborative(name="shared_learning_own_collaborative"),
            WithinCollaborative(name="shared_learning_within"),
            models.UniqueConstraint(
                fields=["participation", "learning_key"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="shared_learning_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
