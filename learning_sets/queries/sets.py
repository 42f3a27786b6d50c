"""Learning sets as their programme plans them."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from collaborative.models import Collaborative
from learning_sets.models import Booking, BookingState, LearningSet, SetSession, SetSettings, SetState
from organisations.queries import Access


def sets_of(collaborative: Collaborative) -> QuerySet[LearningSet]:
    """Every learning set of a collaborative, earliest first."""
    return LearningSet.objects.filter(collaborative=collaborative).order_by("starts_at", "pk")


def sets_seen(access: Access) -> QuerySet[LearningSet]:
    """The learning sets of the collaborative, which everybody in it may see, earliest first."""
    return sets_of(access.collaborative).select_related("collaborative")


def next_set(collaborative: Collaborative) -> LearningSet | None:
    """The next set that is not over and was not called off."""
    rows = sets_of(collaborative).filter(ends_at__gt=timezone.now()).exclude(state=SetState.CANCELLED)
    return rows.first()


def next_number(collaborative: Collaborative) -> int:
    """The number that the next set to be planned gets."""
    return (sets_of(collaborative).aggregate(last=Max("number"))["last"] or 0) + 1


def settings_of(collaborative: Collaborative) -> SetSettings:
    """How the collaborative holds its sets; where it has said nothing, the usual way, not saved."""
    return SetSettings.objects.filter(collaborative=collaborative).first() or SetSettings(collaborative=collaborative)


def agenda_of(learning_set: LearningSet) -> QuerySet[SetSession]:
    """The sessions of a set in their order."""
    rows = SetSession.objects.filter(
        collaborative_id=learning_set.collaborative_id, learning_set=learning_set, removed_at=None
    )
    return rows.select_related("participation__organisation").order_by("position", "pk")


def set_mark(row: LearningSet) -> str:
    """The mark of what is said of a set, to notice that somebody else has changed it."""
    said = (row.title, row.theme, row.starts_at, row.ends_at, row.mode, row.venue, row.address, row.link, row.about)
    rules = (row.capacity, row.booking_opens_on, row.booking_closes_on, row.state)
    return hashlib.sha256(repr((said, rules)).encode()).hexdigest()[:20]


def set_of(pk: int) -> LearningSet | None:
    """The set of this id within the scope, with its collaborative."""
    return LearningSet.objects.select_related("collaborative").filter(pk=pk).first()


def bookings_of(learning_set: LearningSet, ids: Iterable[int]) -> list[Booking]:
    """These bookings of a set within the scope, as they are now; without those that were cancelled meanwhile."""
    rows = Booking.objects.filter(collaborative_id=learning_set.collaborative_id, learning_set=learning_set, pk__in=ids)
    return list(rows.exclude(state=BookingState.CANCELLED).order_by("pk"))


def sets_to_open(collaborative: Collaborative) -> list[LearningSet]:
    """Planned sets to come whose booking opens today, or should have."""
    rows = sets_of(collaborative).filter(state=SetState.PLANNED, booking_opens_on__lte=timezone.localdate())
    return list(rows.filter(starts_at__gt=timezone.now()))


def sets_to_close(collaborative: Collaborative) -> list[LearningSet]:
    """Sets whose end has passed, and that nobody has said were held."""
    return list(sets_of(collaborative).filter(state__in=(SetState.PLANNED, SetState.OPEN), ends_at__lte=timezone.now()))


def sets_to_remind_of(collaborative: Collaborative, before: Iterable[int]) -> list[LearningSet]:
    """Sets to come that are no further away than the earliest reminder."""
    last = timezone.now() + timedelta(days=max(before, default=0) + 1)
    rows = sets_of(collaborative).filter(state__in=(SetState.PLANNED, SetState.OPEN), starts_at__lte=last)
    return list(rows.filter(starts_at__gt=timezone.now()).select_related("collaborative"))


def sessions_in(access: Access) -> QuerySet[SetSession]:
    """Every session of the collaborative's sets."""
    rows = SetSession.objects.filter(collaborative=access.collaborative, removed_at=None)
    return rows.select_related("learning_set__collaborative", "participation__organisation")


def sets_to_seal(collaborative: Collaborative, before: datetime) -> list[LearningSet]:
    """Sets that ended before a moment and about which answers are still taken."""
    return list(sets_of(collaborative).filter(ends_at__lt=before).exclude(feedback_key=""))
