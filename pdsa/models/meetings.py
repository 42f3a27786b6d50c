"""A team's meetings: who was there, what was decided, and who does what by when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project


@tracked()
class Meeting(Owned):
    """One meeting of a project's team; a project has one on a day.

    place: where, or how. notes: what was talked about. next_on: when the team meets again, as far as it was agreed.
    """

    project = OwnedForeignKey(Project, related_name="meetings")
    held_on = models.DateField()
    place = models.CharField("where", max_length=200, blank=True)
    notes = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("-held_on", "-id")
        verbose_name = "team meeting"
        constraints: ClassVar = [
            Tenancy(name="meeting_tenancy", parents=["project"]),
            models.UniqueConstraint(fields=["participation", "project", "held_on"], name="meeting_day_once"),
            models.CheckConstraint(
                condition=Q(next_on__isnull=True) | Q(next_on__gt=F("held_on")), name="meeting_next_after"
            ),
        ]

    def __str__(self) -> str:
        return f"Team meeting on {self.held_on}"


@tracked()
class Attendance(Owned):
    """Somebody was at a meeting: a person of the team, or a name or role of somebody without an account."""

    meeting = OwnedForeignKey(Meeting, related_name="attended")
    name = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ("name", "id")
        verbose_name = "person at a meeting"
        verbose_name_plural = "people at a meeting"
        constraints: ClassVar = [
            Tenancy(name="attendance_tenancy", parents=["meeting"]),
            models.UniqueConstraint(fields=["participation", "meeting", "name"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class MeetingDecision(Owned):
    """What a team decided at a meeting. form_key: of the form it was first sent from, which makes one only."""

    meeting = OwnedForeignKey(Meeting, related_name="decisions")
    text = models.TextField()
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        verbose_name = "decision of a meeting"
        constraints: ClassVar = [
            Tenancy(name="meetingdecision_tenancy", parents=["meeting"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="meetingdecision_form_once"),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class MeetingAction(Owned):
    """What somebody is to do until a day, as agreed at a meeting. It is carried to each meeting until it has ended.

    who: as it was written; person: whoever of the team that is. outcome: what came of it, or why it is no longer
    needed. form_key: as of a decision.
    """

    class Ending(models.TextChoices):
        OPEN = "", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    meeting = OwnedForeignKey(Meeting, related_name="actions")
    what = models.CharField(max_length=300)
    who = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    ending = models.CharField(max_length=10, choices=Ending, blank=True, default=Ending.OPEN)
    outcome = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False)

    class Meta(Owned.Meta):
        ordering = ("due_on", "id")
        verbose_name = "action of a meeting"
        constraints: ClassVar = [
            Tenancy(name="meetingaction_tenancy", parents=["meeting"]),
            models.UniqueConstraint(fields=["participation", "form_key"], name="meetingaction_form_once"),
            models.CheckConstraint(
                condition=Q(ending="", ended_at__isnull=True) | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="meetingaction_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.what
