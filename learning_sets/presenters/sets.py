"""Sets in words, and the year on a line. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from collaborative.nhsuk.filters import date_long
from learning_sets.models import Booking, LearningSet, SetSession, SetState

COLOURS = {
    SetState.PLANNED: "blue",
    SetState.OPEN: "green",
    SetState.HELD: "grey",
    SetState.CANCELLED: "red",
}


def clock(moment: datetime) -> str:
    """The time in London: "10am", "2:05pm"."""
    there = timezone.localtime(moment)
    minutes = f":{there.minute:02}" if there.minute else ""
    return f"{there.hour % 12 or 12}{minutes}{'am' if there.hour < 12 else 'pm'}"


def times(row: LearningSet) -> str:
    """From when to when: "3 March 2027, 10am to 4pm"."""
    return f"{date_long(row.starts_at)}, {clock(row.starts_at)} to {clock(row.ends_at)}"


def state_of(row: LearningSet, now: datetime) -> tuple[str, str]:
    """Where a set stands, in a word and a colour."""
    if row.is_cancelled:
        return SetState.CANCELLED.label, COLOURS[SetState.CANCELLED]
    if row.is_over(now):
        return SetState.HELD.label, COLOURS[SetState.HELD]
    if row.state == SetState.OPEN and not row.is_bookable(now):
        return "Booking has closed", "grey"
    state = SetState(row.state)
    return state.label, COLOURS[state]


def places_in_words(row: LearningSet) -> str:
    """How many are booked, how many places are left and how many wait."""
    where = " in the room" if row.mode == "hybrid" else ""
    if row.capacity is None:
        return f"{row.taken} booked{where}"
    waiting = f", {row.waiting} waiting" if row.waiting else ""
    return f"{row.taken} of {row.capacity} places{where} taken{waiting}"


def ends_of(session: SetSession) -> datetime:
    """When a session ends."""
    return session.starts_at + timedelta(minutes=session.minutes)


@dataclass(frozen=True)
class Point:
    """One set on the year's line: how far along it is, from 0 to 100, and what stands beside it."""

    row: LearningSet
    at: float
    label: str
    up: bool
    state: str


@dataclass(frozen=True)
class Line:
    """The year on a line: the sets, and where the months begin (their name and how far along)."""

    points: tuple[Point, ...]
    months: tuple[tuple[str, float], ...]
    words: str


def line_of(rows: Iterable[LearningSet]) -> Line | None:
    """The line of these sets, from the first month to the end of the last; None without any."""
    held = [row for row in rows if not row.is_cancelled]
    if not held:
        return None
    first = timezone.localdate(held[0].starts_at).replace(day=1)
    last = _month_after(timezone.localdate(held[-1].ends_at))
    whole = (last - first).days
    points = []
    for at, row in enumerate(held):
        day = timezone.localdate(row.starts_at)
        label = f"{day.day} {day:%b}"
        points.append(Point(row, 100 * (day - first).days / whole, label, at % 2 == 0, row.state))
    words = f"{len(held)} learning sets from {date_long(held[0].starts_at)} to {date_long(held[-1].starts_at)}"
    return Line(tuple(points), tuple(_months(first, last, whole)), words if len(held) > 1 else "One learning set")


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months(first: date, last: date, whole: int) -> Iterable[tuple[str, float]]:
    day = first
    while day < last:
        yield (f"{day:%b %Y}" if day == first or day.month == 1 else f"{day:%b}"), 100 * (day - first).days / whole
        day = _month_after(day)


def warned(warnings: Mapping[int, list[str]], row: LearningSet) -> list[str]:
    """What speaks against a set's day."""
    return warnings.get(row.pk, [])


def booked_in_words(made: Sequence[Booking]) -> str:
    """What became of those who were to be booked."""
    booked = [one.name for one in made if not one.is_waiting]
    waiting = [one.name for one in made if one.is_waiting]
    if not made:
        return "They are booked already."
    said = [f"{_listed(booked)} booked."] if booked else []
    if waiting:
        said.append(f"All places are taken: {_listed(waiting)} on the waiting list.")
    return " ".join(said)


def _listed(names: Sequence[str]) -> str:
    return f"{names[0]} is" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} are"


def runs_over(row: LearningSet, agenda: Sequence[SetSession]) -> str:
    """A sentence where the agenda is longer than the set; else empty."""
    if not agenda or ends_of(agenda[-1]) <= row.ends_at:
        return ""
    return f"The agenda runs until {clock(ends_of(agenda[-1]))}, but the set ends at {clock(row.ends_at)}."
