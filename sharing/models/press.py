"""Items for the press and for websites: who sees to each, until when, and how far it is."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OfCollaborative
from sharing.models.publishing import Channel, Publication


class PressState(models.TextChoices):
    """How far an item is; the columns of the board, in their order."""

    IDEA = "idea", "Idea"
    DRAFTING = "drafting", "Drafting"
    CONSENT = "consent", "Checking consent"
    OUTLET = "outlet", "With the outlet"
    PUBLISHED = "published", "Published"
    DROPPED = "dropped", "Dropped"


class PressKind(models.TextChoices):
    """Where an item is to appear; what consent it needs follows from it."""

    PRESS = "press", "Press"
    WEB = "web", "Website"


@tracked(owned=False)
class PressItem(models.Model):
    """One item. publication: what it draws on. link, published_on: where and when it appeared, once it has."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PressKind, default=PressKind.PRESS)
    title = models.CharField(max_length=150)
    state = models.CharField(max_length=10, choices=PressState, default=PressState.IDEA)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    outlet = models.CharField(max_length=150, blank=True)
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, blank=True, related_name="+")
    notes = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    published_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = (models.F("due_on").asc(nulls_last=True), "id")
        constraints: ClassVar = [
            OfCollaborative(name="press_item_of_collaborative"),
            SameParent(name="press_item_publication", within="collaborative", parent="publication"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (PressState.PUBLISHED, PressState.DROPPED)

    @property
    def channel(self) -> Channel:
        """How far what it draws on has to go for it."""
        return Channel.PRESS if self.kind == PressKind.PRESS else Channel.WEB

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and it is not over."""
        return not self.is_over and self.due_on is not None and self.due_on < today
