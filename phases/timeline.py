"""When phases begin and end, and what a pause does to that. Pure.

A pause moves what is due after it began: a phase keeps as many days of work as it was planned with. Nothing is counted
twice: a date that was set when a pause or a delay was already known stands as it was set.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included; without `last` it has not ended. made_at: when it was written down,
    where that is known."""

    first: date
    last: date | None = None
    made_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Stage:
    """One phase of one organisation as it is written down; see phases.models.PhasePlan."""

    number: int
    name: str
    planned: tuple[date | None, date | None] = (None, None)
    forecast: tuple[date | None, date | None] = (None, None)
    actual: tuple[date | None, date | None] = (None, None)
    planned_at: datetime | None = None
    forecast_at: datetime | None = None


@dataclass(frozen=True)
class Bar:
    """When a phase begins and ends as far as is known today.

    start_by, end_by: "actual", "forecast" (somebody's), "plan" (as planned), "moved" (as planned, moved by pauses and
    by what came before) or "". overdue: it should have ended and has not; late: so, and there is no pause today.
    waits_for: the number of the phase before it where that is overdue: nobody knows then when this one begins, and it
    is thought of as beginning today.
    """

    number: int
    name: str
    start: date | None
    end: date | None
    start_by: str
    end_by: str
    late: bool = False
    overdue: bool = False
    waits_for: int = 0

    @property
    def is_over(self) -> bool:
        return self.end_by == "actual"


def later(day: date, days: int) -> date:
    """So many days after a day; the last day there is where the calendar ends before."""
    return day + timedelta(days=min(days, (date.max - day).days))


def closed(pauses: Iterable[Span], today: date) -> list[Span]:
    """The pauses in order, none touching another; one that has not ended counts up to today, for now."""
    found: list[Span] = []
    for one in sorted(pauses, key=lambda span: span.first):
        last = one.last or max(one.first, today)
        before = found[-1].last if found else None
        if before is not None and (one.first - before).days <= 1:
            found[-1] = Span(found[-1].first, max(before, last))
        else:
            found.append(Span(one.first, last))
    return found


def is_paused(pauses: Iterable[Span], today: date) -> bool:
    """Whether a day lies in one of the pauses."""
    return any(one.first <= today <= (one.last or today) for one in pauses)


def paused_days(pauses: Sequence[Span], first: date, last: date) -> int:
    """How many of the days from `first` to `last` (both included) lie in a pause; of closed pauses."""
    total = 0
    for one in pauses:
        begin, end = max(one.first, first), min(one.last or last, last)
        total += max((end - begin).days + 1, 0)
    return total


def worked(pauses: Sequence[Span], first: date, last: date) -> int:
    """How many of the days from `first` to `last` (both included) lie in no pause; of closed pauses."""
    return max((last - first).days + 1, 0) - paused_days(pauses, first, last)


def shifted(start: date, end: date, pauses: Sequence[Span], known: Sequence[Span] = ()) -> date:
    """The day on which as much work is done as there is from `start` to `end`; of closed pauses.

    known: those of the pauses that were thought of when `end` was set.
    """
    return max(_done(start, worked(known, start, end), pauses), end)


def _done(start: date, work: int, pauses: Sequence[Span]) -> date:
    """The first day from `start` on by which there were so many days without a pause."""
    moved = later(start, work - 1)
    while moved < date.max and (lacking := work - worked(pauses, start, moved)) > 0:
        moved = later(moved, lacking)
    return moved


def after_pause(day: date, pauses: Sequence[Span]) -> date:
    """The day itself, or the first one after the closed pause it lies in."""
    for one in pauses:
        if one.last is not None and one.first <= day <= one.last:
            return later(one.last, 1)
    return day


def owed(first: date, last: date, days: int, pauses: Sequence[Span]) -> tuple[date, date] | None:
    """When numbers of the days from first to last are asked for, and the last day before they are overdue.

    days: how long there is to enter them. Nobody is asked in a closed pause: the day waits for its end, and paused days
    do not count. None where the whole period was paused: then nothing is owed.
    """
    if not worked(pauses, first, last):
        return None
    asked = after_pause(later(last, 1), pauses)
    # The days there are begin on the first on which one can do anything.
    return asked, shifted(asked, later(asked, days - 1), pauses)


def bars(stages: Sequence[Stage], pauses: Iterable[Span], today: date) -> list[Bar]:
    """Each phase as far as is known today, in order.

    What happened stands. Else somebody's forecast stands, moved by the pauses written down after it was made. Else the
    plan, moved by the pauses written down after it was made and by how much later the phase before it ends than was
    known when it was made. None begins before the one before it ends.
    """
    spans, found = list(pauses), list[Bar]()
    rests = is_paused(spans, today)
    for at, stage in enumerate(stages):
        before = found[-1] if found else None
        delay = _delay(stage, stages[at - 1], before) if before else 0
        told, told_by = _start(stage, spans, today, delay)
        start, start_by = _after(before, told, told_by, closed(spans, today), today)
        end, end_by = _end(stage, start, spans, today)
        if told and start and end and end < start:
            end, end_by = later(end, (start - told).days), "moved"
        overdue = end is not None and end_by != "actual" and end < today
        waits_for = before.number if before and before.overdue and start_by != "actual" else 0
        found.append(
            Bar(stage.number, stage.name, start, end, start_by, end_by, overdue and not rests, overdue, waits_for)
        )
    return found


def _after(
    before: Bar | None, start: date | None, start_by: str, pauses: Sequence[Span], today: date
) -> tuple[date | None, str]:
    """When a phase begins, seeing that it cannot before the one before it ends; of closed pauses."""
    if start is None or start_by == "actual" or before is None or before.is_over or before.end is None:
        return start, start_by
    earliest = today if before.overdue else later(before.end, 1)
    return (start, start_by) if start >= earliest else (after_pause(earliest, pauses), "moved")


def _known(spans: Sequence[Span], at: datetime | None, today: date) -> list[Span]:
    """The pauses that were written down with their ends at a moment, closed."""
    return closed([one for one in spans if at and one.last and one.made_at and one.made_at <= at], today)


def _delay(stage: Stage, before: Stage, bar: Bar) -> int:
    """By how many days a phase begins later than planned because the one before it ends later than was known."""
    planned, made = before.planned[1], stage.planned_at
    if bar.end is None or planned is None:
        return 0
    known = planned
    if made is not None:
        actual, forecast = before.actual[1], before.forecast[1]
        if actual and actual <= made.date():
            return 0
        told = forecast if forecast and before.forecast_at and before.forecast_at <= made else None
        replanned = before.planned_at is not None and before.planned_at > made
        if told is not None:
            known = told
        elif stage.planned[0] is not None and (replanned or planned < made.date()):
            # It was late already when this was planned, or was itself put off since: this one follows upon it.
            return max((bar.end - stage.planned[0]).days + 1, 0)
    return max((bar.end - known).days, 0)


def _start(stage: Stage, spans: Sequence[Span], today: date, delay: int) -> tuple[date | None, str]:
    if stage.actual[0]:
        return stage.actual[0], "actual"
    if stage.forecast[0]:
        return _forecast(stage.forecast[0], stage, spans, today), "forecast"
    planned = stage.planned[0]
    if planned is None:
        return None, ""
    if not delay and paused_days(_known(spans, stage.planned_at, today), planned, planned):
        return planned, "plan"
    moved = after_pause(later(planned, delay), closed(spans, today))
    return moved, "plan" if moved == planned else "moved"


def _end(stage: Stage, start: date | None, spans: Sequence[Span], today: date) -> tuple[date | None, str]:
    if stage.actual[1]:
        return stage.actual[1], "actual"
    if stage.forecast[1]:
        return _forecast(stage.forecast[1], stage, spans, today), "forecast"
    first, last = stage.planned
    if last is None:
        return None, ""
    if first is None or start is None:
        return last, "plan"
    known = _known(spans, stage.planned_at, today)
    work = worked(known, first, last)
    moved = _done(start, work, closed(spans, today)) if work else later(start, (last - first).days)
    if start >= first:
        moved = max(moved, last)
    return moved, "plan" if moved == last else "moved"


def _forecast(day: date, stage: Stage, spans: Sequence[Span], today: date) -> date:
    if stage.forecast_at is None:
        return day
    made = stage.forecast_at.date()
    return shifted(made, day, closed(spans, today), _known(spans, stage.forecast_at, today)) if made <= day else day
