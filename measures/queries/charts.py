"""Charts as a page may show them: the stored one where it is fresh, computed on the spot where it is stale."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from measures.equity import lines_of
from measures.models import Chart, DataPoint, Line, Measure
from measures.plans import ChartPlan
from measures.queries.entry import counting_of, groups_of
from measures.queries.plans import analyse_planned, plans_of
from measures.series import EMPTY, Series
from measures.spc import ENGINE_VERSION, Analysis
from measures.spc.stored import restore

# Charts that do not show what they should: their numbers changed, or they were made by another engine (or never).
TO_COMPUTE = Q(stale=True) | ~Q(engine=ENGINE_VERSION)
# A measure's id, and which of its charts.
ChartKey = tuple[int, str, int | None]


@dataclass(frozen=True)
class ChartState:
    """What one chart shows: its series and its analysis, whether stored or just computed.

    line: "value", "gap" or "unknown" (see `models.Line`). name: of the group, or "Everyone".
    """

    measure: Measure
    stratum_id: int | None
    name: str
    is_comparator: bool
    series: Series
    analysis: Analysis
    line: str = "value"
    is_unknown: bool = False


def charts_of(measures: Sequence[Measure], *, groups: bool = False, gaps: bool = False) -> list[Chart]:
    """The stored charts of these measures: the one for everyone, and if asked each group's, and gaps and unknown."""
    charts = Chart.objects.filter(measure__in=measures).select_related("stratum")
    if not gaps:
        charts = charts.filter(line=Line.VALUE)
    if not groups:
        charts = charts.exclude(line=Line.VALUE, stratum__isnull=False)
    return list(charts.order_by("measure_id", "stratum__position", "pk"))


def series_of(measures: Iterable[Measure]) -> dict[ChartKey, Series]:
    """Fresh series of every chart of these measures; one query."""
    measures = list(measures)
    points: dict[int, list[DataPoint]] = defaultdict(list)
    rows = DataPoint.objects.filter(measure__in=measures).only(
        "measure_id", "stratum_id", "period", "numerator", "denominator", "deviation", "no_data_reason"
    )
    for row in rows:
        points[row.measure_id].append(row)
    return {
        (measure.pk, *key): series
        for measure in measures
        for key, series in lines_of(counting_of(measure), groups_of(measure), points[measure.pk]).items()
    }


def inputs_of(charts: Sequence[Chart], measures: Iterable[Measure]) -> list[tuple[ChartPlan, Series]]:
    """What each of these charts is to be computed from now; three queries. Give the measures they are of."""
    measures = list(measures)
    fresh, plans = series_of(measures), plans_of(measures)
    keys: list[ChartKey] = [(chart.measure_id, chart.line, chart.stratum_id) for chart in charts]
    return [(plans(key), fresh.get(key, EMPTY)) for key in keys]


def current_states(
    measures: Sequence[Measure], *, groups: bool = False, gaps: bool = False
) -> dict[int, list[ChartState]]:
    """What the charts of these measures show now, by measure id; the chart for everyone comes first, gaps last.

    Never stale: a chart whose numbers changed since it was computed is computed here, without being stored. Two
    queries however many measures there are (three more where any is stale). Give measures with their strata prefetched.
    """
    by_id = {measure.pk: measure for measure in measures}
    charts = charts_of(measures, groups=groups, gaps=gaps)
    old = [chart for chart in charts if chart.stale or chart.engine != ENGINE_VERSION]
    inputs = inputs_of(old, {chart.measure_id: by_id[chart.measure_id] for chart in old}.values()) if old else []
    series = [one for _, one in inputs]
    computed = dict(zip([chart.pk for chart in old], zip(series, analyse_planned(inputs), strict=True), strict=True))
    found: dict[int, list[ChartState]] = {measure.pk: [] for measure in measures}
    for chart in sorted(charts, key=_order):
        shown, analysis = computed.get(chart.pk) or stored(chart)
        found[chart.measure_id].append(_state(chart, by_id[chart.measure_id], shown, analysis))
    return found


def stored(chart: Chart) -> tuple[Series, Analysis]:
    """The series and the analysis of a chart that is fresh."""
    series = Series.from_dict(chart.series)
    return series, restore(chart.analysis, series.values)


_LINES = tuple(Line.values)


def _order(chart: Chart) -> tuple[int, bool, int, int]:
    """Values before gaps and these before what is unknown; everyone before the groups in their order."""
    group = chart.stratum
    return _LINES.index(chart.line), group is not None, group.position if group else 0, chart.pk


def _state(chart: Chart, measure: Measure, series: Series, analysis: Analysis) -> ChartState:
    group = chart.stratum
    return ChartState(
        measure=measure,
        stratum_id=chart.stratum_id,
        name=group.name if group else "Everyone",
        is_comparator=bool(group and group.is_comparator),
        series=series,
        analysis=analysis,
        line=chart.line,
        is_unknown=bool(group and group.is_unknown),
    )


def stale_chart_ids(participation_ids: Sequence[int], before: datetime) -> list[int]:
    """Charts of these participations that have waited to be computed since before this time (see TO_COMPUTE)."""
    charts = Chart.objects.filter(participation_id__in=participation_ids)
    waiting = charts.filter(TO_COMPUTE, stale_at__lt=before)
    return list(waiting.order_by("measure_id", "pk").values_list("pk", flat=True))


class Left(NamedTuple):
    """How many charts wait, and how many of those for a new engine."""

    total: int
    of_another_engine: int


def charts_left(participation_ids: Sequence[int], before: datetime) -> Left:
    """The charts of these participations that have waited to be computed since before this time."""
    charts = Chart.objects.filter(TO_COMPUTE, participation_id__in=participation_ids, stale_at__lt=before)
    found = charts.aggregate(total=Count("pk"), other=Count("pk", filter=~Q(engine=ENGINE_VERSION)))
    return Left(found["total"], found["other"])


def charts_in(participation_ids: Sequence[int], *, untouched_since: datetime | None = None) -> int:
    """How many charts these participations have; only those neither changed nor computed since then, if it is given."""
    charts = Chart.objects.filter(participation_id__in=participation_ids)
    if untouched_since is not None:
        computed_before = Q(computed_at__lt=untouched_since) | Q(computed_at=None)
        charts = charts.filter(computed_before, stale_at__lt=untouched_since)
    return charts.count()
