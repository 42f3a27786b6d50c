"""The numbers of a chart as rows of text, for the table beneath it."""

from dataclasses import dataclass

from measures.charts.spec import ChartSpec

_WHERE = {1: "above", 0: "on", -1: "below"}


@dataclass(frozen=True, slots=True)
class Row:
    """One period. Texts are "" where there is nothing to say; `where` is the side of the median.

    marks: numbers of the marks that were going on in this period.
    """

    period: str
    value: str
    numerator: str
    denominator: str
    note: str
    where: str
    marks: tuple[int, ...]


def rows(spec: ChartSpec) -> list[Row]:
    """One row a period, in order."""
    return [
        Row(
            period=spec.labels[i],
            value="" if value is None else spec.number(value),
            numerator=_count(spec.numerators, i),
            denominator=_count(spec.denominators, i),
            note=spec.notes[i],
            where="" if value is None else _WHERE[spec.analysis.side(value)],
            marks=tuple(mark.number for mark in spec.marks if mark.start <= i <= spec.last_position(mark)),
        )
        for i, value in enumerate(spec.values)
    ]


def _count(column: tuple[float | None, ...] | None, i: int) -> str:
    """A numerator or denominator: whole numbers without decimals, others as they are."""
    number = None if column is None else column[i]
    if number is None:
        return ""
    return f"{number:,.0f}" if number == round(number) else f"{number:,}"
