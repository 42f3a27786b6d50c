"""Writes about who comes to a set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from learning_sets.actions.sets import locked
from learning_sets.models import Booking, BookingState, LearningSet, Mode
from learning_sets.queries.bookings import needs_to_forget, waiting_in
from learning_sets.signals import bookings_made, place_freed
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation
from organisations.queries import team_of


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One person who is to come; see learning_sets.models.Booking."""

    name: str
    email: str
    user: User | None = None
    role_words: str = ""
    mode: str = Mode.IN_PERSON
    access_needs: str = ""
    dietary_needs: str = ""


def guest_of(user: User, *, role_words: str = "", mode: str = Mode.IN_PERSON) -> Guest:
    """Somebody who can sign in, as a guest."""
    return Guest(name=user.get_full_name(), email=user.email, user=user, role_words=role_words, mode=mode)


@transaction.atomic
def book(
    *, learning_set: LearningSet, participation: Participation, by: User, guests: Sequence[Guest], late: bool = False
) -> list[Booking]:
    """Book these people of an organisation, in their order: each gets a place, or the next one in the waiting list.

    Who is booked already stays as they are. Somebody of the team is known by their address too. late: also when booking
    is not open, for who runs the collaborative. Raises ValidationError where booking is not open, or for an
    organisation of another collaborative.
    """
    row, now = locked(learning_set), timezone.now()
    if participation.collaborative_id != row.collaborative_id:
        raise ValidationError({"participation": "Choose an organisation of this collaborative"})
    if row.is_cancelled or not (late or row.is_bookable(now)):
        raise ValidationError("Booking is not open.")
    owner = {"collaborative_id": row.collaborative_id, "participation": participation, "learning_set": row}
    held = Booking.objects.filter(**owner).exclude(state=BookingState.CANCELLED)
    there, made = set(held.values_list("email", flat=True)), []
    team = {one.user.email.lower(): one.user for one in team_of(participation.pk)}
    with recording(by=by, verb="booked people on a learning set"):
        for guest in guests:
            email = guest.email.strip().lower()
            if email in there:
                continue
            there.add(email)
            booking = Booking(
                **owner,
                user=guest.user or team.get(email),
                name=" ".join(guest.name.split()),
                email=email,
                role_words=guest.role_words,
                mode=_mode(row, guest.mode),
                access_needs=guest.access_needs.strip(),
                dietary_needs=guest.dietary_needs.strip(),
                booked_by=by,
                booked_at=now,
            )
            _give_place(row, booking)
            booking.save()
            made.append(booking)
        row.save(update_fields=["taken", "waiting", "queued"])
    _tell_booked(row, by, made)
    bookings_made.send(sender=Booking, learning_set=row, by=by, bookings=made)
    return made


@transaction.atomic
def change_booking(
    *,
    booking: Booking,
    by: User,
    mode: str,
    role_words: str,
    access_needs: str | None = None,
    dietary_needs: str | None = None,
) -> Booking:
    """How somebody takes part, what they do, and what they need (None: as it is).

    Raises ValidationError for a booking that was cancelled, and for a place in the room where there is none.
    """
    learning_set = locked(booking.learning_set)
    row = _current(booking)
    wanted = _mode(learning_set, mode)
    with recording(by=by, verb="changed a booking on a learning set"):
        if wanted != row.mode:
            _change_mode(learning_set, row, wanted)
        row.role_words = " ".join(role_words.split())
        row.access_needs = row.access_needs if access_needs is None else access_needs.strip()
        row.dietary_needs = row.dietary_needs if dietary_needs is None else dietary_needs.strip()
        row.save()
        learning_set.save(update_fields=["taken", "waiting", "queued"])
    place_freed.send(sender=LearningSet, learning_set=learning_set)
    return row


@transaction.atomic
def cancel_booking(*, booking: Booking, by: User) -> Booking:
    """Give a place back, or leave the waiting list; who waits first gets the place. What the person needs is deleted.

    Cancelling again changes nothing. Raises ValidationError for who was there already.
    """
    learning_set = locked(booking.learning_set)
    row = Booking.objects.get(participation_id=booking.participation_id, pk=booking.pk)
    if row.is_cancelled:
        return row
    if row.attended_at is not None:
        raise ValidationError("This person was there, so the booking stays.")
    with recording(by=by, verb="cancelled a booking on a learning set"):
        _take_place(learning_set, row)
        row.state, row.place, row.access_needs, row.dietary_needs = BookingState.CANCELLED, None, "", ""
        row.save()
        learning_set.save(update_fields=["taken", "waiting"])
    place_freed.send(sender=LearningSet, learning_set=learning_set)
    return row


@transaction.atomic
def move_up(*, learning_set: LearningSet, by: User) -> list[Booking]:
    """Give the free places to those who wait, in their order, and tell them; who got one.

    For the system's own actor, whose scope holds every organisation of the collaborative.
    """
    row, moved = locked(learning_set), []
    if row.is_cancelled or row.is_over(timezone.now()):
        return []
    with recording(by=by, verb="gave a place on a learning set to who waited"):
        for booking in waiting_in(row):
            if row.takes_place(booking.mode) and row.places_left == 0:
                break
            row.waiting -= 1
            row.taken += row.takes_place(booking.mode)
            booking.state, booking.place = BookingState.BOOKED, None
            booking.save()
            moved.append(booking)
        row.save(update_fields=["taken", "waiting"])
    for booking in moved:
        _tell_one(row, by, booking, NoticeKind.SET_PLACE, "has a place for you on a learning set")
    return moved


@transaction.atomic
def check_in(*, booking: Booking, by: User, at: datetime | None) -> Booking:
    """Somebody is there (at: since when), or, with None, is not after all. Who still waited gets a place by it.

    Raises ValidationError for a booking that was cancelled.
    """
    learning_set = locked(booking.learning_set)
    row = _current(booking)
    with recording(by=by, verb="noted who was at a learning set"):
        if at is not None and row.is_waiting:
            learning_set.waiting -= 1
            learning_set.taken += learning_set.takes_place(row.mode)
            learning_set.save(update_fields=["taken", "waiting"])
            row.state, row.place = BookingState.BOOKED, None
        row.attended_at, row.checked_by = (at, by) if at else (None, None)
        row.save()
    return row


@transaction.atomic
def forget_set_needs(*, collaborative_id: int, by: User, before: datetime) -> int:
    """Delete what people need of sets that ended before a moment; of how many people it was."""
    with recording(by=by, verb="deleted what people needed at a learning set"):
        return needs_to_forget(collaborative_id, before).update(access_needs="", dietary_needs="")


def _current(booking: Booking) -> Booking:
    row = Booking.objects.get(participation_id=booking.participation_id, pk=booking.pk)
    if row.is_cancelled:
        raise ValidationError("This booking was cancelled.")
    return row


def _mode(learning_set: LearningSet, wanted: str) -> str:
    """How somebody takes part: as they like only where there is a choice."""
    if learning_set.mode != Mode.HYBRID:
        return learning_set.mode
    return Mode.ONLINE if wanted == Mode.ONLINE else Mode.IN_PERSON


def _give_place(learning_set: LearningSet, booking: Booking) -> None:
    """A place while there is one and nobody waits for it; else the next number in the waiting list."""
    takes = learning_set.takes_place(booking.mode)
    full = learning_set.places_left == 0 or (learning_set.capacity is not None and learning_set.waiting > 0)
    if takes and full:
        learning_set.waiting += 1
        learning_set.queued += 1
        booking.state, booking.place = BookingState.WAITING, learning_set.queued
        return
    learning_set.taken += takes
    booking.state, booking.place = BookingState.BOOKED, None


def _take_place(learning_set: LearningSet, booking: Booking) -> None:
    if booking.is_waiting:
        learning_set.waiting -= 1
    else:
        learning_set.taken -= learning_set.takes_place(booking.mode)


def _change_mode(learning_set: LearningSet, booking: Booking, wanted: str) -> None:
    """Another way of taking part gives a place back or takes one; where there is none, nothing is changed."""
    _take_place(learning_set, booking)
    booking.mode = wanted
    _give_place(learning_set, booking)
    if booking.is_waiting:
        raise ValidationError({"mode": "There is no place left in the room"})


def _tell_booked(learning_set: LearningSet, by: User, made: Sequence[Booking]) -> None:
    for booking in made:
        _tell_one(learning_set, by, booking, NoticeKind.SET_BOOKED, "booked you on a learning set")


def _tell_one(learning_set: LearningSet, by: User, booking: Booking, kind: NoticeKind, text: str) -> None:
    if booking.user is None:
        return
    tell(
        people=[booking.user],
        by=by,
        kind=kind,
        key=f"set-{booking.pk}-{kind}",
        text=text,
        to=("set", learning_set.pk),
        collaborative=learning_set.collaborative,
    )
