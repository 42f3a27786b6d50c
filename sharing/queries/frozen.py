"""Charts as they are frozen for others: made only from what may be shown of the numbers."""

from dataclasses import replace
from typing import Any

from collaborative.disclosure import HIDDEN, Disclosed, Rules, series
from collaborative.disclosure import Kind as People
from measures.charts import words
from measures.charts.static import svg
from measures.charts.table import rows
from measures.models import Annotation, Kind, Line, Measure
from measures.presenters.charts import chart_spec
from measures.queries.charts import ChartState, series_of
from measures.queries.plans import analyse_planned, plans_of
from measures.series import EMPTY, NOT_ENTERED, Series

# The ids in a frozen picture begin with it; whoever draws a page puts something in its place that is unique there.
UID = "frozen"
SMALL_NUMBER = "Not shown: a small number of people"
NO_NUMBER = "No number"
EVENTS_STAY = "Each point of this chart is one event, so it is shown only inside the team."

# What is counted is people, unless the measure says what else it measures: a measured number with a unit (days, a
# score) is not a count. Each point of rare events is one event.
_PEOPLE = {
    Kind.PERCENTAGE: People.RATE,
    Kind.RATE: People.RATE,
    Kind.COUNT: People.COUNT,
    Kind.AVERAGE: People.AVERAGE,
    Kind.DAYS_BETWEEN: People.EVENT,
    Kind.CASES_BETWEEN: People.EVENT,
}


def people_of(measure: Measure) -> People:
    """What the numbers of this measure are to disclosure control."""
    if measure.kind == Kind.VALUE:
        return People.PLAIN if measure.unit.strip() else People.COUNT
    return _PEOPLE[Kind(measure.kind)]


def chart_piece(measure: Measure, rules: Rules, *, with_tests: bool = False) -> dict[str, Any]:
    """The chart of a measure for everyone, as others may see it: a piece of `sharing.pieces`.

    From the numbers of now, within the current scope: disclosed first; the median, limits and signals are reckoned from
    what is left, or they would tell what is hidden. Why a period has no number stays the team's own. with_tests: tests
    of change stand on it by their titles. hidden: how many of its points are not shown. Five queries.
    """
    key = (measure.pk, Line.VALUE.value, None)
    full = series_of([measure]).get(key, EMPTY)
    shown = disclosed(measure, full, rules)
    if people_of(measure) is People.EVENT:
        return _not_drawn(measure, shown)
    line = _line(full, shown)
    analysis = analyse_planned([(plans_of([measure])(key), line)])[0]
    state = ChartState(
        measure=measure, stratum_id=None, name="Everyone", is_comparator=False, series=line, analysis=analysis
    )
    spec = chart_spec(state, _tests_on(measure) if with_tests else ())
    spec = replace(spec, marks=tuple(replace(mark, url="") for mark in spec.marks))
    hidden = {spec.labels[at] for at in shown.hidden}
    return {
        "kind": "chart",
        "title": spec.title,
        "sentence": words.sentence(spec),
        "description": words.description(spec),
        "svg": svg(spec, uid=UID),
        "narrow": svg(spec, uid=UID, narrow=True),
        "table": {
            "head": [spec.period_noun.capitalize(), spec.y_label, "Note"],
            "rows": [
                [row.period, row.value or (HIDDEN if row.period in hidden else ""), row.note] for row in rows(spec)
            ],
        },
        "rule": shown.rule,
        "hidden": len(shown.hidden),
    }


def _not_drawn(measure: Measure, shown: Disclosed) -> dict[str, Any]:
    """In place of a chart of rare events: even the days on which they happened are theirs."""
    return {
        "kind": "chart",
        "title": measure.name,
        "sentence": EVENTS_STAY,
        "description": EVENTS_STAY,
        "svg": "",
        "narrow": "",
        "table": {"head": [], "rows": []},
        "rule": shown.rule,
        "hidden": len(shown.hidden),
    }


def disclosed(measure: Measure, full: Series, rules: Rules) -> Disclosed:
    """What may be shown of a line of this measure."""
    per = float(measure.rate_per) if measure.kind == Kind.RATE else 100.0
    if measure.has_denominator:
        points = list(zip(full.numerators, full.denominators, strict=True))
    else:
        points = [(value, None) for value in full.values]
    return series(points, rules, kind=people_of(measure), per=per)


def _line(full: Series, shown: Disclosed) -> Series:
    """The line to draw: nothing but what is shown, and no word of the team's about why there is nothing."""
    hidden = set(shown.hidden)
    notes = [
        SMALL_NUMBER
        if at in hidden
        else ""
        if value is not None
        else (NOT_ENTERED if note == NOT_ENTERED else NO_NUMBER)
        for at, (value, note) in enumerate(zip(shown.values, full.notes, strict=True))
    ]
    gone = [value is None for value in shown.values]
    return Series(
        periods=full.periods,
        values=shown.values,
        numerators=tuple(None if out else n for n, out in zip(shown.numerators, gone, strict=True)),
        denominators=tuple(None if out else n for n, out in zip(shown.denominators, gone, strict=True)),
        notes=tuple(notes),
        deviations=(None,) * len(shown.values),
    )


def _tests_on(measure: Measure) -> list[Annotation]:
    """The tests of change that stand on the measure's chart, first one first (one query)."""
    found = Annotation.objects.filter(participation_id=measure.participation_id, measure=measure, kind="pdsa")
    return list(found.order_by("starts_on", "pk"))
