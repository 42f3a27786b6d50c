"""What belongs to a test beside its record: tasks, measures, who took part, and notes on the way."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from measures.models import Measure
from pdsa.models.cycles import Cycle


@tracked()
class Task(Owned):
    """Something to do for the test: what, who, when and where."""

    cycle = OwnedForeignKey(Cycle, related_name="tasks")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whoever of the team the name is, where it is one of them.",
    )
    due_on = models.DateField(null=True, blank=True)
    place = models.CharField("where", max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False)

    class Meta(Owned.Meta):
        ordering = ("due_on", "id")
        constraints: ClassVar = [
            Tenancy(name="task_tenancy", parents=["cycle"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="task_form_once"),
        ]

    def __str__(self) -> str:
        return self.what


@tracked()
class CycleMeasure(Owned):
    """A measure the cycle should move: the cycle then stands on that measure's charts."""

    cycle = OwnedForeignKey(Cycle, related_name="measure_links")
    measure = OwnedForeignKey(Measure, related_name="cycle_links")

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="cyclemeasure_tenancy", parents=["cycle", "measure"]),
            models.UniqueConstraint(fields=["participation", "cycle", "measure"], name="cyclemeasure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} and {self.measure}"


@tracked()
class TookPart(Owned):
    """Somebody took part in the test: a person of the team, or a name or role of somebody without an account.

    What people with lived experience did, and how much of a say they had, is `phases.Involvement`.
    """

    cycle = OwnedForeignKey(Cycle, related_name="took_part")
    name = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ("name", "id")
        verbose_name = "person who took part"
        verbose_name_plural = "people who took part"
        constraints: ClassVar = [
            Tenancy(name="tookpart_tenancy", parents=["cycle"]),
            models.UniqueConstraint(fields=["participation", "cycle", "name"], name="tookpart_once"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Note(Owned):
    """A note on the way through a test, on the day it is about, by whoever wrote it."""

    cycle = OwnedForeignKey(Cycle, related_name="notes")
    text = models.TextField()
    happened_on = models.DateField()
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("happened_on", "id")
        constraints: ClassVar = [
            Tenancy(name="note_tenancy", parents=["cycle"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="note_form_once"),
        ]

    def __str__(self) -> str:
        return self.text
