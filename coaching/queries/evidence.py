"""What the record of an organisation's projects says of its progress, for coaching.suggest."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from coaching.suggest import GOING_ON_WEEKS, Facts, Outcome, way_to_target
from collaborative.nhsuk.filters import plural
from collaborative.roles import Role
from measures import periods
from measures.charts.words import since, verdict
from measures.models import Direction, Line, Measure, MeasureType
from measures.presenters import chart_spec
from measures.queries import ChartState, measures_of_projects
from measures.queries.charts import series_of
from measures.queries.plans import analyse_planned, plans_of
from measures.series import EMPTY, Series
from organisations.models import Participation, Project
from organisations.queries import team_of
from pdsa.models import Cycle
from phases.models import Design, Population, TheoryNode

_DRIVERS = ("primary", "secondary")


def facts_of(participation: Participation, day: date) -> list[Facts]:
    """What the open projects of an organisation have on record on a day, in the order they were made. Some twelve
    queries.

    Of an earlier day: the numbers of the periods that were over by then and the tests as they stood, with the team, the
    aim and the plan as they are now.
    """
    projects = list(Project.objects.filter(participation=participation, closed_on=None).order_by("pk"))
    ids = [project.pk for project in projects]
    team = list(team_of(participation.pk))
    measures = list(measures_of_projects(ids))
    states = _states(measures, day)
    planned = _planned(ids, measures)
    tests = _tests(Cycle.objects.filter(project_id__in=ids), day)
    return [
        Facts(
            project=project.name,
            aim=bool(project.aim.strip()),
            lead=any(row.role == Role.LEAD for row in team),
            people=len({row.user_id for row in team}),
            planned=planned.get(project.pk, ""),
            **tests[project.pk],
            **_of_measures([states[one.pk] for one in measures if one.project_id == project.pk]),
        )
        for project in projects
    ]


def _states(measures: Sequence[Measure], day: date) -> dict[int, ChartState]:
    """The chart for everyone of each measure, with the periods that were over on this day."""
    series, plans = series_of(measures), plans_of(measures)
    keys = [(measure.pk, Line.VALUE.value, None) for measure in measures]
    cut = [until(measure, series.get(key, EMPTY), day) for measure, key in zip(measures, keys, strict=True)]
    analyses = analyse_planned([(plans(key), one) for key, one in zip(keys, cut, strict=True)])
    return {
        measure.pk: ChartState(measure, None, "Everyone", False, one, analysis)
        for measure, one, analysis in zip(measures, cut, analyses, strict=True)
    }


def until(measure: Measure, series: Series, day: date) -> Series:
    """The beginning of a series: the periods whose last day is not after this day."""
    over = sum(periods.last_day(measure.frequency, date.fromisoformat(text)) <= day for text in series.periods)
    return replace(series, **{column.name: getattr(series, column.name)[:over] for column in fields(series)})


def _of_measures(states: Sequence[ChartState]) -> dict[str, Any]:
    specs = [(state, chart_spec(state)) for state in states]
    is_outcome = MeasureType.OUTCOME.value
    others = [verdict(spec) for state, spec in specs if state.measure.measure_type != is_outcome]
    return {
        "numbers": sum(any(value is not None for value in state.series.values) for state in states),
        "others_better": others.count("better"),
        "outcomes": tuple(_outcome(state, spec) for state, spec in specs if state.measure.measure_type == is_outcome),
    }


def _outcome(state: ChartState, spec: Any) -> Outcome:
    measure, values = state.measure, [value for value in state.series.values if value is not None]
    start = since(spec)
    held = 0 if start is None else sum(value is not None for value in spec.values[start:])
    target = None if measure.target is None else float(measure.target)
    towards = {Direction.UP.value: 1, Direction.DOWN.value: -1}.get(measure.direction, 0)
    return Outcome(
        name=measure.name,
        verdict=verdict(spec),
        held=held,
        way=way_to_target(values, target, towards),
        has_target=target is not None and towards != 0,
    )


def _tests(cycles: QuerySet[Cycle], day: date) -> Mapping[int, dict[str, Any]]:
    """The tests of each project as they stood on a day. One query."""
    found: dict[int, dict[str, Any]] = defaultdict(
        lambda: {"tests_begun": 0, "tests_decided": 0, "adopted": 0, "testing": False}
    )
    moved = ("do_started_at", "study_started_at", "decided_at")
    recent = day - timedelta(weeks=GOING_ON_WEEKS)
    for row in cycles.order_by().values("project_id", "decision", *moved):
        known = {name: timezone.localdate(row[name]) for name in moved if row[name] is not None}
        dates = {name: when for name, when in known.items() if when <= day}
        tests = found[row["project_id"]]
        tests["tests_begun"] += "do_started_at" in dates
        tests["tests_decided"] += "decided_at" in dates
        tests["adopted"] += "decided_at" in dates and row["decision"] == "adopt"
        tests["testing"] |= bool(dates) and max(dates.values()) > recent
    return found


def _planned(ids: Sequence[int], measures: Sequence[Measure]) -> dict[int, str]:
    """What each project has planned, in words. Three queries."""
    drivers = TheoryNode.objects.filter(theory__project__in=ids, kind__in=_DRIVERS, removed_at=None).order_by()
    counts = {
        "population of focus": Population.objects.filter(project__in=ids, ended_on=None)
        .order_by()
        .values_list("project"),
        "driver": drivers.values_list("theory__project"),
        "measure": [(measure.project_id,) for measure in measures],
        "frozen design": Design.objects.filter(project__in=ids).order_by().values_list("project"),
    }
    found: dict[int, list[str]] = defaultdict(list)
    for noun, rows in counts.items():
        for pk, number in Counter(pk for (pk,) in rows).items():
            many = "populations of focus" if noun == "population of focus" else f"{noun}s"
            found[pk].append(plural(number, noun, many))
    return {pk: ", ".join(words) for pk, words in found.items()}
