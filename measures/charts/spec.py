"""What a chart shows: one frozen value from which picture, figure, sentence and table are made, so that they agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase

from measures.series import NOT_ENTERED
from measures.spc import RULE_SETS, Analysis, RuleSet

DIRECTIONS = ("up", "down", "none")
PERIOD_NOUNS = ("day", "week", "month", "quarter", "year", "event")
MARK_KINDS = ("pdsa", "note")
NO_DATA = "No data yet"
COUNTED_DIFFERENTLY = "Counted differently"
# Charts whose centre line is no mean of what is plotted. That of a T chart is the mean of the times to the power
# 1/3.6, transformed back: lower than their mean, near their median.
_CENTRE = {"run": "median", "g": "median", "t": "centre line"}
CENTRE_IN_FULL = {"t": "Centre line (back-transformed mean)"}


def centre_word_of(chart: str) -> str:
    """What the centre line of a kind of chart is called in a sentence: "median", "mean" or "centre line"."""
    return _CENTRE.get(chart, "mean")


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
class PartNote:
    """Why lines are drawn anew from `start` on (a 0-based position): the letter on the chart, its words, the reason.

    label: a few words that stand on the chart ("New median", "Counted differently"). reason: as the person gave it.
    """

    start: int
    letter: str
    label: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One series with everything needed to draw and describe it.

    values: as plotted (on an MR chart the ranges), in the unit of the axis (12.4 for 12.4%), None for a gap. unit: "%"
    is written after every number; any other unit ("per 1,000", "days") is left to y_label. decimals: of every number.
    direction: which way is better. labels: a period as shown ("Mar 2027"). notes: why a period has no value, or "".
    numerators, denominators: None when the measure has none. analysis: of exactly these values. empty: what is said
    where there is no value. period_noun: what one point is of; "event" on a chart with a point for each event.
    parts: what is known of the places where the analysis begins a new part; those not told of get a letter and words
    (see `borders`). ghosts: why a point is left out, by position; the analysis says which are. reference: a value to
    compare with and its name, such as (0.0, "No gap"). breaks: positions whose point is not joined to the one before,
    because the two cannot be compared. y_range: the lowest and the highest there can be, where the axis always goes
    from the one to the other. known: position and value of each point that is not a gap, in
    order.

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
    parts: tuple[PartNote, ...] = ()
    ghosts: Mapping[int, str] = field(default_factory=dict, hash=False)
    reference: tuple[float, str] | None = None
    breaks: frozenset[int] = frozenset()
    y_range: tuple[float, float] | None = None
    known: tuple[tuple[int, float], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", tuple((i, y) for i, y in enumerate(self.values) if y is not None))
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
        self._check_positions(n)

    def _check_positions(self, n: int) -> None:
        for mark in self.marks:
            if not 0 <= mark.start < n or (mark.end is not None and not mark.start <= mark.end < n):
                raise ValueError(f"mark {mark.number} lies outside the {n} periods")
        starts = {part.start for part in self.analysis.earlier[1:]} | {self.analysis.latest.start}
        for note in self.parts:
            if note.start not in starts or note.start == 0:
                raise ValueError(f"no part of the analysis begins at position {note.start}")
        if outside := [position for position in self.ghosts if not 0 <= position < n]:
            raise ValueError(f"position {outside[0]} of ghosts lies outside the {n} periods")

    @property
    def explained_gaps(self) -> tuple[int, ...]:
        """Positions of the gaps that have a reason."""
        return tuple(i for i, value in enumerate(self.values) if value is None and self.notes[i])

    @property
    def ended(self) -> str:
        """The period of the latest value where later ones have none ("Aug 2026"), else ""."""
        if not self.known or self.known[-1][0] == len(self.values) - 1:
            return ""
        return self.labels[self.known[-1][0]]

    @property
    def since_then(self) -> str:
        """What there is of the periods after the latest value: "no data since" where nothing was entered, "no value
        since" where something may be known that comes to no value; "" where none is later.
        """
        if not self.ended:
            return ""
        later = self.notes[self.known[-1][0] + 1 :]
        return "no data since" if set(later) == {NOT_ENTERED} else "no value since"

    @property
    def rules(self) -> RuleSet:
        """The rule set of the analysis."""
        return RULE_SETS[self.analysis.rules]

    @property
    def centre_word(self) -> str:
        """What the centre line is called: "median", "mean", or "centre line" where it is neither."""
        return centre_word_of(self.analysis.chart)

    @property
    def centre_name(self) -> str:
        """What the centre line is, in full: as `centre_word`, and of what where that does not say it."""
        return CENTRE_IN_FULL.get(self.analysis.chart, self.centre_word.capitalize())

    @property
    def borders(self) -> tuple[PartNote, ...]:
        """Where new parts begin, in order, each with a letter and words."""
        told = {note.start: note for note in self.parts}
        return tuple(
            told.get(part.start) or PartNote(part.start, _letter(k), f"New {self.centre_word}")
            for k, part in enumerate(self.analysis.parts[1:])
        )

    @property
    def left_out(self) -> dict[int, str]:
        """Position and reason ("" where none is known) of each value that the analysis leaves out."""
        included = self.analysis.points.included
        if all(included):
            return {}
        return {i: self.ghosts.get(i, "") for i, _ in self.known if not included[i]}

    @property
    def has_limits(self) -> bool:
        """Whether this kind of chart has control limits."""
        return self.analysis.chart != "run"

    def number(self, value: float) -> str:
        """A value as the reader sees it: thousands separated, decimals as declared, "%" where that is the unit."""
        return self._text(value, self.decimals)

    def line_text(self, value: float) -> str:
        """A centre line or limit as the reader sees it; that of whole numbers may lie between two."""
        between = self.decimals == 0 and value != round(value)
        return self._text(value, 1 if between else self.decimals)

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


def _letter(k: int) -> str:
    """A to Z, then AA, BB and so on."""
    return ascii_uppercase[k % 26] * (k // 26 + 1)
