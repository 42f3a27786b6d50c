"""Who comes to a learning set, what they need, and who was reminded."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import Tenancy
from learning_sets.models.sets import LearningSet, Mode


class BookingState(models.TextChoices):
    BOOKED = "booked", "Booked"
    WAITING = "waiting", "On the waiting list"
    CANCELLED = "cancelled", "Cancelled"


ATTENDS = [(Mode.IN_PERSON.value, Mode.IN_PERSON.label), (Mode.ONLINE.value, Mode.ONLINE.label)]


# What somebody needs is in no history, and is deleted after the set (SetSettings.needs_days).
@tracked(exclude=("access_needs", "dietary_needs"))
class Booking(Owned):
    """One person of an organisation at a learning set.

    user: where they can sign in; name and email say who it is to who prepares the set. role_words: what they do, in
    their organisation's words. place: their number in the waiting list, while they wait. attended_at, checked_by: they
    were there, and who said so.
    """

    learning_set = models.ForeignKey(LearningSet, models.PROTECT, related_name="+", db_constraint=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    role_words = models.CharField(max_length=100, blank=True)
    mode = models.CharField(max_length=10, choices=ATTENDS, default=Mode.IN_PERSON)
    access_needs = models.CharField(max_length=500, blank=True)
    dietary_needs = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.BOOKED)
    place = models.PositiveIntegerField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("booked_at", "id")
        constraints: ClassVar = [
            Tenancy(name="booking_tenancy"),
            SameParent(name="booking_set", within="collaborative", parent="learning_set"),
            models.UniqueConstraint(
                fields=["participation", "learning_set", "email"],
                condition=~Q(state="cancelled"),
                name="booking_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", place__isnull=False) | (~Q(state="waiting") & Q(place__isnull=True)),
                name="booking_place_while_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.state == BookingState.WAITING

    @property
    def is_cancelled(self) -> bool:
        return self.state == BookingState.CANCELLED


class SetReminder(Owned):
    """One reminder to one person so many days before a set. A worker makes the row before it sends, so of two at once
    one has it; a mail server that refuses has it taken out again. It has no history: it is one."""

    booking = OwnedForeignKey(Booking, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    claimed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="setreminder_tenancy", parents=["booking"]),
            models.UniqueConstraint(fields=["participation", "booking", "days"], name="set_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.days} days before"
