"""The numbers of a chart as rows: of text for the table beneath it, of raw numbers to take away."""

from dataclasses import dataclass

from measures.charts.lines import limits_at
from measures.charts.reading import read
from measures.charts.spec import ChartSpec

_WHERE = {1: "above", 0: "on", -1: "below"}

CSV_HEADER = (
    "period", "value", "numerator", "denominator", "centre", "lower_limit", "upper_limit", "part", "left_out",
    "signal", "note",
)  # fmt: skip
Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One period. Texts are "" where there is nothing to say; `where` is the side of the centre line.

    marks: numbers of the marks that were going on in this period. centre, lower, upper: the lines as drawn there.
    signal: the words of what points this period out. left_out: "Left out", with the reason where one is known.
    """

    period: str
    value: str
    numerator: str
    denominator: str
    note: str
    where: str
    marks: tuple[int, ...]
    centre: str = ""
    lower: str = ""
    upper: str = ""
    signal: str = ""
    left_out: str = ""


def rows(spec: ChartSpec) -> list[Row]:
    """One row a period, in order."""
    reading, left_out, points = read(spec), spec.left_out, spec.analysis.points
    found = []
    for i, value in enumerate(spec.values):
        lower, upper = limits_at(spec, i)
        reason = left_out.get(i)
        found.append(
            Row(
                period=spec.labels[i],
                value="" if value is None else spec.number(value),
                numerator=_count(spec.numerators, i),
                denominator=_count(spec.denominators, i),
                note=spec.notes[i],
                where="" if value is None else _WHERE[points.side[i] or 0],
                marks=tuple(mark.number for mark in spec.marks if mark.start <= i <= spec.last_position(mark)),
                centre=_line(spec, points.cl[i]),
                lower=_line(spec, lower),
                upper=_line(spec, upper),
                signal="; ".join(reading.signals_at(i)),
                left_out="" if reason is None else f"Left out: {reason}" if reason else "Left out",
            )
        )
    return found


def csv_rows(spec: ChartSpec) -> list[tuple[Cell, ...]]:
    """The chart as a table to take away: CSV_HEADER, then a row a period in order.

    Periods are ISO dates; numbers are raw, in the unit of the axis; None where there is none. part counts from 1;
    left_out and signal say whether and why, in words.
    """
    reading, left_out, points = read(spec), spec.left_out, spec.analysis.points
    found: list[tuple[Cell, ...]] = [CSV_HEADER]
    for i, value in enumerate(spec.values):
        lower, upper = limits_at(spec, i)
        found.append(
            (
                spec.periods[i].isoformat(),
                value,
                None if spec.numerators is None else spec.numerators[i],
                None if spec.denominators is None else spec.denominators[i],
                points.cl[i],
                lower,
                upper,
                points.part[i],
                (left_out[i] or "yes") if i in left_out else "",
                "; ".join(reading.signals_at(i)),
                spec.notes[i],
            )
        )
    return found


def _line(spec: ChartSpec, value: float | None) -> str:
    return "" if value is None else spec.line_text(value)


def _count(column: tuple[float | None, ...] | None, i: int) -> str:
    """A numerator or denominator: whole numbers without decimals, others as they are."""
    number = None if column is None else column[i]
    if number is None:
        return ""
    return f"{number:,.0f}" if number == round(number) else f"{number:,}"
