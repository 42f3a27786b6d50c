"""Suggested scores counted anew, from rows as SQL reads them, for tests of coaching.suggest and its evidence.

Only what a chart says is taken over, from the stored charts, which are recomputed in tests of their own.
"""

from datetime import date, timedelta
from statistics import mean, median
from typing import Any

from django.db import connection

from measures.charts.words import since, verdict
from measures.presenters import chart_spec
from measures.queries import current_states, measures_of_projects


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def recounted(participation_id: int, today: date) -> int:
    """The score times ten that the record of an organisation speaks for today."""
    projects = rows(
        "SELECT id, aim FROM organisations_project WHERE participation_id = %s AND closed_on IS NULL", participation_id
    )
    return max((_of(pk, aim, participation_id, today) for pk, aim in projects), default=0)


def _of(project: int, aim: str, place: int, today: date) -> int:
    team = rows(
        "SELECT user_id, role FROM organisations_membership WHERE participation_id = %s AND ended_at IS NULL", place
    )
    if not aim.strip() or "lead" not in {role for _, role in team} or len({user for user, _ in team}) < 2:
        return 5
    ((planned,),) = rows(
        "SELECT (SELECT count(*) FROM phases_population WHERE project_id = %s AND ended_on IS NULL)"
        " + (SELECT count(*) FROM phases_theorynode n JOIN phases_theory t ON t.id = n.theory_id"
        "    WHERE t.project_id = %s AND n.kind IN ('primary', 'secondary') AND n.removed_at IS NULL)"
        " + (SELECT count(*) FROM phases_design WHERE project_id = %s)"
        " + (SELECT count(*) FROM measures_measure WHERE project_id = %s)",
        *[project] * 4,
    )
    if not planned:
        return 10
    charts = _charts(project)
    if not any(values for *_, values in charts):
        return 15
    tests = rows(
        "SELECT do_started_at, study_started_at, decided_at, decision FROM pdsa_cycle WHERE project_id = %s", project
    )
    if not any(begun for begun, *_ in tests):
        return 20
    return _beyond_testing(charts, tests, today)


def _charts(project: int) -> list[tuple[bool, str, int, float | None, int, list[float]]]:
    """Of each measure: is it an outcome, what its chart says, for how long, its target, which way, its numbers."""
    found = []
    for measure in measures_of_projects([project]):
        state = current_states([measure])[measure.pk][0]
        spec = chart_spec(state)
        values = [value for value in state.series.values if value is not None]
        first = since(spec)
        held = 0 if first is None else len([value for value in spec.values[first:] if value is not None])
        target = float(measure.target) if measure.target is not None else None
        towards = {"up": 1, "down": -1}.get(measure.direction, 0)
        found.append((measure.measure_type == "outcome", verdict(spec), held, target, towards, values))
    return found


def _beyond_testing(charts: list[Any], tests: list[Any], today: date) -> int:
    decided = [decision for *_, at, decision in tests if at]
    outcomes = [chart for chart in charts if chart[0]]
    ways = [_way(*chart[3:]) for chart in outcomes]
    says = [chart[1] for chart in outcomes]
    if len(decided) < 2 or not ("better" in [c[1] for c in charts] or any(w is not None and w >= 0.2 for w in ways)):
        return 25
    moved = [at.date() for *ats, _ in tests for at in ats if at]
    if "better" not in says or max(moved) <= today - timedelta(days=91):
        return 30
    aimed = [way for way, chart in zip(ways, outcomes, strict=True) if chart[3] is not None and chart[4]]
    halfway = [way for way in aimed if way is not None and way >= 0.5]
    if "adopt" not in decided or not aimed or 2 * len(halfway) < len(aimed):
        return 35
    if "worse" in says or max(chart[2] for chart in outcomes if chart[1] == "better") < 6:
        return 40
    return 45 if any(way is None or way < 1 for way in ways) else 50


def _way(target: float | None, towards: int, values: list[float]) -> float | None:
    if target is None or len(values) < 13 or (target - median(values[:10])) * towards <= 0:
        return None
    base = median(values[:10])
    return (mean(values[-3:]) - base) / (target - base)
