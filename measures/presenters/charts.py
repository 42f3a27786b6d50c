"""Charts as pages show them: from a chart's present state to the one value every picture and sentence is made of."""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from string import ascii_uppercase

from collaborative.nhsuk.filters import date_long
from measures import periods
from measures.charts import ChartSpec, Mark, PartNote
from measures.charts.spec import COUNTED_DIFFERENTLY, NO_DATA, centre_word_of
from measures.models import Annotation, ChartDecision, GapScale, Kind, Line, Measure
from measures.queries import ChartState
from measures.series import NOBODY_TO_COUNT

# No chart shows more decimals than this.
_MOST_DECIMALS = 3
BY_GROUP_ONLY = "By group only"
# Charts of how much the numbers differ, not of the numbers themselves.
SPREAD = frozenset({"mr", "s"})
_Decision = ChartDecision.Decision


def unit_of(measure: Measure) -> str:
    """What follows a number of this measure: '%', 'per 1,000', the measure's own unit, or nothing."""
    if measure.kind == Kind.PERCENTAGE:
        return "%"
    if measure.kind == Kind.RATE:
        return f"per {measure.rate_per:,}"
    return measure.unit


def counted_of(measure: Measure) -> str:
    """What groups have a share of, within a sentence: "people referred", "bed days"."""
    label = measure.denominator_label if measure.has_denominator else measure.numerator_label
    return label if label[1:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def gap_unit_of(measure: Measure) -> str:
    """What a difference between two groups is counted in: "percentage points", "per 1,000 bed days", the measure's own
    unit, or nothing."""
    if measure.kind == Kind.PERCENTAGE:
        return "percentage points"
    return f"{unit_of(measure)} {counted_of(measure)}" if measure.kind == Kind.RATE else measure.unit


def axis_label(measure: Measure) -> str:
    """What the vertical axis counts."""
    if measure.kind == Kind.PERCENTAGE:
        return f"{measure.numerator_label} as a share of {counted_of(measure)}"
    if measure.kind == Kind.RATE:
        return f"{measure.numerator_label} per {measure.rate_per:,} {counted_of(measure)}"
    if measure.kind == Kind.DAYS_BETWEEN:
        return f"{measure.numerator_label}: days since the one before (the first: since {date_long(measure.starts_on)})"
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


def chart_spec(
    state: ChartState,
    annotations: Sequence[Annotation] = (),
    *,
    decisions: Sequence[ChartDecision] = (),
    by_group: bool = False,
) -> ChartSpec:
    """Everything needed to draw and describe one chart.

    decisions: those about the measure's charts; this one shows the reasons of those that are about it. Without them its
    parts have letters alone.
    by_group: groups have numbers, should everyone have none.
    """
    measure, series, analysis = state.measure, state.series, state.analysis
    starts = tuple(date.fromisoformat(text) for text in series.periods)
    values = analysis.points.y if analysis.chart in SPREAD else series.values
    decided = [row for row in decisions if row.is_about(state.line, state.stratum_id)]
    has_target = state.line == Line.VALUE and analysis.chart not in SPREAD and measure.target is not None
    target = float(measure.target) if has_target and measure.target is not None else None
    title, y_label, unit = _words_of(state)
    beside = measure.has_denominator and state.line == Line.VALUE
    return ChartSpec(
        title=title,
        y_label=y_label,
        unit=unit,
        decimals=decimals_of(Kind.PERCENTAGE if state.line == Line.UNKNOWN else measure.kind, values, target),
        direction=analysis.direction,
        periods=starts,
        labels=tuple(periods.label(measure.frequency, start) for start in starts),
        values=values,
        notes=_notes(state),
        numerators=series.numerators if beside and not measure.has_deviation else None,
        denominators=series.denominators if beside else None,
        target=target,
        marks=_marks(starts, measure.frequency, annotations),
        analysis=analysis,
        period_noun=measure.frequency,
        empty=BY_GROUP_ONLY if by_group else NO_DATA,
        parts=_parts(state, starts, decided),
        ghosts={starts.index(row.period): row.reason for row in decided if _is_left_out(row, starts)},
        reference=_reference(state),
    )


def nothing_to_count(counted: str) -> str:
    """Why a period has no value though its numbers are in: "No bed days in this period"."""
    return f"No {counted} in this period"


def _notes(state: ChartState) -> tuple[str, ...]:
    """Why periods have no value, in the measure's own words; and of days between events, what the first counts from."""
    measure = state.measure
    told = {NOBODY_TO_COUNT: nothing_to_count(counted_of(measure))}
    notes = [told.get(note, note) for note in state.series.notes]
    if measure.kind == Kind.DAYS_BETWEEN and notes and not notes[0]:
        notes[0] = f"Days since {date_long(measure.starts_on)}, when counting began"
    return tuple(notes)


def _words_of(state: ChartState) -> tuple[str, str, str]:
    """Title, axis and unit of the line that a chart shows."""
    measure, label, noun = state.measure, axis_label(state.measure), state.measure.frequency
    if state.line == Line.UNKNOWN:
        counted = counted_of(measure)
        label = f"{counted[:1].upper()}{counted[1:]} whose group is not stated or not known"
        return f"{measure.name}: not stated or not known", label, "%"
    if state.line == Line.GAP:
        other = next((group.name for group in measure.strata.all() if group.is_comparator), "the comparator")
        title = f"{measure.name}: {state.name} and {other}"
        if measure.gap_scale == GapScale.RATIO:
            return title, f"{state.name} divided by {other}", ""
        counted_in = gap_unit_of(measure)
        unit = f" ({counted_in})" if counted_in else ""
        return title, f"{state.name} less {other}{unit}", ""
    if state.analysis.chart == "mr":
        label = f"Change from one {noun} to the next: {label}"
    elif state.analysis.chart == "s":
        label = f"Standard deviation: {label}"
    title = measure.name if state.stratum_id is None else f"{measure.name}: {state.name}"
    return title, label, unit_of(measure)


def _reference(state: ChartState) -> tuple[float, str] | None:
    """Where there would be no gap."""
    if state.line != Line.GAP:
        return None
    return (1.0, "No gap") if state.measure.gap_scale == GapScale.RATIO else (0.0, "No gap")


def _parts(state: ChartState, starts: Sequence[date], decisions: Sequence[ChartDecision]) -> tuple[PartNote, ...]:
    """The places where lines begin anew, with the letters and reasons of what was decided."""
    reasons: dict[int, list[ChartDecision]] = defaultdict(list)
    for row in decisions:
        if row.begins_part:
            reasons[bisect_left(starts, row.period)].append(row)
    centre = centre_word_of(state.analysis.chart)
    notes = []
    for number, part in enumerate(state.analysis.parts[1:]):
        told = reasons.get(part.start, [])
        counted = any(row.decision == _Decision.DEFINITION for row in told)
        label = COUNTED_DIFFERENTLY if counted else f"New {centre}"
        notes.append(PartNote(part.start, letter_of(number), label, "; ".join(row.reason for row in told)))
    return tuple(notes)


def letter_of(number: int) -> str:
    """The letter of the place where a chart's lines begin anew for the (number + 1)th time: A to Z, AA, BB."""
    return ascii_uppercase[number % 26] * (number // 26 + 1)


def _is_left_out(row: ChartDecision, starts: Sequence[date]) -> bool:
    return row.decision == _Decision.EXCLUDE and row.period in starts


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
