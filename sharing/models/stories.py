"""Stories: what a team tells of its work, made from the live record, before anybody else reads it."""

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
from sharing.models.publishing import Consent


# No history keeps what somebody said, or they could not take it back.
@tracked(exclude=("intro", "quote", "picture_alt"))
class Story(Owned):
    """One story. chart, cycle: drawn from the record each time it is read. quote: what somebody said, with their
    consent; picture_key: of a picture in the private store, with the consent of whoever is in it.
    """

    project = OwnedForeignKey(Project, related_name="stories")
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    measure = OwnedForeignKey(Measure, null=True, blank=True, related_name="+")
    cycle = OwnedForeignKey(Cycle, null=True, blank=True, related_name="+")
    quote = models.TextField(blank=True)
    quote_consent = OwnedForeignKey(Consent, null=True, blank=True, related_name="+")
    picture_key = models.UUIDField(null=True, blank=True, editable=False)
    picture_kind = models.CharField(max_length=5, blank=True)
    picture_alt = models.CharField(max_length=300, blank=True)
    picture_consent = OwnedForeignKey(Consent, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField(null=True, blank=True, editable=False)

    class Meta(Owned.Meta):
        ordering = ("-made_at", "-id")
        verbose_name_plural = "stories"
        constraints: ClassVar = [
            Tenancy(name="story_tenancy", parents=["project", "measure", "cycle", "quote_consent", "picture_consent"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="story_form_once"),
            models.CheckConstraint(
                condition=Q(quote="") | Q(quote_consent__isnull=False), name="story_quote_by_consent"
            ),
            models.CheckConstraint(
                condition=Q(picture_key__isnull=True) | Q(picture_consent__isnull=False) & ~Q(picture_alt=""),
                name="story_picture_by_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.title
