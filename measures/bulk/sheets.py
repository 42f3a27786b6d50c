"""Lines of many measures as matrices: what `equity.lines_of` makes of each, without a loop over its points.

Measures whose periods are not regular, or whose groups come and go, or with numbers too large for whole-number
arithmetic, are given to `lines_of` one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

import numpy as np

from measures.bulk.calendar import FREQUENCIES, ordinals
from measures.bulk.groups import Derived, Grouped, beside, fill_totals
from measures.bulk.matrices import Columns, Floats, Ints
from measures.bulk.points import NONE, SCALE, Numbers
from measures.bulk.waiting import Definition
from measures.equity import VALUE, lines_of
from measures.series import NOBODY_TO_COUNT, NOT_ENTERED, Group, Series, spans

# A measure's id, and which of its lines.
Key = tuple[int, str, int | None]

# Longer lines (ten years of weeks have 521) would make the matrix of all others as wide.
WIDEST = 600
# Products with these stay whole numbers that a float holds exactly, and quotients the nearest float to the exact one:
# 64 groups of them as well.
_LARGEST_PRODUCT, _LARGEST_DIVISOR, _MOST_GROUPS = 2**53 / 64, 10**11 / 64, 64


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines by periods; nan is missing, and padding beyond a line's own periods.

    periods: of each line, ISO dates. notes: of those that
    have any, by position. at: where each line stands.
    """

    columns: Columns
    periods: list[tuple[str, ...]]
    notes: Mapping[int, dict[int, str]]
    at: dict[Key, int]


def sheets_of(
    definitions: Mapping[int, Definition], groups: Mapping[int, list[Group]], numbers: Numbers
) -> list[Sheet]:
    """Every line of these measures, by their ids."""
    regular = {pk: Layout.fits(one, groups.get(pk, [])) for pk, one in definitions.items()}
    layout = Layout.of({pk: one for pk, one in definitions.items() if regular[pk]}, groups)
    placed = layout.place(numbers)
    if placed.unfit:
        regular |= dict.fromkeys(placed.unfit, False)
        layout = Layout.of({pk: one for pk, one in definitions.items() if regular[pk]}, groups)
        placed = layout.place(numbers)
    others = {pk: one for pk, one in definitions.items() if not regular[pk]}
    found = [_sheet(layout, placed, numbers)] if layout.measures else []
    if others:
        found += _one_by_one(others, groups, numbers)
    return found


class Placed(NamedTuple):
    """Where each point belongs: its line and its column, for those of `chosen`; how many periods each measure has; and
    which measures cannot be laid out after all."""

    chosen: Ints
    row: Ints
    column: Ints
    width: Ints
    unfit: list[int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of measures that were entered, one after the other: everyone, then each group in order.

    first_row: of each measure, and one beyond the last. of_row: the number of the measure of each line. code: what
    points call a line: their group's id, or for everyone the measure's, negative. frequency: by FREQUENCIES, and first:
    the number of the first period, by measure.
    """

    measures: list[int]
    definitions: list[Definition]
    groups: list[list[Group]]
    first_row: Ints
    of_row: Ints
    code: Ints
    frequency: Ints
    first: Ints

    @staticmethod
    def fits(definition: Definition, groups: Sequence[Group]) -> bool:
        """Whether periods are regular and every group reports all the time."""
        return (
            definition.frequency in FREQUENCIES
            and len(groups) <= _MOST_GROUPS
            and not any(group.active_from or group.active_until for group in groups)
        )

    @classmethod
    def of(cls, definitions: Mapping[int, Definition], groups: Mapping[int, list[Group]]) -> "Layout":
        """The layout of these measures."""
        measures, said = list(definitions), list(definitions.values())
        ordered = [groups.get(pk, []) for pk in measures]
        sizes = np.array([1 + len(some) for some in ordered], dtype=np.int64)
        frequency = np.array([FREQUENCIES.index(one.frequency) for one in said], dtype=np.int64)
        code = [code for pk, some in zip(measures, ordered, strict=True) for code in (-pk, *(one.id for one in some))]
        starts = np.array([one.starts_on for one in said], dtype="datetime64[D]")
        return cls(
            measures=measures,
            definitions=said,
            groups=ordered,
            first_row=np.concatenate(([0], np.cumsum(sizes))),
            of_row=np.repeat(np.arange(len(measures)), sizes),
            code=np.array(code, dtype=np.int64),
            frequency=frequency,
            first=ordinals(starts, frequency)[0],
        )

    def place(self, numbers: Numbers) -> Placed:
        """Where each of these points belongs; points of other measures, and those that begin no period, nowhere."""
        nothing = np.empty(0, dtype=np.int64)
        if not self.measures:
            return Placed(nothing, nothing, nothing, nothing, [])
        order = np.argsort(self.code)
        code = np.where(numbers.stratum > 0, numbers.stratum, -numbers.measure)
        position = np.minimum(np.searchsorted(self.code, code, sorter=order), len(order) - 1)
        row = order[position]
        mine = np.flatnonzero(self.code[row] == code)
        row = row[mine]
        measure = self.of_row[row]
        number, begins = ordinals(numbers.day[mine], self.frequency[measure])
        column = number - self.first[measure]
        width = np.zeros(len(self.measures), dtype=np.int64)
        np.maximum.at(width, measure, column + 1)
        factor = np.array([_factor(one) or 1 for one in self.definitions])[measure]
        large = (
            np.abs(np.where(numbers.numerator[mine] == NONE, 0, numbers.numerator[mine]).astype(np.float64)) * factor
        )
        large_divisor = numbers.denominator[mine] > _LARGEST_DIVISOR
        unfit = {
            *np.flatnonzero(width > WIDEST).tolist(),
            *measure[(large > _LARGEST_PRODUCT) | large_divisor].tolist(),
        }
        good = begins & (column >= 0)
        return Placed(mine[good], row[good], column[good], width, [self.measures[one] for one in unfit])


def _factor(definition: Definition) -> int:
    """What a ratio is multiplied with; 0 where the number itself is the value."""
    return {"percentage": 100, "rate": definition.rate_per}.get(definition.kind, 0)


def _sheet(layout: Layout, placed: Placed, numbers: Numbers) -> Sheet:
    widths = placed.width[layout.of_row]
    shape = (len(layout.code), int(placed.width.max(initial=0)))
    there = np.zeros(shape, dtype=bool)
    at = (placed.row, placed.column)
    there[at] = True
    top, bottom, spread = (_matrix(shape, at, column[placed.chosen]) for column in _columns(numbers))
    inside = np.arange(shape[1]) < widths[:, None]
    notes: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row, column, reason in _reasons(layout, placed, numbers):
        notes[row][column] = reason
    grouped = [
        Grouped(layout.first_row[i], some, layout.definitions[i].kind, layout.definitions[i].gap_scale)
        for i, some in enumerate(layout.groups)
        if some
    ]
    fill_totals(grouped, there, top, bottom, notes)
    values = _values(layout, top, bottom)
    for row, column in np.argwhere(inside & ~there).tolist():
        notes[row].setdefault(column, NOT_ENTERED)
    for row, column in np.argwhere(inside & there & np.isnan(values)).tolist():
        notes[row].setdefault(column, NOBODY_TO_COUNT)
    entered = Columns(values, top / SCALE, bottom / SCALE, spread / SCALE)
    derived = beside(grouped, entered, inside, notes)
    columns = Columns(*(np.concatenate(both) for both in zip(entered, derived.columns, strict=True)))
    return Sheet(columns, _periods(layout, placed, derived), notes, _places(layout, derived))


def _periods(layout: Layout, placed: Placed, derived: Derived) -> list[tuple[str, ...]]:
    """The periods of each line, those entered first."""
    of_measure = [
        spans(one.frequency, one.starts_on.isoformat(), int(width))
        for one, width in zip(layout.definitions, placed.width, strict=True)
    ]
    return [of_measure[i] for i in (*layout.of_row.tolist(), *layout.of_row[derived.rows].tolist())]


def _places(layout: Layout, derived: Derived) -> dict[Key, int]:
    """Where each line stands, those entered first."""
    entered = [
        (pk, VALUE, group)
        for pk, some in zip(layout.measures, layout.groups, strict=True)
        for group in (None, *(one.id for one in some))
    ]
    measures = (layout.measures[i] for i in layout.of_row[derived.rows].tolist())
    others = ((pk, line, group) for pk, (line, group) in zip(measures, derived.lines, strict=True))
    return {key: row for row, key in enumerate(chain(entered, others))}


def _columns(numbers: Numbers) -> Iterable[Ints]:
    return numbers.numerator, numbers.denominator, numbers.deviation


def _matrix(shape: tuple[int, int], at: tuple[Ints, Ints], column: Ints) -> Floats:
    found = np.full(shape, np.nan)
    found[at] = np.where(column == NONE, np.nan, column)
    return found


def _reasons(layout: Layout, placed: Placed, numbers: Numbers) -> Iterable[tuple[int, int, str]]:
    """Row and column of every point without a number, and why."""
    without = np.flatnonzero(numbers.numerator[placed.chosen] == NONE)
    chosen = placed.chosen[without]
    cells = zip(
        numbers.measure[chosen].tolist(),
        numbers.stratum[chosen].tolist(),
        numbers.day[chosen].astype(str).tolist(),
        strict=True,
    )
    for row, column, cell in zip(placed.row[without].tolist(), placed.column[without].tolist(), cells, strict=True):
        yield row, column, numbers.reasons.get(cell, "")


def _values(layout: Layout, top: Floats, bottom: Floats) -> Floats:
    """As `numbers.value_of` each of them: exact until the last division."""
    factor = np.array([_factor(one) for one in layout.definitions], dtype=np.float64)[layout.of_row][:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(bottom > 0, top * factor / bottom, np.nan)
    return np.where(factor > 0, ratio, top / SCALE)


@dataclass(slots=True)
class _Row:
    """A point as `series.build` reads it."""

    stratum_id: int | None
    period: date
    numerator: Decimal | None
    denominator: Decimal | None
    deviation: Decimal | None
    no_data_reason: str


def _one_by_one(
    definitions: Mapping[int, Definition], groups: Mapping[int, list[Group]], numbers: Numbers
) -> list[Sheet]:
    """Sheets of lines of one length each."""
    mine = numbers.of(np.isin(numbers.measure, list(definitions)))
    points: defaultdict[int, list[_Row]] = defaultdict(list)
    cells = zip(mine.measure.tolist(), mine.stratum.tolist(), mine.day.tolist(), strict=True)
    numbered = zip(*(column.tolist() for column in _columns(mine)), strict=True)
    for (measure, stratum, day), said in zip(cells, numbered, strict=True):
        top, bottom, spread = (_decimal(number) for number in said)
        reason = mine.reasons.get((measure, stratum, day.isoformat()), "")
        points[measure].append(_Row(stratum or None, day, top, bottom, spread, reason))
    alike: defaultdict[int, list[tuple[Key, Series]]] = defaultdict(list)
    for pk, definition in definitions.items():
        for line, series in lines_of(definition.counting, groups.get(pk, []), points[pk]).items():
            alike[len(series.values)].append(((pk, *line), series))
    return [sheet_of(lines) for lines in alike.values()]


def _decimal(number: int) -> Decimal | None:
    return None if number == NONE else Decimal(number) / SCALE


def sheet_of(lines: Sequence[tuple[Key, Series]]) -> Sheet:
    """A sheet of lines that are equally long."""
    series = [one for _, one in lines]

    def matrix(name: str) -> Floats:
        return np.array([getattr(one, name) for one in series], dtype=np.float64)  # None becomes nan

    return Sheet(
        Columns(matrix("values"), matrix("numerators"), matrix("denominators"), matrix("deviations")),
        [one.periods for one in series],
        {row: {i: note for i, note in enumerate(one.notes) if note} for row, one in enumerate(series)},
        {key: row for row, (key, _) in enumerate(lines)},
    )
