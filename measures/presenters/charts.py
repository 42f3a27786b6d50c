"""Charts as pages show them: from a chart's present state to the one value every picture and sentence is made of."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from measures import periods
from measures.charts import ChartSpec, Mark
from measures.models import Annotation, Kind, Measure
from measures.queries import ChartState

_DECIMALS = {Kind.PERCENTAGE: 1, Kind.RATE: 1, Kind.COUNT: 0, Kind.VALUE: 1}


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


def chart_spec(state: ChartState, annotations: Sequence[Annotation] = ()) -> ChartSpec:
    """Everything needed to draw and describe one chart."""
    measure, series = state.measure, state.series
    starts = tuple(date.fromisoformat(text) for text in series.periods)
    fractional = any(value is not None and value % 1 for value in series.values)
    return ChartSpec(
        title=measure.name if state.stratum_id is None else f"{measure.name}: {state.name}",
        y_label=axis_label(measure),
        unit=unit_of(measure),
        decimals=_DECIMALS[Kind(measure.kind)] if fractional else 0,
        direction=measure.direction,
        periods=starts,
        labels=tuple(periods.label(measure.frequency, start) for start in starts),
        values=series.values,
        notes=series.notes,
        numerators=series.numerators if measure.has_denominator else None,
        denominators=series.denominators if measure.has_denominator else None,
        target=float(measure.target) if measure.target is not None else None,
        marks=_marks(starts, measure.frequency, annotations),
        analysis=state.analysis,
        period_noun=measure.frequency,
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
