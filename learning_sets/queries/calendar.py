"""What stands in calendars: a collaborative's sets as one person sees them, and whose a calendar's address is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from collaborative.models import User
from learning_sets.models import Booking, BookingState, CalendarFeed, LearningSet
from learning_sets.queries.sets import sets_seen
from organisations.queries import Access
from organisations.queries.people import hash_token


@dataclass(frozen=True)
class SetSeen:
    """One set for one person. state: of their booking ("" where they are not booked). sequence: how often the set was
    changed; changed_at: when last."""

    learning_set: LearningSet
    state: str
    sequence: int
    changed_at: datetime


def changes_of(sets: Iterable[LearningSet]) -> dict[int, tuple[int, datetime]]:
    """How often each set was changed since it was planned, and when last (one query). What is counted in a set, such as
    its places, is no change of it."""
    rows = list(sets)
    events = LearningSet.pgh_event_model.objects.filter(pgh_obj__in=[row.pk for row in rows])  # type: ignore[attr-defined]
    told = (
        events.order_by()
        .values("pgh_obj")
        .annotate(changed=Count("pk", filter=Q(pgh_label="update")), last=Max("pgh_created_at"))
    )
    found = {row["pgh_obj"]: (row["changed"], row["last"]) for row in told}
    return {row.pk: found.get(row.pk, (0, row.created_at)) for row in rows}


def sets_for(access: Access) -> list[SetSeen]:
    """Every set of the collaborative, with whether this person is booked: three queries."""
    sets = list(sets_seen(access))
    mine = Booking.objects.filter(
        Q(user=access.user) | Q(email__iexact=access.user.email), collaborative=access.collaborative
    ).exclude(state=BookingState.CANCELLED)
    # Who has a place in one organisation and waits in another has a place.
    states: dict[int, str] = {}
    for set_id, state in mine.values_list("learning_set_id", "state"):
        if states.get(set_id) != BookingState.BOOKED:
            states[set_id] = state
    changes = changes_of(sets)
    return [SetSeen(row, states.get(row.pk, ""), *changes[row.pk]) for row in sets]


def feed_of_user(user: User) -> CalendarFeed | None:
    """The address that this person's calendar has now, if it has one."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def feed_of_token(token: str) -> CalendarFeed | None:
    """The standing address with this token, of somebody who can still sign in; else None."""
    rows = CalendarFeed.objects.filter(token_hash=hash_token(token), revoked_at=None, user__is_active=True)
    return rows.select_related("user").first()
