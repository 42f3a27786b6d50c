"""Charts as a page may show them: the stored one where it is fresh, computed on the spot where it is stale."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from measures.models import Chart, DataPoint, Measure
from measures.queries.entry import counting_of, groups_of
from measures.series import Series, build
from measures.spc import ENGINE_VERSION, Analysis, analyse_many

# Charts that do not show what they should: their numbers changed, or they were made by another engine (or never).
TO_COMPUTE = Q(stale=True) | ~Q(engine=ENGINE_VERSION)


@dataclass(frozen=True)
class ChartState:
    """What one chart shows: its series and its analysis, whether stored or just computed."""

    measure: Measure
    stratum_id: int | None
    name: str
    is_comparator: bool
    series: Series
    analysis: Analysis


def charts_of(measures: Sequence[Measure], *, groups: bool = False) -> list[Chart]:
    """The stored charts of these measures, for everyone and, if asked, for each group."""
    charts = Chart.objects.filter(measure__in=measures).select_related("stratum")
    if not groups:
        charts = charts.filter(stratum__isnull=True)
    return list(charts.order_by("measure_id", "stratum__position", "pk"))


def series_of(measures: Iterable[Measure]) -> dict[tuple[int, int | None], Series]:
    """Fresh series of every chart of these measures, by (measure id, group id or None); one query."""
    measures = list(measures)
    points: dict[int, list[DataPoint]] = defaultdict(list)
    rows = DataPoint.objects.filter(measure__in=measures).only(
        "measure_id", "stratum_id", "period", "numerator", "denominator", "no_data_reason"
    )
    for row in rows:
        points[row.measure_id].append(row)
    return {
        (measure.pk, stratum_id): series
        for measure in measures
        for stratum_id, series in build(counting_of(measure), groups_of(measure), points[measure.pk]).items()
    }


def analyse_series(series: Sequence[Series]) -> list[Analysis]:
    """The analysis of each series, through the kernel's batch door."""
    return list(analyse_many([one.values for one in series]))


def current_states(measures: Sequence[Measure], *, groups: bool = False) -> dict[int, list[ChartState]]:
    """What the charts of these measures show now, by measure id; the chart for everyone comes first.

    Never stale: a chart whose numbers changed since it was computed is computed here, without being stored. Two
    queries however many measures there are (one more where any is stale). Give measures with their strata prefetched.
    """
    by_id = {measure.pk: measure for measure in measures}
    charts = charts_of(measures, groups=groups)
    old = [chart for chart in charts if chart.stale or chart.engine != ENGINE_VERSION]
    fresh = series_of({chart.measure_id: by_id[chart.measure_id] for chart in old}.values()) if old else {}
    remade = [fresh.get((chart.measure_id, chart.stratum_id), Series((), (), (), (), ())) for chart in old]
    computed = dict(zip([chart.pk for chart in old], zip(remade, analyse_series(remade), strict=True), strict=True))
    found: dict[int, list[ChartState]] = {measure.pk: [] for measure in measures}
    for chart in sorted(charts, key=lambda c: (c.stratum_id is not None, c.stratum.position if c.stratum else 0, c.pk)):
        series, analysis = computed.get(chart.pk) or (
            Series.from_dict(chart.series),
            Analysis.from_dict(chart.analysis),
        )
        found[chart.measure_id].append(
            ChartState(
                measure=by_id[chart.measure_id],
                stratum_id=chart.stratum_id,
                name=chart.stratum.name if chart.stratum else "Everyone",
                is_comparator=bool(chart.stratum and chart.stratum.is_comparator),
                series=series,
                analysis=analysis,
            )
        )
    return found


def stale_chart_ids(participation_ids: Sequence[int], before: datetime) -> list[int]:
    """Charts of these participations that have waited to be computed since before this time (see TO_COMPUTE)."""
    charts = Chart.objects.filter(participation_id__in=participation_ids)
    waiting = charts.filter(TO_COMPUTE, stale_at__lt=before)
    return list(waiting.order_by("measure_id", "pk").values_list("pk", flat=True))
