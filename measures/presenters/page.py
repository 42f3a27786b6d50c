"""A measure's own page and the list of a project's measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from measures import periods
from measures.charts import ChartSpec, icons, static, table, words
from measures.charts.figure import plotly
from measures.charts.icons import Icon
from measures.models import Annotation, ChartDecision, Measure
from measures.numbers import Told, said
from measures.presenters.charts import chart_spec
from measures.queries import ChartState, Correction, DueState, shape_of
from organisations.models import Project


@dataclass(frozen=True)
class Picture:
    """A chart to look at: both pictures, the sentence, how it was made and, by Making Data Count's rules, the icons.

    The page's heading is its title, so it carries only a `name`.
    """

    name: str
    svg: str
    svg_narrow: str
    sentence: str
    method: str
    icons: tuple[Icon, ...]
    has_points: bool


@dataclass(frozen=True)
class Numbers:
    """The numbers of a chart as a table: its rows, what its columns are called, and which of them it has."""

    rows: Sequence[table.Row]
    period: str
    value: str
    centre: str
    numerator: str
    denominator: str
    has_limits: bool


@dataclass(frozen=True)
class LargeChart(Picture):
    """One chart as large as its page: also the interactive figure, and the numbers as a table."""

    figure: dict[str, Any]
    numbers: Numbers


@dataclass(frozen=True)
class SmallChart:
    """A chart in a card: the picture, its verdict and sentence."""

    stratum_id: int | None
    name: str
    is_comparator: bool
    svg: str
    headline: str
    verdict: str
    sentence: str
    is_shown: bool = False


@dataclass(frozen=True)
class NumberedMark:
    """One annotation of the list under the chart. `on_chart` is False where it lies outside the periods drawn."""

    number: int
    row: Annotation
    on_chart: bool


@dataclass(frozen=True)
class CorrectionView:
    """One line of the history of corrections."""

    correction: Correction
    period: str
    group: str
    before: str
    after: str


def picture(spec: ChartSpec, uid: str = "chart") -> Picture:
    """The chart to look at; `uid` is unique for each chart of a page."""
    return Picture(**_look(spec, uid))


def large_chart(spec: ChartSpec, measure: Measure) -> LargeChart:
    """The chart with everything around it."""
    return LargeChart(**_look(spec, "chart"), figure=plotly(spec), numbers=_numbers(spec, measure))


def preview(state: ChartState) -> Picture:
    """A chart as it would be."""
    return picture(chart_spec(state), "preview")


def _look(spec: ChartSpec, uid: str) -> dict[str, Any]:
    return {
        "name": spec.title,
        "svg": static.svg(spec, uid=uid),
        "svg_narrow": static.svg(spec, uid=uid, narrow=True),
        "sentence": words.sentence(spec),
        "method": words.method(spec),
        "icons": tuple(icon for icon in (icons.variation(spec), icons.assurance(spec)) if icon),
        "has_points": bool(spec.known),
    }


_PLOTTED = {"mr": "Moving range", "s": "Standard deviation"}


def _numbers(spec: ChartSpec, measure: Measure) -> Numbers:
    sizes = "How many" if measure.has_deviation else measure.denominator_label
    return Numbers(
        rows=table.rows(spec),
        period="Date" if spec.period_noun == "event" else spec.period_noun.capitalize(),
        value=_PLOTTED.get(spec.analysis.chart, "Value"),
        centre=spec.centre_word.capitalize(),
        numerator=measure.numerator_label if spec.numerators is not None else "",
        denominator=sizes if spec.denominators is not None else "",
        has_limits=any(row.lower or row.upper for row in table.rows(spec)),
    )


def small_chart(state: ChartState, decisions: Sequence[ChartDecision] = ()) -> SmallChart:
    """One chart in a card, on its own scale. decisions: those about the measure's charts."""
    return _small(state, chart_spec(state, decisions=decisions), None, shown=False)


def small_multiples(
    states: Sequence[ChartState], decisions: Sequence[ChartDecision], shown: int | None
) -> list[SmallChart]:
    """The charts of several groups on one scale, with what was decided about the measure's charts; `shown` is the group
    whose page this is."""
    specs = [chart_spec(state, decisions=decisions) for state in states]
    y_range = static.shared_range(specs) if specs else None
    return [
        _small(state, spec, y_range, shown=state.stratum_id == shown) for state, spec in zip(states, specs, strict=True)
    ]


def _small(state: ChartState, spec: ChartSpec, y_range: tuple[float, float] | None, *, shown: bool) -> SmallChart:
    uid = f"small-{state.measure.pk}-{state.stratum_id or 0}"
    return SmallChart(
        stratum_id=state.stratum_id,
        name=state.name,
        is_comparator=state.is_comparator,
        svg=static.small(spec, uid=uid, y_range=y_range),
        headline=words.headline(spec),
        verdict=words.verdict(spec),
        sentence=words.sentence(spec),
        is_shown=shown,
    )


def numbered(spec: ChartSpec, annotations: Sequence[Annotation]) -> list[NumberedMark]:
    """The annotations with the numbers they have on the chart."""
    drawn = {mark.number for mark in spec.marks}
    return [NumberedMark(number, row, number in drawn) for number, row in enumerate(annotations, 1)]


def corrections(measure: Measure, rows: Sequence[Correction]) -> list[CorrectionView]:
    """The history of corrections in words."""
    names = {group.pk: group.name for group in measure.strata.all()}
    return [
        CorrectionView(
            correction=row,
            period=periods.label(measure.frequency, row.period),
            group=names.get(row.stratum_id or 0, "Everyone" if names else ""),
            before=_said(measure, row.before),
            after="Cleared" if row.after is None else _said(measure, row.after),
        )
        for row in rows
    ]


def _said(measure: Measure, point: Told) -> str:
    return f"{'No data: ' if point.no_data_reason else ''}{said(shape_of(measure), point)}"


def due_text(measure: Measure, due: DueState) -> str:
    """'Numbers for Oct 2026 are due', 'Numbers for 3 months are due, the oldest Aug 2026'; empty when none are."""
    if due.oldest is None:
        return ""
    oldest, count = periods.label(measure.frequency, due.oldest), len(due.missing)
    late = " and overdue" if due.overdue else ""
    if count == 1:
        return f"Numbers for {oldest} are due{late}."
    if len(due.overdue) == count:
        late = " and overdue"
    elif due.overdue:
        late = f", {len(due.overdue)} of them overdue"
    return f"Numbers for {count} {measure.frequency}s are due{late}. The oldest is {oldest}."


def first_due(measure: Measure, today: date) -> str:
    """When the first numbers can be entered, where the measure has not begun."""
    if measure.starts_on <= today:
        return ""
    return periods.label(measure.frequency, measure.starts_on)


def trail(request: HttpRequest, project: Project, measure: Measure | None = None) -> list[dict[str, str]]:
    """The way here: organisation, project, its measures and the measure, as far as this installation has pages."""
    slug = request.resolver_match.kwargs["slug"] if request.resolver_match else ""
    organisation = project.participation.organisation
    steps: list[tuple[str, str, dict[str, Any]]] = [
        (organisation.name, "organisation-home", {"ods": organisation.ods_code}),
        (project.name, "project", {"pk": project.pk}),
        ("Measures", "measures", {"pk": project.pk}),
    ]
    if measure is not None:
        steps.append((measure.name, "measure", {"pk": measure.pk}))
    found = []
    for text, name, kwargs in steps:
        try:
            found.append({"text": text, "href": reverse(name, kwargs={"slug": slug, **kwargs})})
        except NoReverseMatch:
            continue
    return found
