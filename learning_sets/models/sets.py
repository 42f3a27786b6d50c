"""Learning sets: the days on which a collaborative's organisations meet, and what happens in each."""

import secrets
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OfCollaborative, OwnCollaborative
from organisations.models import Participation

# Without letters and digits that are taken for one another when they are read from a screen across a room.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


def new_code() -> str:
    """A code that a person types from a screen."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def new_key() -> str:
    """What turns a person into a token, while answers are taken."""
    return secrets.token_hex(32)


class Mode(models.TextChoices):
    """How a set is held, and how one person takes part in it."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    HYBRID = "hybrid", "In person and online"


class SetState(models.TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "Open for booking"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


@tracked(owned=False, exclude=("taken", "waiting", "queued", "code", "feedback_key"))
class LearningSet(models.Model):
    """One learning set of a programme's year.

    about: what there is for access and diets. capacity: places in it; of a hybrid set, in its room (None: as many as
    come). taken, waiting: how many places are booked, and how many people wait. queued: the last number in the waiting
    list. They stand here because an organisation sees no bookings of another; whoever books locks this row. code: what
    people type who are there. feedback_key: what turns who answers into a token; gone once answers are no longer taken.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    theme = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    venue = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    about = models.TextField(blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    booking_opens_on = models.DateField(null=True, blank=True)
    booking_closes_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=SetState, default=SetState.PLANNED)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    taken = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveSmallIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=10, default=new_code)
    feedback_key = models.CharField(max_length=64, blank=True, default=new_key)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("starts_at", "id")
        constraints: ClassVar = [
            OfCollaborative(name="learning_set_of_collaborative"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="learning_set_key"),
            models.UniqueConstraint(fields=["collaborative", "number"], name="learning_set_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="learning_set_times"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == SetState.CANCELLED

    @property
    def in_room(self) -> bool:
        """Whether people meet in a room, all of them or some."""
        return self.mode != Mode.ONLINE

    @property
    def by_link(self) -> bool:
        """Whether people meet online, all of them or some."""
        return self.mode != Mode.IN_PERSON

    @property
    def places_left(self) -> int | None:
        """How many places are free; None where as many may come as like."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    def takes_place(self, mode: str) -> bool:
        """Whether somebody who takes part in this way takes one of the places."""
        return not (self.mode == Mode.HYBRID and mode == Mode.ONLINE)

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def is_bookable(self, now: datetime) -> bool:
        """Whether an organisation can book itself a place at this moment."""
        today = timezone.localdate(now)
        closed = self.booking_closes_on is not None and today > self.booking_closes_on
        return self.state == SetState.OPEN and now < self.starts_at and not closed


class SessionKind(models.TextChoices):
    TEAM_STORY = "team_story", "Team story"
    METHOD = "method", "Method teaching"
    EXPERT = "expert", "Expert input"
    LIVED = "lived", "Lived experience"
    BREAKOUT = "breakout", "Breakout"
    GALLERY = "gallery", "Storyboard gallery"
    CLINIC = "clinic", "Measurement clinic"
    CELEBRATION = "celebration", "Celebration"
    BREAK = "break", "Break"


@tracked(owned=False)
class SetSession(models.Model):
    """One session of a set's agenda. starts_at follows from the set's beginning and the sessions before it.

    participation: the organisation that tells its story. A session that is taken out keeps its row (removed_at).
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    learning_set = models.ForeignKey(LearningSet, models.PROTECT, related_name="sessions", db_constraint=False)
    position = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=SessionKind)
    speakers = models.CharField(max_length=300, blank=True)
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            OfCollaborative(name="set_session_of_collaborative"),
            OwnCollaborative(name="set_session_own_collaborative"),
            SameParent(name="set_session_set", within="collaborative", parent="learning_set"),
            models.UniqueConstraint(fields=["learning_set", "id"], name="set_session_key"),
        ]

    def __str__(self) -> str:
        return self.title
