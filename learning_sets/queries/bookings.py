"""Who is booked, for who may know it: their own organisation, and the team that runs the collaborative."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from collaborative.roles import Action
from learning_sets.models import Booking, BookingState, LearningSet, SetReminder, SetState
from learning_sets.queries.sets import settings_of
from organisations.models import Participation
from organisations.queries import Access, owned, participations_at

CODE_BEFORE, CODE_AFTER = timedelta(hours=1), timedelta(hours=2)


def bookings_to(access: Access, action: Action) -> QuerySet[Booking]:
    """The bookings on which this person may do this: of their organisation, or, for who runs the collaborative, all."""
    beside = ("learning_set", "participation__organisation", "user", "booked_by")
    return owned(Booking, access, action).select_related(*beside).order_by("name", "pk")


def bookings_seen(access: Access) -> QuerySet[Booking]:
    """The bookings that this person sees and may change."""
    runs = access.may(Action.RUN_COLLABORATIVE)
    return bookings_to(access, Action.RUN_COLLABORATIVE if runs else Action.BOOK_SET)


def own_places(access: Access) -> list[Participation]:
    """The organisations for which this person books, by name."""
    return list(participations_at(access, Action.BOOK_SET).order_by("organisation__name", "pk"))


def people_at(access: Access, learning_set: LearningSet, participation: Participation) -> list[Booking]:
    """Who of one organisation is booked or waits, by name."""
    rows = bookings_seen(access).filter(learning_set=learning_set, participation=participation)
    return list(rows.exclude(state=BookingState.CANCELLED))


def own_booking(access: Access, learning_set: LearningSet) -> Booking | None:
    """This person's own booking, where they have one: also from before they could sign in, under their address."""
    own = Q(user=access.user) | Q(user=None, email=access.user.email.lower())
    rows = bookings_to(access, Action.BOOK_SET).filter(own, learning_set=learning_set)
    return rows.exclude(state=BookingState.CANCELLED).first()


def sees_needs(access: Access, booking: Booking) -> bool:
    """Whether this person may read and change what somebody needs: they themself, who booked them, and who runs the
    collaborative."""
    own = access.user.pk in (booking.user_id, booking.booked_by_id) or booking.email == access.user.email.lower()
    return own or access.may(Action.RUN_COLLABORATIVE)


def mine_in(access: Access, rows: Sequence[LearningSet], participation: Participation | None = None) -> dict[int, str]:
    """Such as "3 of you are booked", by the set's id: of this organisation, or of all that the person books for. One
    query; none for who books for nobody."""
    if not access.participations_for(Action.BOOK_SET) or not rows:
        return {}
    held = owned(Booking, access, Action.BOOK_SET).filter(learning_set__in=rows)
    if participation is not None:
        held = held.filter(participation=participation)
    counted: dict[int, int] = defaultdict(int)
    for pk in held.exclude(state=BookingState.CANCELLED).values_list("learning_set_id", flat=True):
        counted[pk] += 1
    return {pk: "1 of you is booked" if many == 1 else f"{many} of you are booked" for pk, many in counted.items()}


@dataclass
class Organised:
    """The people of one organisation at a set."""

    participation: Participation
    people: list[Booking] = field(default_factory=list)


def everybody(access: Access, learning_set: LearningSet) -> list[Organised]:
    """Everybody who is booked or waits, by organisation, for who runs the collaborative. One query."""
    rows = bookings_to(access, Action.RUN_COLLABORATIVE).filter(learning_set=learning_set)
    found: dict[int, Organised] = {}
    for row in rows.exclude(state=BookingState.CANCELLED).order_by("participation__organisation__name", "name", "pk"):
        found.setdefault(row.participation_id, Organised(row.participation)).people.append(row)
    return list(found.values())


def to_check_in(access: Access, learning_set: LearningSet, search: str = "") -> list[Booking]:
    """Who is booked or waits, by name; `search` finds part of a name or of an organisation."""
    rows = bookings_to(access, Action.RUN_COLLABORATIVE).filter(learning_set=learning_set)
    rows = rows.exclude(state=BookingState.CANCELLED)
    said = search.strip().lower()
    return [row for row in rows if said in f"{row.name} {row.participation.organisation.name}".lower()]


def code_is_valid(learning_set: LearningSet, now: datetime) -> bool:
    """Whether the code shown in the room is taken at this moment: from one hour before the set until two after it."""
    starts, ends = learning_set.starts_at - CODE_BEFORE, learning_set.ends_at + CODE_AFTER
    return not learning_set.is_cancelled and starts <= now <= ends


def shows_link(learning_set: LearningSet, booking: Booking | None, now: datetime) -> bool:
    """Whether who is booked sees the link now: from so many hours before the set (settings) until its end."""
    if booking is None or booking.state != BookingState.BOOKED or not learning_set.link:
        return False
    hours = settings_of(learning_set.collaborative).link_hours
    return learning_set.starts_at - timedelta(hours=hours) <= now <= learning_set.ends_at


def waiting_in(learning_set: LearningSet) -> QuerySet[Booking]:
    """Who waits for a place, in their order; of the organisations in the scope."""
    rows = Booking.objects.filter(
        collaborative_id=learning_set.collaborative_id, learning_set=learning_set, state=BookingState.WAITING
    )
    return rows.select_related("user", "participation__organisation").order_by("place", "pk")


def sets_with_free_places(collaborative_id: int) -> list[LearningSet]:
    """Sets to come in which somebody waits although there is a place."""
    rows = LearningSet.objects.filter(
        collaborative_id=collaborative_id, waiting__gt=0, starts_at__gt=timezone.now()
    ).exclude(state=SetState.CANCELLED)
    return [row for row in rows.select_related("collaborative") if row.capacity is None or row.taken < row.capacity]


def due_reminder(learning_set: LearningSet, before: Iterable[int], now: datetime) -> int | None:
    """How many days' reminder is to be sent at this moment; None where none is.

    It is sent from its day on until the next one's: who runs the worker late still sends it, once.
    """
    if now >= learning_set.starts_at or learning_set.state not in (SetState.PLANNED, SetState.OPEN):
        return None
    left = (timezone.localdate(learning_set.starts_at) - timezone.localdate(now)).days
    return min((days for days in before if left <= days), default=None)


def to_remind(learning_set: LearningSet, days: int) -> QuerySet[Booking]:
    """Who is booked since before that reminder's day, and was not reminded; of the organisations in the scope."""
    day = timezone.localdate(learning_set.starts_at) - timedelta(days=days)
    done = SetReminder.objects.filter(collaborative_id=learning_set.collaborative_id, days=days)
    rows = Booking.objects.filter(
        collaborative_id=learning_set.collaborative_id,
        learning_set=learning_set,
        state=BookingState.BOOKED,
        booked_at__date__lt=day,
    )
    return rows.exclude(pk__in=done.values("booking")).select_related("user", "participation").order_by("pk")


def needs_to_forget(collaborative_id: int, before: datetime) -> QuerySet[Booking]:
    """Bookings of sets that ended before a moment, in which something that somebody needs still stands."""
    rows = Booking.objects.filter(collaborative_id=collaborative_id, learning_set__ends_at__lt=before)
    return rows.exclude(access_needs="", dietary_needs="")
