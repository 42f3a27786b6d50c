"""Plans of tests that organisations let others of the collaborative use."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.policy import OwnCollaborative, WithinCollaborative
from organisations.models import Participation


@tracked(owned=False, exclude=("said",))
class SharedPlan(models.Model):
    """A plan that its team lets every team of the collaborative use: its words only, never what came of it.

    It is a copy, because an organisation's own rows are nobody else's to read. cycle_key: the test it was copied from,
    an id of the organisation's own. said: the plan's words by field, and its questions. Once it is withdrawn its words
    are gone from here; what others made of it stays theirs.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    cycle_key = models.BigIntegerField()
    title = models.CharField(max_length=200)
    said = models.JSONField(default=dict)
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "id")
        constraints: ClassVar = [
            OwnCollaborative(name="shared_plan_own_collaborative"),
            WithinCollaborative(name="shared_plan_within"),
            models.UniqueConstraint(
                fields=["participation", "cycle_key"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="shared_plan_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title
