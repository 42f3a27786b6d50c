"""Computing pooled charts and storing what everybody may see of them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from collaborative.tenancy.scope import require_scope
from measures.models import ProgrammeChange, ProgrammeChart, ProgrammeMeasure
from measures.queries.plans import analyse_planned, defaults_of
from measures.queries.programme import fingerprint, plan_of, pooled_now, series_of_pooled
from measures.spc import ENGINE_VERSION


@transaction.atomic
def compute_pooled(*, chart_ids: Sequence[int]) -> int:
    """Compute those of these pooled charts that are old, from every organisation's numbers, and store them.

    Old: with a change nobody has computed, of another engine, or from before today. Returns how many were made fresh.
    Raises PermissionError in a scope that does not reach every organisation: a part of them is no pooled chart.
    """
    reach = {"programme_measure__collaborative_id__in": require_scope().collaborative_ids}
    # One computation at a time: what is stored last was read last. Nobody who saves a number waits for this lock.
    charts = ProgrammeChart.objects.filter(**reach, pk__in=chart_ids).select_for_update(of=("self",), no_key=True)
    return sum(_compute(chart) for chart in charts.select_related("programme_measure").order_by("pk"))


def _compute(chart: ProgrammeChart) -> bool:
    # The changes are read before the numbers: one that commits in between is kept, and computed once more.
    seen = list(ProgrammeChange.objects.filter(chart=chart).values_list("pk", flat=True))
    now, made = timezone.now(), chart.computed_at
    fresh = made is not None and timezone.localdate(made) == timezone.localdate(now)
    if fresh and not seen and chart.engine == ENGINE_VERSION:
        return False
    programme: ProgrammeMeasure = chart.programme_measure
    pooled = pooled_now(programme, timezone.localdate(now))
    defaults = defaults_of([programme.collaborative_id])[programme.collaborative_id]
    plan = plan_of(programme, programme.versions.all(), defaults)
    print_ = fingerprint(pooled, plan)
    if (chart.input_hash, chart.engine) != (print_, ENGINE_VERSION):
        (analysis,) = analyse_planned([(plan, series_of_pooled(pooled))])
        chart.series, chart.analysis = pooled.to_dict(), analysis.to_dict()
        chart.engine, chart.input_hash = ENGINE_VERSION, print_
    chart.computed_at = now
    chart.save()
    ProgrammeChange.objects.filter(pk__in=seen).delete()
    return True
