"""What was decided about charts, and how a chart would look with another choice."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from datetime import date

from django.db.models import Q, QuerySet

from collaborative.roles import Action
from collaborative.tenancy.scope import require_scope
from measures.models import Chart, ChartDecision, Line, Measure
from measures.plans import Defaults
from measures.queries.charts import ChartState, current_states, inputs_of
from measures.queries.plans import analyse_planned, defaults_of
from organisations.queries import Access, owned

_Decision = ChartDecision.Decision


def decisions_of(measure: Measure, line: str = Line.VALUE, stratum_id: int | None = None) -> list[ChartDecision]:
    """What was decided about one chart of a measure and still holds, in time order, with who decided (one query)."""
    rows = ChartDecision.objects.filter(participation_id=measure.participation_id, measure=measure)
    here = Q(every_chart=True) | Q(line=line, stratum_id=stratum_id)
    return list(rows.filter(here).select_related("created_by").order_by("period", "pk"))


def all_decisions_of(measure_ids: Iterable[int]) -> dict[int, list[ChartDecision]]:
    """What was decided about any chart of each measure and still holds, in time order, with who decided (one query).
    `ChartDecision.is_about` tells of which chart."""
    found: dict[int, list[ChartDecision]] = defaultdict(list)
    rows = ChartDecision.objects.filter(participation_id__in=require_scope().participation_ids)
    for row in rows.filter(measure_id__in=list(measure_ids)).select_related("created_by").order_by("period", "pk"):
        found[row.measure_id].append(row)
    return dict(found)


def counted_anew(measure: Measure) -> list[ChartDecision]:
    """Where all charts of the measure begin a new part because it is counted differently, in time order (one query)."""
    rows = ChartDecision.objects.filter(participation_id=measure.participation_id, measure=measure)
    return list(rows.filter(every_chart=True, decision=_Decision.DEFINITION).order_by("period"))


def began(baseline: ChartDecision, rows: Iterable[ChartDecision]) -> date | None:
    """Where the part begins that this baseline is of, by what was decided about the measure; None for the first."""
    line, stratum_id = baseline.line, baseline.stratum_id
    starts = (row.period for row in rows if row.begins_part and row.is_about(line, stratum_id))
    return max((start for start in starts if start <= baseline.period), default=None)


def baselines_over(measure: Measure, period: date) -> list[ChartDecision]:
    """The fixed baselines of the measure's charts that a part which began with this period would cut, with their
    groups; those that end last come first (one query)."""
    rows = _rows_of(measure)
    fixed = [row for row in rows if row.decision == _Decision.BASELINE and row.period >= period]
    return [row for row in fixed[::-1] if (began(row, rows) or date.min) < period]


def baselines_from(start: ChartDecision, measure: Measure) -> list[ChartDecision]:
    """The fixed baselines of the parts that begin by this decision alone, with their groups (one query)."""
    rows = _rows_of(measure)
    if not start.begins_part:
        return []
    fixed = [row for row in rows if row.decision == _Decision.BASELINE]
    without = [row for row in rows if row.pk != start.pk]
    return [row for row in fixed if began(row, rows) != began(row, without)]


def about_gaps(measure: Measure) -> list[ChartDecision]:
    """What was decided about the measure's gaps and still holds, in time order, with the groups (one query)."""
    return [row for row in _rows_of(measure) if row.line == Line.GAP]


def _rows_of(measure: Measure) -> list[ChartDecision]:
    rows = ChartDecision.objects.filter(participation_id=measure.participation_id, measure=measure)
    return list(rows.select_related("measure", "stratum").order_by("period", "pk"))


def decisions_to(access: Access, action: Action) -> QuerySet[ChartDecision]:
    """The decisions about charts that this person may act on, with their measure and group."""
    rows = owned(ChartDecision, access, action).select_related(
        "created_by",
        "stratum",
        "measure__project",
        "measure__collaborative",
        "measure__participation__organisation",
    )
    return rows.prefetch_related("measure__strata")


def taken_back(measure: Measure, decision_id: int) -> tuple[str, int | None] | None:
    """Line and group of the chart of which this decision was taken back; None where there was no such decision.

    The group is None where it is gone meanwhile.
    """
    events = ChartDecision.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        participation_id=measure.participation_id, measure_id=measure.pk, pgh_obj_id=decision_id, pgh_label="delete"
    )
    gone = events.first()
    if gone is None:
        return None
    has_group = any(group.pk == gone.stratum_id for group in measure.strata.all())
    return (gone.line, gone.stratum_id) if has_group else (Line.VALUE, None)


def chart_of(measure: Measure, line: str = Line.VALUE, stratum_id: int | None = None) -> ChartState | None:
    """What one chart of a measure shows now; None where there is no such chart. Give the measure with its strata."""
    states = current_states([measure], groups=stratum_id is not None, gaps=line != Line.VALUE)[measure.pk]
    return next((state for state in states if (state.line, state.stratum_id) == (line, stratum_id)), None)


def default_of(measure: Measure) -> Defaults:
    """How the measure's collaborative reads its charts."""
    return defaults_of([measure.collaborative_id])[measure.collaborative_id]


def preview_of(measure: Measure, chart_kind: str, rules: str, screened: bool | None) -> ChartState:
    """The chart for everyone as it would be with this choice; nothing is stored (four queries).

    Raises ValueError for rules that are not for this kind of chart.
    """
    chosen = copy(measure)
    chosen.chart_kind, chosen.rules, chosen.screened = chart_kind, rules, screened
    chart = Chart(measure=chosen, line=Line.VALUE)
    ((plan, series),) = inputs_of([chart], [chosen])
    (analysis,) = analyse_planned([(plan, series)])
    return ChartState(chosen, None, "Everyone", is_comparator=False, series=series, analysis=analysis)
