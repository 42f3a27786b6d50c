"""How each waiting chart is computed, worked out once for all that are alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from measures.bulk.waiting import Definition, Waiting
from measures.models import Measure
from measures.plans import ChartPlan, Defaults
from measures.queries.plans import Decided, chart_plan, decided_on, defaults_of


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A plan, its fingerprint, and what it has in common with those it can be computed together with.

    by_period: it depends on which periods the series has.
    """

    plan: ChartPlan
    told: str
    computed_as: ChartPlan
    by_period: bool


def plans_for(charts: Sequence[Waiting]) -> Callable[[Waiting], Planned]:
    """The plan of any of these charts; two queries."""
    defaults = defaults_of({chart.collaborative_id for chart in charts})
    decided = decided_on(sorted({chart.measure_id for chart in charts}))
    usual: dict[tuple[Definition, str, Defaults], Planned] = {}
    measures: dict[Definition, Measure] = {}

    def planned(chart: Waiting) -> Planned:
        read_by = defaults[chart.collaborative_id]
        alike = (chart.definition, chart.line, read_by)
        key = (chart.measure_id, chart.line, chart.stratum_id)
        own = [decided[one] for one in (chart.measure_id, key) if one in decided]
        found = None if own else usual.get(alike)
        if found is None:
            measure = measures.get(chart.definition)
            if measure is None:
                measure = measures[chart.definition] = Measure(**chart.definition.said)
            found = _planned(measure, chart.line, read_by, *own)
            if not own:
                usual[alike] = found
        return found

    return planned


def _planned(measure: Measure, line: str, defaults: Defaults, *decided: Decided) -> Planned:
    plan = chart_plan(measure, line, defaults, *decided)
    by_period = bool(plan.starts or plan.left_out or plan.baseline_until)
    return Planned(plan, plan.fingerprint, plan.computed_as, by_period)
