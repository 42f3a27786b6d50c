"""What a chart shows: one frozen value from which picture, figure, sentence and table are made, so that they agree."""

from dataclasses import dataclass
from datetime import date

from measures.spc import Analysis

DIRECTIONS = ("up", "down", "none")
PERIOD_NOUNS = ("day", "week", "month", "quarter", "year")
MARK_KINDS = ("pdsa", "note")
NO_DATA = "No data yet"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: a PDSA cycle or a note, numbered as in the list beside the chart.

    start, end: 0-based positions of the first and the last period; an `end` of None is still going on (PDSA) or a
    single moment (note). url: where the reader can open it.
    """

    number: int
    label: str
    start: int
    end: int | None
    kind: str
    url: str

    def __post_init__(self) -> None:
        if self.kind not in MARK_KINDS:
            raise ValueError(f"kind must be one of {', '.join(MARK_KINDS)}, not {self.kind!r}")


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One series with everything needed to draw and describe it.

    values: in the unit of the axis (12.4 for 12.4%), None for a gap. unit: "%" is written after every number; any
    other unit ("per 1,000", "days") is left to y_label. decimals: of every number shown.
    direction: which way is better. labels: a period as shown ("Mar 2027"). notes: why a period has no value, or "".
    numerators, denominators: None when the measure has none. analysis: of exactly these values. empty: what is said
    where there is no value.

    Raises ValueError when the sequences differ in length or a word is not one of those offered.
    """

    title: str
    y_label: str
    unit: str
    decimals: int
    direction: str
    periods: tuple[date, ...]
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    notes: tuple[str, ...]
    numerators: tuple[float | None, ...] | None
    denominators: tuple[float | None, ...] | None
    target: float | None
    marks: tuple[Mark, ...]
    analysis: Analysis
    period_noun: str = "month"
    empty: str = NO_DATA

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            raise ValueError(f"direction must be one of {', '.join(DIRECTIONS)}, not {self.direction!r}")
        if self.period_noun not in PERIOD_NOUNS:
            raise ValueError(f"period_noun must be one of {', '.join(PERIOD_NOUNS)}, not {self.period_noun!r}")
        n = len(self.values)
        columns = {
            "periods": self.periods,
            "labels": self.labels,
            "notes": self.notes,
            "numerators": self.numerators,
            "denominators": self.denominators,
        }
        for name, column in columns.items():
            if column is not None and len(column) != n:
                raise ValueError(f"{name} has {len(column)} entries for {n} values")
        if self.analysis.n_obs != n:
            raise ValueError(f"the analysis is of {self.analysis.n_obs} points, not of these {n}")
        for mark in self.marks:
            if not 0 <= mark.start < n or (mark.end is not None and not mark.start <= mark.end < n):
                raise ValueError(f"mark {mark.number} lies outside the {n} periods")

    @property
    def known(self) -> tuple[tuple[int, float], ...]:
        """Position and value of each point that is not a gap, in order."""
        return tuple((i, value) for i, value in enumerate(self.values) if value is not None)

    @property
    def explained_gaps(self) -> tuple[int, ...]:
        """Positions of the gaps that have a reason."""
        return tuple(i for i, value in enumerate(self.values) if value is None and self.notes[i])

    @property
    def median_text(self) -> str:
        """The median as the reader sees it, "" without one; of whole numbers it may lie half-way between two."""
        centre = self.analysis.centre
        if centre is None:
            return ""
        half_way = self.decimals == 0 and centre != round(centre)
        return self._text(centre, 1 if half_way else self.decimals)

    def number(self, value: float) -> str:
        """A value as the reader sees it: thousands separated, decimals as declared, "%" where that is the unit."""
        return self._text(value, self.decimals)

    def _text(self, value: float, decimals: int) -> str:
        shown = f"{value:,.{decimals}f}"
        if float(shown.replace(",", "")) == 0:
            shown = shown.lstrip("-")
        return shown + ("%" if self.unit == "%" else "")

    def last_position(self, mark: Mark) -> int:
        """Last period of a mark: its own, or the latest period while a cycle is going on."""
        if mark.end is not None:
            return mark.end
        return len(self.values) - 1 if mark.kind == "pdsa" else mark.start
