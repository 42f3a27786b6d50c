"""What was agreed at a visit: who does what, and by when."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coaching.models.visits import Visit
from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy


class Ending(models.TextChoices):
    OPEN = "", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "No longer needed"


@tracked()
class FollowUp(Owned):
    """One action. It is carried from visit to visit until it is ended.

    visit: at which it was agreed; None where it was agreed in between. outcome: what came of it, or why it is no
    longer needed.
    """

    visit = OwnedForeignKey(Visit, null=True, blank=True, related_name="agreed")
    what = models.CharField(max_length=300)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    ending = models.CharField(max_length=10, choices=Ending, blank=True, default=Ending.OPEN)
    outcome = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("due_on", "id")
        verbose_name = "action of coaching"
        constraints: ClassVar = [
            Tenancy(name="followup_tenancy", parents=["visit"]),
            models.CheckConstraint(
                condition=Q(ending="", ended_at__isnull=True) | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="followup_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def is_overdue(self, today: date) -> bool:
        """Open, and its day has passed."""
        return self.ending == Ending.OPEN and self.due_on < today
