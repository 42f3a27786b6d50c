"""How each waiting chart is computed, worked out once for all that are alike."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from measures.bulk.matrices import Ints, kinds
from measures.bulk.waiting import LINES, Definition, Waiting
from measures.models import Measure
from measures.plans import ChartPlan, Defaults
from measures.queries.plans import Decided, chart_plan, decided_on, defaults_of

# What was decided about a chart: where parts start, what is left out, and the end of the baseline.
_Said = tuple[frozenset[date], frozenset[date], date | None]


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A plan, its fingerprint, and what it has in common with those it can be computed together with.

    by_period: it depends on which periods the series has.
    """

    plan: ChartPlan
    told: str
    computed_as: ChartPlan
    by_period: bool


def plans_for(charts: Waiting) -> tuple[list[Planned], Ints]:
    """The plans of these charts, and which of them is each chart's; two queries."""
    defaults = defaults_of(np.unique(charts.collaborative).tolist())
    decided = decided_on(np.unique(charts.measure).tolist())
    first, plan = kinds(charts.definition, charts.line, charts.collaborative)
    found = [_plan(charts, row, defaults) for row in first.tolist()]
    own = np.isin(charts.measure, [key if isinstance(key, int) else key[0] for key in decided])
    for row in np.flatnonzero(own).tolist():
        measure = int(charts.measure[row])
        key = (measure, LINES[charts.line[row]], int(charts.stratum[row]) or None)
        said = [decided[one] for one in (measure, key) if one in decided]
        if said:
            plan[row] = len(found)
            found.append(_plan(charts, row, defaults, *said))
    return found, plan


def _plan(charts: Waiting, row: int, defaults: dict[int, Defaults], *decided: Decided) -> Planned:
    said = tuple((frozenset(one.starts), frozenset(one.left_out), one.baseline_until) for one in decided)
    definition = charts.definitions[charts.definition[row]]
    return _planned(definition, LINES[charts.line[row]], defaults[int(charts.collaborative[row])], said)


# What is alike in one chunk is so in the next.
@lru_cache(maxsize=4096)
def _planned(definition: Definition, line: str, defaults: Defaults, said: tuple[_Said, ...]) -> Planned:
    decided = [Decided(set(starts), set(left_out), until) for starts, left_out, until in said]
    plan = chart_plan(Measure(**definition.said), line, defaults, *decided)
    by_period = bool(plan.starts or plan.left_out or plan.baseline_until)
    return Planned(plan, plan.fingerprint, plan.computed_as, by_period)
