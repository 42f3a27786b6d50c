"""A person's own calendar, as other programs read it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked


@tracked(owned=False, exclude=("token_hash", "last_used_at"))
class CalendarFeed(models.Model):
    """An address under which a calendar program reads one person's calendar without signing in.

    token_hash: SHA-256 of the token in the address, which is stored nowhere. A person has one address at a time;
    revoked_at: since when this one opens nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at__isnull=True), name="calendar_feed_one"),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
