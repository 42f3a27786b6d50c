"""What the record of a project says for an article about it, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from coaching.models import Learning
from coaching.queries.learning import learning_of
from collaborative.roles import Action
from measures import periods
from measures.models import ChartDecision, DataPoint, Definition, Measure
from measures.queries import ChartState, current_states, measures_of_projects
from measures.queries.decisions import all_decisions_of
from organisations.models import Project
from organisations.queries import Access
from pdsa.models import Cycle, Spread
from pdsa.queries import spreads_of
from phases.models import Involvement, Pause, Population, ProgrammePause, TheoryVersion
from phases.queries.coproduction import involvements_to
from phases.queries.edits import versions_of
from phases.queries.journey import pauses_to, programme_pauses
from phases.queries.populations import populations_of
from phases.queries.theory import Held, held, project_theory


@dataclass(frozen=True)
class Complete:
    """How complete a measure's numbers are. due: periods that are over since it began; entered: of these, with a
    number for anybody; explained: without one and with the reason; more: numbers outside them, or dates of events.
    """

    due: int
    entered: int
    explained: int
    more: int

    @property
    def missing(self) -> int:
        """Periods of which nothing is known."""
        return self.due - self.entered - self.explained


@dataclass(frozen=True)
class MeasureTold:
    """A measure with its chart for everyone (or the first group that has one), its definition's versions and how
    complete it is."""

    measure: Measure
    state: ChartState | None
    decisions: tuple[ChartDecision, ...]
    versions: tuple[Definition, ...]
    complete: Complete


@dataclass(frozen=True)
class Record:
    """Everything an article about the project is drafted from. cycles: first begun first, with ideas and predictions;
    tested_with: by the test's id, the names of its measures."""

    project: Project
    until: date
    populations: tuple[Population, ...]
    theory: Held | None
    versions: tuple[TheoryVersion, ...]
    involved: tuple[Involvement, ...]
    pauses: tuple[Pause | ProgrammePause, ...]
    cycles: tuple[Cycle, ...]
    tested_with: Mapping[int, Sequence[str]]
    measures: tuple[MeasureTold, ...]
    learning: tuple[Learning, ...]
    spreads: tuple[Spread, ...]


def record_of(access: Access, project: Project, today: date) -> Record:
    """The record of a project, up to the day it was closed (or today)."""
    place, until = project.participation, project.closed_on or today
    own = pauses_to(access, Action.SEE_WORK).filter(participation=place)
    row = project_theory(project)
    cycles = _cycles(project)
    return Record(
        project=project,
        until=until,
        populations=tuple(one for one in populations_of(access, place) if one.project_id in (None, project.pk)),
        theory=held(row) if row else None,
        versions=tuple(versions_of(row).order_by("number")) if row else (),  # type: ignore[arg-type]
        involved=tuple(involvements_to(access, Action.SEE_WORK).filter(project=project)),
        pauses=tuple(sorted([*own, *programme_pauses(access.collaborative)], key=lambda one: one.starts_on)),
        cycles=cycles,
        tested_with={one.pk: [link.measure.name for link in one.measure_links.all()] for one in cycles},
        measures=measures_told(project, until),
        learning=tuple(reversed(learning_of(access, project))),
        spreads=tuple(spreads_of(access, project)),
    )


def _cycles(project: Project) -> tuple[Cycle, ...]:
    rows = Cycle.objects.filter(participation_id=project.participation_id, project=project).select_related("idea")
    rows = rows.prefetch_related("predictions", "measure_links__measure")
    return tuple(sorted(rows, key=lambda row: (row.starts_on or date.max, row.pk)))


def measures_told(project: Project, until: date) -> tuple[MeasureTold, ...]:
    """The measures of a project, outcome first."""
    rows = list(measures_of_projects([project.pk]))
    states, decided = current_states(rows, groups=True), all_decisions_of([row.pk for row in rows])
    kept: dict[int, list[Definition]] = defaultdict(list)
    definitions = Definition.objects.filter(participation_id=project.participation_id, measure__in=rows)
    for one in definitions.order_by("number"):
        kept[one.measure_id].append(one)
    numbers: dict[int, dict[date, bool]] = defaultdict(dict)
    points = DataPoint.objects.filter(participation_id=project.participation_id, measure__in=rows, period__lte=until)
    for pk, period, numerator in points.values_list("measure_id", "period", "numerator"):
        numbers[pk][period] = numbers[pk].get(period, False) or numerator is not None
    return tuple(
        MeasureTold(
            row,
            next((state for state in states[row.pk] if any(value is not None for value in state.series.values)), None),
            tuple(decided.get(row.pk, ())),
            tuple(kept[row.pk]),
            _complete(row, numbers[row.pk], until),
        )
        for row in rows
    )


def _complete(measure: Measure, numbers: Mapping[date, bool], until: date) -> Complete:
    frequency = periods.EVENT if measure.is_dated_by_events else measure.frequency
    due = set(periods.ended(frequency, measure.starts_on, until))
    entered = sum(numbers.get(period, False) for period in due)
    explained = sum(period in numbers and not numbers[period] for period in due)
    more = sum(has for period, has in numbers.items() if period not in due)
    return Complete(len(due), entered, explained, more)
