"""Charts as pages show them: from a chart's present state to the one value every picture and sentence is made of."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from measures import periods
from measures.charts import ChartSpec, Mark
from measures.charts.spec import NO_DATA
from measures.models import Annotation, Kind, Measure
from measures.queries import ChartState

# No chart shows more decimals than this.
_MOST_DECIMALS = 3
BY_GROUP_ONLY = "By group only"


def unit_of(measure: Measure) -> str:
    """What follows a number of this measure: '%', 'per 1,000', the measure's own unit, or nothing."""
    if measure.kind == Kind.PERCENTAGE:
        return "%"
    if measure.kind == Kind.RATE:
        return f"per {measure.rate_per:,}"
    return measure.unit


def axis_label(measure: Measure) -> str:
    """What the vertical axis counts."""
    if measure.kind == Kind.PERCENTAGE:
        return f"{measure.numerator_label} as a share of {measure.denominator_label.lower()}"
    if measure.kind == Kind.RATE:
        return f"{measure.numerator_label} per {measure.rate_per:,} {measure.denominator_label.lower()}"
    return f"{measure.numerator_label} ({measure.unit})" if measure.unit else measure.numerator_label


def decimals_of(kind: str, values: Sequence[float | None], target: float | None) -> int:
    """With how many decimals every number of a chart is shown: none where all are whole, never more than three.

    Of shares and rates, which do not end, as many as two digits of the largest need and one of the smallest, and at
    least one. Counts and measured numbers are shown as they were entered; those of 1 and more with two at most.
    """
    shown = [abs(value) for value in (*values, target) if value]
    if all(value % 1 == 0 for value in shown):
        return 0
    to_tell = max(1 - math.floor(math.log10(max(shown))), -math.floor(math.log10(min(shown))))
    if kind in (Kind.PERCENTAGE, Kind.RATE):
        return min(_MOST_DECIMALS, max(1, to_tell, _written(target or 0)))
    return min(_MOST_DECIMALS if min(shown) < 1 else 2, max(_written(value) for value in shown))


def _written(value: float) -> int:
    """Decimals of a number as it is stored (four at most)."""
    return len(f"{value:.4f}".rstrip("0").partition(".")[2])


def chart_spec(state: ChartState, annotations: Sequence[Annotation] = (), *, by_group: bool = False) -> ChartSpec:
    """Everything needed to draw and describe one chart; `by_group`: groups have numbers, should everyone have none."""
    measure, series = state.measure, state.series
    starts = tuple(date.fromisoformat(text) for text in series.periods)
    target = float(measure.target) if measure.target is not None else None
    return ChartSpec(
        title=measure.name if state.stratum_id is None else f"{measure.name}: {state.name}",
        y_label=axis_label(measure),
        unit=unit_of(measure),
        decimals=decimals_of(measure.kind, series.values, target),
        direction=measure.direction,
        periods=starts,
        labels=tuple(periods.label(measure.frequency, start) for start in starts),
        values=series.values,
        notes=series.notes,
        numerators=series.numerators if measure.has_denominator else None,
        denominators=series.denominators if measure.has_denominator else None,
        target=target,
        marks=_marks(starts, measure.frequency, annotations),
        analysis=state.analysis,
        period_noun=measure.frequency,
        empty=BY_GROUP_ONLY if by_group else NO_DATA,
    )


def _marks(starts: Sequence[date], frequency: str, annotations: Sequence[Annotation]) -> tuple[Mark, ...]:
    """Annotations by the periods they fall in; what lies wholly outside the chart is left to the list under it."""
    marks: list[Mark] = []
    for number, row in enumerate(annotations, 1):
        start = bisect_right(starts, row.starts_on) - 1
        end = None if row.ends_on is None else bisect_right(starts, row.ends_on) - 1
        beyond = bool(starts) and row.starts_on > periods.last_day(frequency, starts[-1])
        if not starts or beyond or (end is not None and end < 0) or (start < 0 and end is None and row.kind == "note"):
            continue
        marks.append(Mark(number, row.label, max(start, 0), end, row.kind, row.url))
    return tuple(marks)
