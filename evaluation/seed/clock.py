"""The clock of the demonstration: its tests were logged over 30 months, each on its own day.

A prediction is worth something because it was locked before the result was known. So that the invented story holds
together, the clock that actions read is set to the day on which each step is told to have happened. History is
written by the database's own clock and says the truth: when the demonstration was loaded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_WORKING_HOURS = (9, 17)


@contextmanager
def on(day: date, minute: int = 0) -> Iterator[None]:
    """The body happens on this day, this many minutes into it; a day that is still to come is now."""
    opened, closed = _WORKING_HOURS
    start = timezone.make_aware(datetime.combine(day, time(opened)))
    moment = min(start + timedelta(minutes=minute % ((closed - opened) * 60)), timezone.now())
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
