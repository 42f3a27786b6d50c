"""Computing pooled charts and storing what everybody may see of them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from collaborative.tenancy.scope import require_scope
from measures.models import ProgrammeChange, ProgrammeChart, ProgrammeMeasure
from measures.pooling import Pooled
from measures.queries.plans import analyse_planned, defaults_of
from measures.queries.programme import fingerprint, is_due, plan_of, pooled_now, series_of_pooled
from measures.spc import ENGINE_VERSION


@transaction.atomic
def compute_pooled(*, chart_ids: Sequence[int]) -> int:
    """Compute those of these pooled charts that are due, from every organisation's numbers, and store them.

    Due: see `is_due`. One that is not, but of another engine or to be read in another way, is read anew from the values
    it has. Returns how many were stored. Raises PermissionError in a scope that does not reach every organisation: a
    part of them is no pooled chart.
    """
    reach = {"programme_measure__collaborative_id__in": require_scope().collaborative_ids}
    # One computation at a time: what is stored last was read last. Nobody who saves a number waits for this lock.
    charts = ProgrammeChart.objects.filter(**reach, pk__in=chart_ids).select_for_update(of=("self",), no_key=True)
    return sum(_compute(chart) for chart in charts.select_related("programme_measure").order_by("pk"))


def _compute(chart: ProgrammeChart) -> bool:
    # The changes are read before the numbers: one that commits in between is kept, and computed later.
    seen = list(ProgrammeChange.objects.filter(chart=chart).values_list("pk", flat=True))
    now = timezone.now()
    if is_due(chart, changed=bool(seen), today=timezone.localdate(now)):
        _keep(chart, pooled_now(chart.programme_measure, timezone.localdate(now)))
        chart.computed_at = now
        ProgrammeChange.objects.filter(pk__in=seen).delete()
    elif chart.engine != ENGINE_VERSION:
        _keep(chart, Pooled.from_dict(chart.series))
    else:
        return False
    chart.save()
    return True


def _keep(chart: ProgrammeChart, pooled: Pooled) -> None:
    programme: ProgrammeMeasure = chart.programme_measure
    defaults = defaults_of([programme.collaborative_id])[programme.collaborative_id]
    plan = plan_of(programme, programme.versions.all(), defaults)
    print_ = fingerprint(pooled, plan)
    if (chart.input_hash, chart.engine) != (print_, ENGINE_VERSION):
        (analysis,) = analyse_planned([(plan, series_of_pooled(pooled))])
        chart.series, chart.analysis = pooled.to_dict(), analysis.to_dict()
        chart.engine, chart.input_hash = ENGINE_VERSION, print_
