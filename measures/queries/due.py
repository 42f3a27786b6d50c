"""Which numbers are due: periods that have ended and lack a number, or the reason why there is none.

A measure without groups waits for everyone's number; one with groups for every group that reports, whose numbers are
summed; an average, which cannot be summed, for both. Rare events are waited for by nobody. In a pause nobody is asked
for anything, and what it does to the days before and after is in phases.timeline.owed.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from measures import periods
from measures.models import DataPoint, Measure
from measures.queries.entry import adds_up, groups_of
from organisations.models import Project
from phases.queries.journey import pauses_of
from phases.timeline import Span, closed, is_paused, owed

# A group's number counts only where that group reports, so that no other can stand in for one that is missing.
_REPORTS = (Q(stratum__active_from=None) | Q(stratum__active_from__lte=F("period"))) & (
    Q(stratum__active_until=None) | Q(stratum__active_until__gte=F("period"))
)


@dataclass(frozen=True)
class _Entered:
    """How much of one period is there: everyone's own number (0 or 1), and those of groups that report."""

    everyone: int = 0
    groups: int = 0


_NOTHING = _Entered()


@dataclass(frozen=True)
class DueState:
    """What a measure waits for, oldest first; `overdue` are those past the collaborative's time to enter.

    In a pause nothing is waited for; what was overdue before it stays told, for the coach. overdue_since: of each of
    `overdue` the last day on which its number was in time.
    """

    missing: tuple[date, ...]
    overdue: tuple[date, ...]
    last_entered: date | None
    overdue_since: tuple[date, ...] = ()

    @property
    def oldest(self) -> date | None:
        return self.missing[0] if self.missing else None


def due_of(
    measures: Sequence[Measure], today: date, entry_days: int, pauses: Mapping[int, Sequence[Span]] | None = None
) -> dict[int, DueState]:
    """The due state of each measure by id, in two queries, or one with the `pauses` by participation where they are
    known. Give measures with their strata prefetched."""
    entered: dict[int, dict[date, _Entered]] = defaultdict(dict)
    rows = DataPoint.objects.filter(measure__in=measures).values("measure_id", "period")
    counted = rows.annotate(
        everyone=Count("pk", filter=Q(stratum=None)), groups=Count("pk", filter=Q(stratum__isnull=False) & _REPORTS)
    )
    for row in counted.order_by("measure_id", "period"):
        entered[row["measure_id"]][row["period"]] = _Entered(row["everyone"], row["groups"])
    if pauses is None:
        pauses = pauses_of({measure.participation_id: measure.collaborative_id for measure in measures})
    breaks = {place: closed(spans, today) for place, spans in pauses.items()}
    return {
        measure.pk: _due(measure, entered[measure.pk], breaks.get(measure.participation_id, ()), (today, entry_days))
        for measure in measures
    }


@dataclass(frozen=True)
class NumbersDue:
    """Numbers of one measure to be entered by a day, which has passed where they are late."""

    measure: Measure
    periods: tuple[date, ...]
    by: date


def numbers_due(
    measures: Sequence[Measure], *, today: date, until: date, entry_days: int, pauses: Mapping[int, Sequence[Span]]
) -> list[NumbersDue]:
    """What is to be entered until a day, measure by measure (one query): all that is late together, since the first of
    it was; then each period that is asked for, or will be. Nothing in a pause. measures, pauses: as of `due_of`."""
    states = due_of(measures, today, entry_days, pauses)
    found: list[NumbersDue] = []
    for measure in measures:
        spans, state = pauses.get(measure.participation_id, ()), states[measure.pk]
        if is_paused(spans, today):
            continue
        if state.overdue:
            found.append(NumbersDue(measure, state.overdue, state.overdue_since[0]))
        asked = sorted({*state.missing, *_to_come(measure, today, until)} - {*state.overdue})
        found += _by_day(measure, asked, until, (entry_days, closed(spans, today)))
    return found


def _to_come(measure: Measure, today: date, until: date) -> list[date]:
    """The periods that are not over, or are to begin, until a day; of rare events none."""
    first = max(measure.starts_on, today)
    return [] if measure.is_dated_by_events else periods.between(measure.frequency, first, until)


def _by_day(measure: Measure, asked: Sequence[date], until: date, when: tuple[int, Sequence[Span]]) -> list[NumbersDue]:
    found = []
    for period in asked:
        days = owed(period, periods.last_day(measure.frequency, period), *when)
        if days is not None and days[1] <= until:
            found.append(NumbersDue(measure, (period,), days[1]))
    return found


def _due(measure: Measure, entered: dict[date, _Entered], breaks: Sequence[Span], when: tuple[date, int]) -> DueState:
    if measure.is_dated_by_events:
        return DueState((), (), max(entered, default=None))
    groups = groups_of(measure)
    for_everyone = int(not groups or not adds_up(measure))
    today, entry_days = when
    missing: list[date] = []
    overdue: dict[date, date] = {}
    for period in periods.ended(measure.frequency, measure.starts_on, today):
        there = entered.get(period, _NOTHING)
        if there.everyone >= for_everyone and there.groups >= sum(group.reports(period) for group in groups):
            continue
        asked = owed(period, periods.last_day(measure.frequency, period), entry_days, breaks)
        if asked is not None and asked[0] <= today:
            missing.append(period)
            overdue |= {period: asked[1]} if asked[1] < today else {}
    waiting = () if is_paused(breaks, today) else tuple(missing)
    return DueState(waiting, tuple(overdue), max(entered, default=None), tuple(overdue.values()))


@dataclass(frozen=True)
class Brought:
    """For how many periods numbers of a measure came in within some days."""

    measure_id: int
    name: str
    periods: int


def entered_between(project: Project, first: date, last: date) -> list[Brought]:
    """The measures of a project for which numbers were entered or corrected from one day to another, by name (one
    query)."""
    rows = DataPoint.objects.filter(
        participation_id=project.participation_id, measure__project=project, entered_at__date__range=(first, last)
    )
    counted = rows.order_by("measure__name", "measure_id").values_list("measure_id", "measure__name")
    return [Brought(*row) for row in counted.annotate(Count("period", distinct=True))]
