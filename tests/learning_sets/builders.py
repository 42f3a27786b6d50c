"""Sets and bookings for tests."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from learning_sets.actions.bookings import Guest, book
from learning_sets.actions.sets import SetFields, open_booking, schedule_set
from learning_sets.models import Booking, LearningSet
from organisations.models import Participation
from tests.cast import Cast


def begins(days: int, hour: int = 10) -> datetime:
    """A moment so many days from today, by the clock in London."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def a_set(cast: Cast, *, days: int = 30, is_open: bool = True, **said: Any) -> LearningSet:
    """A set so many days from today, in person from 10 to 16."""
    fields = SetFields(
        **{"title": "Autumn set", "starts_at": begins(days), "ends_at": begins(days, 16), "venue": "Town Hall"} | said
    )
    with cast.scope(cast.north, cast.south, user=cast.admin):
        row = schedule_set(collaborative=cast.amhe, by=cast.admin, said=fields)
        return open_booking(learning_set=row, by=cast.admin) if is_open else row


def booked(cast: Cast, row: LearningSet, place: Participation, *names: str, **said: Any) -> list[Booking]:
    """People of an organisation, booked by its lead; each by their name and an address of it."""
    by = cast.lead if place == cast.north else cast.south_lead
    guests = [Guest(name=name, email=f"{name.split()[0].lower()}@example.org", **said) for name in names]
    with cast.scope(place, user=by):
        return book(learning_set=row, participation=place, by=by, guests=guests)


def fresh(cast: Cast, row: Any) -> Any:
    """The row as it is now."""
    with cast.scope(cast.north, cast.south, user=cast.admin):
        return type(row).objects.get(pk=row.pk)
