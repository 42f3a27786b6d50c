"""What is caught in passing: notes to finish later, and files beside a test."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project
from pdsa.models.cycles import Cycle


@tracked()
class Capture(Owned):
    """A note written (or spoken) in a hurry. It waits until somebody makes a test of it, adds it to one, or lets it go.

    cycle: the test it became or was added to. finished_at without one: it was let go.
    """

    project = OwnedForeignKey(Project, related_name="captures")
    text = models.TextField(blank=True)
    cycle = OwnedForeignKey(Cycle, null=True, blank=True, related_name="captures")
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("-made_at", "-id")
        verbose_name = "quick note"
        constraints: ClassVar = [
            Tenancy(name="capture_tenancy", parents=["project", "cycle"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="capture_form_once"),
        ]

    def __str__(self) -> str:
        return self.text or "Spoken note"


@tracked()
class File(Owned):
    """A picture, document or recording. Its bytes lie in the private store under `key`, never under its name.

    It belongs to a test, to a quick note, or to both once the note has become a test.
    """

    cycle = OwnedForeignKey(Cycle, null=True, blank=True, related_name="files")
    capture = OwnedForeignKey(Capture, null=True, blank=True, related_name="files")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField(help_text="In bytes.")
    about = models.CharField("what it shows", max_length=200, blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("made_at", "id")
        constraints: ClassVar = [
            Tenancy(name="file_tenancy", parents=["cycle", "capture"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="file_form_once"),
            models.UniqueConstraint(fields=["participation", "key"], name="file_key_once"),
            models.CheckConstraint(condition=Q(cycle__isnull=False) | Q(capture__isnull=False), name="file_of_one"),
        ]

    def __str__(self) -> str:
        return self.about or self.name
