"""When phases begin and end, and what a pause does to that. Pure.

A pause moves what is due after it began: a phase keeps as many days of work as it was planned with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Span:
    """Days from `first` to `last`, both included; without `last` it has not ended."""

    first: date
    last: date | None = None


@dataclass(frozen=True)
class Stage:
    """One phase of one organisation as it is written down; see phases.models.PhasePlan."""

    number: int
    name: str
    planned: tuple[date | None, date | None] = (None, None)
    forecast: tuple[date | None, date | None] = (None, None)
    actual: tuple[date | None, date | None] = (None, None)
    forecast_on: date | None = None


@dataclass(frozen=True)
class Bar:
    """When a phase begins and ends as far as is known today.

    start_by, end_by: "actual", "forecast" (somebody's), "plan" (as planned), "moved" (as planned, moved by pauses and
    by what came before) or "". late: it should have ended and has not.
    """

    number: int
    name: str
    start: date | None
    end: date | None
    start_by: str
    end_by: str
    late: bool = False

    @property
    def is_over(self) -> bool:
        return self.end_by == "actual"


def closed(pauses: Iterable[Span], today: date) -> list[Span]:
    """The pauses in order, none touching another; one that has not ended counts up to today, for now."""
    ended = sorted(Span(one.first, one.last or max(one.first, today)) for one in pauses)
    found: list[Span] = []
    for one in ended:
        before = found[-1].last if found else None
        if before is not None and one.first <= before + _DAY:
            found[-1] = Span(found[-1].first, max(before, one.last or before))
        else:
            found.append(one)
    return found


def paused_days(pauses: Sequence[Span], first: date, last: date) -> int:
    """How many of the days from `first` to `last` (both included) lie in a pause; of closed pauses."""
    total = 0
    for one in pauses:
        begin, end = max(one.first, first), min(one.last or last, last)
        total += max((end - begin).days + 1, 0)
    return total


def shifted(start: date, end: date, pauses: Sequence[Span]) -> date:
    """The day on which as much work is done as would have been done by `end` without closed pauses after `start`."""
    moved = end
    while True:
        further = end + timedelta(days=paused_days(pauses, start, moved))
        if further == moved:
            return moved
        moved = further


def after_pause(day: date, pauses: Sequence[Span]) -> date:
    """The day itself, or the first one after the closed pause it lies in."""
    for one in pauses:
        if one.last is not None and one.first <= day <= one.last:
            return one.last + _DAY
    return day


def owed(first: date, last: date, days: int, pauses: Sequence[Span]) -> tuple[date, date] | None:
    """When numbers of the days from first to last are asked for, and the last day before they are overdue.

    days: how long there is to enter them. Nobody is asked in a closed pause: the day waits for its end, and paused days
    do not count. None where the whole period was paused: then nothing is owed.
    """
    if paused_days(pauses, first, last) == (last - first).days + 1:
        return None
    asked = after_pause(last + _DAY, pauses)
    # The days there are begin on the first on which one can do anything.
    return asked, shifted(asked, asked + timedelta(days=days) - _DAY, pauses)


def bars(stages: Sequence[Stage], pauses: Iterable[Span], today: date) -> list[Bar]:
    """Each phase as far as is known today, in order.

    What happened stands. Else somebody's forecast stands, moved by the pauses that began after it was made. Else the
    plan, moved by its pauses and by as many days as the phase before it ends later than planned.
    """
    breaks = closed(pauses, today)
    found: list[Bar] = []
    delay = timedelta()
    for stage in stages:
        start, start_by = _start(stage, breaks, delay)
        end, end_by = _end(stage, start, breaks)
        late = end is not None and end_by != "actual" and end < today
        found.append(Bar(stage.number, stage.name, start, end, start_by, end_by, late))
        if end is not None and stage.planned[1] is not None:
            delay = max(end - stage.planned[1], timedelta())
    return found


def _start(stage: Stage, breaks: Sequence[Span], delay: timedelta) -> tuple[date | None, str]:
    if stage.actual[0]:
        return stage.actual[0], "actual"
    if stage.forecast[0]:
        return _forecast(stage.forecast[0], stage, breaks), "forecast"
    planned = stage.planned[0]
    if planned is None:
        return None, ""
    moved = after_pause(planned + delay, breaks)
    return moved, "plan" if moved == planned else "moved"


def _end(stage: Stage, start: date | None, breaks: Sequence[Span]) -> tuple[date | None, str]:
    if stage.actual[1]:
        return stage.actual[1], "actual"
    if stage.forecast[1]:
        return _forecast(stage.forecast[1], stage, breaks), "forecast"
    first, last = stage.planned
    if last is None:
        return None, ""
    if first is None or start is None:
        return last, "plan"
    moved = shifted(start, start + (last - first), breaks)
    return moved, "plan" if moved == last else "moved"


def _forecast(day: date, stage: Stage, breaks: Sequence[Span]) -> date:
    if stage.forecast_on is None:
        return day
    later = [one for one in breaks if one.first > stage.forecast_on]
    return shifted(stage.forecast_on, day, later)
