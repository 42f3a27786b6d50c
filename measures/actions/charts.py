"""Computing charts and storing them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from measures.models import Chart, Measure
from measures.queries.charts import analyse_series, series_of
from measures.series import Series
from measures.spc import ENGINE_VERSION


@transaction.atomic
def compute_charts(*, chart_ids: Sequence[int]) -> int:
    """Compute these charts where they are stale, and store them; returns how many were made fresh.

    Safe to run twice and beside itself: a chart is only called fresh if nothing changed since its numbers were read,
    and numbers seen before are not computed again.
    """
    charts = list(Chart.objects.filter(pk__in=chart_ids, stale=True).order_by("pk"))
    measures = Measure.objects.filter(pk__in={chart.measure_id for chart in charts}).prefetch_related("strata")
    fresh = series_of(measures)
    series = [fresh.get((chart.measure_id, chart.stratum_id), Series((), (), (), (), ())) for chart in charts]
    prints = [one.fingerprint() for one in series]
    changed = [
        index
        for index, chart in enumerate(charts)
        if (chart.input_hash, chart.engine) != (prints[index], ENGINE_VERSION)
    ]
    analyses = dict(zip(changed, analyse_series([series[index] for index in changed]), strict=True))
    now = timezone.now()
    made = 0
    for index, chart in enumerate(charts):
        values: dict[str, object] = {"stale": False}
        if index in analyses:
            values |= {
                "computed_at": now,
                "engine": ENGINE_VERSION,
                "input_hash": prints[index],
                "series": series[index].to_dict(),
                "analysis": analyses[index].to_dict(),
            }
        made += Chart.objects.filter(pk=chart.pk, stale_at=chart.stale_at).update(**values)
    return made
