"""Computing charts and storing them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from collaborative.tenancy.scope import require_scope
from measures.models import Chart, Measure
from measures.queries.charts import TO_COMPUTE, inputs_of
from measures.queries.plans import analyse_planned
from measures.spc import ENGINE_VERSION


@transaction.atomic
def compute_charts(*, chart_ids: Sequence[int]) -> int:
    """Compute those of these charts that are within the scope and stale or made by another engine, and store them.

    Returns how many were made fresh. Safe to run twice and beside itself: a chart is only called fresh if nothing
    changed since its numbers were read, and numbers seen before are not computed again.
    """
    reach = {"participation_id__in": require_scope().participation_ids}
    charts = list(Chart.objects.filter(TO_COMPUTE, **reach, pk__in=chart_ids).order_by("pk"))
    wanted = {chart.measure_id for chart in charts}
    measures = Measure.objects.filter(**reach, pk__in=wanted).prefetch_related("strata")
    inputs = inputs_of(charts, measures)
    prints = [series.fingerprint(plan.fingerprint) for plan, series in inputs]
    changed = [
        index
        for index, chart in enumerate(charts)
        if (chart.input_hash, chart.engine) != (prints[index], ENGINE_VERSION)
    ]
    analyses = dict(zip(changed, analyse_planned([inputs[index] for index in changed]), strict=True))
    now = timezone.now()
    made = 0
    for index, chart in enumerate(charts):
        values: dict[str, object] = {"stale": False}
        if index in analyses:
            values |= {
                "computed_at": now,
                "engine": ENGINE_VERSION,
                "input_hash": prints[index],
                "series": inputs[index][1].to_dict(),
                "analysis": analyses[index].to_dict(),
            }
        same = Chart.objects.filter(participation_id=chart.participation_id, pk=chart.pk, stale_at=chart.stale_at)
        made += same.update(**values)
    return made
