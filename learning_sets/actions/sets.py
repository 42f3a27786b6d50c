"""Writes about the sets of a year."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from learning_sets.actions.agenda import follow_beginning
from learning_sets.actions.counting import count_places
from learning_sets.models import Booking, BookingState, LearningSet, Mode, SetReminder, SetState
from learning_sets.queries.sets import next_number, set_mark
from learning_sets.signals import place_freed, set_cancelled, set_changed
from organisations.actions.notices import tell
from organisations.models import NoticeKind
from phases.actions.collisions import refuse_older


@dataclass(frozen=True, kw_only=True)
class SetFields:
    """What is said of a set; see learning_sets.models.LearningSet. The moments are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    theme: str = ""
    mode: str = Mode.IN_PERSON
    venue: str = ""
    address: str = ""
    link: str = ""
    about: str = ""
    capacity: int | None = None
    booking_opens_on: date | None = None
    booking_closes_on: date | None = None


@transaction.atomic
def schedule_set(*, collaborative: Collaborative, by: User, said: SetFields) -> LearningSet:
    """Plan a set. Nobody can book until its booking is opened. Raises ValidationError by field."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    row = LearningSet(collaborative=collaborative, number=next_number(collaborative), created_by=by)
    with recording(by=by, verb="planned a learning set"):
        _write(row, said)
    return row


@transaction.atomic
def schedule_year(*, collaborative: Collaborative, by: User, said: Sequence[SetFields]) -> list[LearningSet]:
    """Plan the sets of a year together: all of them, or none. Raises ValidationError."""
    with recording(by=by, verb="planned a year of learning sets"):
        return [schedule_set(collaborative=collaborative, by=by, said=one) for one in said]


@transaction.atomic
def change_set(*, learning_set: LearningSet, by: User, said: SetFields, seen: str = "") -> LearningSet:
    """Say otherwise what there is to say of a set; its agenda follows its beginning. seen: its mark when they began.

    For who reaches every organisation of the collaborative: the places are counted again, and where it is to be at
    another time or place everybody who is booked or waits is told. Raises ValidationError by field, also for fewer
    places than are booked; or where somebody else has changed it since.
    """
    row = locked(learning_set)
    refuse_older(seen, set_mark(row))
    if row.is_cancelled:
        raise ValidationError("This set was called off.")
    before, began = _whereabouts(row), row.starts_at
    with recording(by=by, verb="changed a learning set"):
        _write(row, said)
        follow_beginning(learning_set=row, by=by)
        if row.mode != Mode.HYBRID:
            _held(row).update(mode=row.mode)
    count_places(row)
    if row.capacity is not None and row.taken > row.capacity:
        raise ValidationError({"capacity": f"{row.taken} places are booked already. Enter {row.taken} or more"})
    if row.starts_at != began:
        # Of the new day people are reminded anew.
        SetReminder.objects.filter(
            collaborative_id=row.collaborative_id, booking__in=list(_held(row).values_list("pk", flat=True))
        ).delete()
    if _whereabouts(row) != before and not row.is_over(timezone.now()):
        told = _told(row, by, NoticeKind.SET_CHANGED, set_mark(row), "changed when or where a learning set is")
        set_changed.send(sender=LearningSet, learning_set=row, by=by, bookings=told)
    place_freed.send(sender=LearningSet, learning_set=row)
    return row


@transaction.atomic
def open_booking(*, learning_set: LearningSet, by: User) -> LearningSet:
    """Let organisations book. Raises ValidationError for a set that is not planned any more."""
    row = locked(learning_set)
    if row.state != SetState.PLANNED:
        raise ValidationError("Booking is open already, or this set is over.")
    with recording(by=by, verb="opened the booking of a learning set"):
        row.state = SetState.OPEN
        row.save()
    return row


@transaction.atomic
def close_set(*, learning_set: LearningSet, by: User) -> LearningSet:
    """Say of a set whose end has passed that it was held; of another nothing changes."""
    row = locked(learning_set)
    if row.state in (SetState.PLANNED, SetState.OPEN):
        with recording(by=by, verb="noted that a learning set was held"):
            row.state = SetState.HELD
            row.save()
    return row


@transaction.atomic
def cancel_set(*, learning_set: LearningSet, by: User, reason: str) -> LearningSet:
    """Call a set off; everybody who is booked or waits is told. For who reaches every organisation.

    Raises ValidationError without a reason, and for a set that was held or is called off already.
    """
    row = locked(learning_set)
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason"})
    if row.state in (SetState.HELD, SetState.CANCELLED):
        raise ValidationError("This set is over, or was called off already.")
    with recording(by=by, verb="called off a learning set", reason=reason.strip()):
        row.state, row.cancelled_reason = SetState.CANCELLED, reason.strip()
        row.save()
    told = _told(row, by, NoticeKind.SET_CANCELLED, "cancelled", "called off a learning set")
    set_cancelled.send(sender=LearningSet, learning_set=row, by=by, bookings=told)
    return row


def _whereabouts(row: LearningSet) -> tuple[object, ...]:
    """What people must be told of when it changes: when and where."""
    return row.starts_at, row.ends_at, row.mode, row.venue, row.address


def _held(row: LearningSet) -> QuerySet[Booking]:
    rows = Booking.objects.filter(collaborative_id=row.collaborative_id, learning_set=row)
    return rows.exclude(state=BookingState.CANCELLED)


def _told(row: LearningSet, by: User, kind: NoticeKind, what: str, text: str) -> list[Booking]:
    """Tell everybody who is booked or waits; who they are."""
    found = list(_held(row).select_related("user").order_by("pk"))
    tell(
        people=[one.user for one in found if one.user],
        by=by,
        kind=kind,
        key=f"set-{row.pk}-{what}",
        text=text,
        to=("set", row.pk),
        collaborative=row.collaborative,
    )
    return found


def locked(learning_set: LearningSet) -> LearningSet:
    """The set as it is now; nobody else changes it, or books, until this transaction ends."""
    rows = LearningSet.objects.select_for_update(no_key=True, of=("self",)).select_related("collaborative")
    return rows.get(collaborative_id=learning_set.collaborative_id, pk=learning_set.pk)


def _write(row: LearningSet, said: SetFields) -> None:
    errors = {}
    if said.ends_at <= said.starts_at:
        errors["ends"] = "The end must be after the beginning"
    if said.capacity == 0:
        errors["capacity"] = "Enter 1 or more, or leave it empty where as many may come as like"
    opens, closes = said.booking_opens_on, said.booking_closes_on
    if opens and closes and closes < opens:
        errors["booking_closes_on"] = "Booking cannot close before it opens"
    if errors:
        raise ValidationError(errors)
    for one in fields(said):
        setattr(row, one.name, getattr(said, one.name))
    row.save()
