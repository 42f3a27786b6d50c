"""Lines of many measures as matrices: what `equity.lines_of` makes of each, without a loop over its points.

Measures whose periods are not regular, or whose groups come and go, or with numbers too large for whole-number
arithmetic, are given to `lines_of` one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from measures.bulk.groups import Derived, Grouped, beside, fill_totals
from measures.bulk.layout import Layout, Measures, Placed
from measures.bulk.matrices import Columns, Floats, Ints, kinds
from measures.bulk.points import NONE, SCALE, Numbers
from measures.bulk.waiting import LINES
from measures.equity import VALUE, lines_of
from measures.series import NOBODY_TO_COUNT, NOT_ENTERED, Series, spans


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Lines by periods; nan is missing, and padding beyond a line's own periods.

    spans: ISO dates of periods, each once. span: of each line, by its place among these. notes: of lines that have
    any, by their rows and positions. code: what each line is called, see `codes`.
    """

    columns: Columns
    spans: list[tuple[str, ...]]
    span: Ints
    notes: Mapping[int, dict[int, str]]
    code: Ints


def codes(measure: Ints, line: Ints, stratum: Ints) -> Ints:
    """What lines are called, by their measures, places among LINES, and groups (0: everyone): a number each."""
    found: Ints = np.where(stratum > 0, stratum, -measure) * len(LINES) + line
    return found


def sheets_of(measures: Measures, numbers: Numbers) -> list[Sheet]:
    """Every line of these measures."""
    regular = measures.regular()
    layout = Layout.of(measures.of(regular))
    placed = layout.place(numbers)
    if placed.unfit.size:
        regular[np.flatnonzero(regular)[placed.unfit]] = False
        layout = Layout.of(measures.of(regular))
        placed = layout.place(numbers)
    found = [_sheet(layout, placed, numbers)] if regular.any() else []
    return found if regular.all() else found + _one_by_one(measures.of(~regular), numbers)


def _sheet(layout: Layout, placed: Placed, numbers: Numbers) -> Sheet:
    widths = placed.width[layout.of_row]
    shape = (len(layout.code), int(placed.width.max(initial=0)))
    there = np.zeros(shape, dtype=bool)
    at = (placed.row, placed.column)
    there[at] = True
    top, bottom, spread = (_matrix(shape, at, column[placed.chosen]) for column in _columns(numbers))
    inside = np.arange(shape[1]) < widths[:, None]
    notes: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row, column, reason in _reasons(placed, numbers):
        notes[row][column] = reason
    grouped = _grouped(layout)
    fill_totals(grouped, there, top, bottom, notes)
    values = _values(layout, top, bottom)
    for row, column in np.argwhere(inside & ~there).tolist():
        notes[row].setdefault(column, NOT_ENTERED)
    for row, column in np.argwhere(inside & there & np.isnan(values)).tolist():
        notes[row].setdefault(column, NOBODY_TO_COUNT)
    entered = Columns(values, top / SCALE, bottom / SCALE, spread / SCALE)
    derived = beside(grouped, entered, inside, notes)
    columns = Columns(*(np.concatenate(both) for both in zip(entered, derived.columns, strict=True)))
    return Sheet(columns, *_spans(layout, placed, derived), notes, _codes(layout, derived))


def _grouped(layout: Layout) -> list[Grouped]:
    measures = layout.measures
    said = ((at, groups, measures.definitions[measures.definition[at]]) for at, groups in measures.grouped())
    return [Grouped(int(layout.first_row[at]), groups, one.kind, one.gap_scale) for at, groups, one in said]


def _spans(layout: Layout, placed: Placed, derived: Derived) -> tuple[list[tuple[str, ...]], Ints]:
    """The periods that there are, and which of them each line has; lines that were entered come first."""
    chosen, span = kinds(layout.frequency, layout.first, placed.width)
    measures = layout.measures
    said = [measures.definitions[at] for at in measures.definition[chosen].tolist()]
    widths = placed.width[chosen].tolist()
    found = [spans(one.frequency, one.starts_on.isoformat(), width) for one, width in zip(said, widths, strict=True)]
    rows = np.concatenate([layout.of_row, layout.of_row[derived.rows]])
    return found, span[rows]


def _codes(layout: Layout, derived: Derived) -> Ints:
    """What each line is called, those entered first."""
    measure = layout.measures.pk[np.concatenate([layout.of_row, layout.of_row[derived.rows]])]
    groups = np.array([group or 0 for _, group in derived.lines], dtype=np.int64)
    lines = np.array([LINES.index(line) for line, _ in derived.lines], dtype=np.int64)
    stratum = np.concatenate([np.maximum(layout.code, 0), groups])
    return codes(measure, np.concatenate([np.full_like(layout.code, LINES.index(VALUE)), lines]), stratum)


def _columns(numbers: Numbers) -> Iterable[Ints]:
    return numbers.numerator, numbers.denominator, numbers.deviation


def _matrix(shape: tuple[int, int], at: tuple[Ints, Ints], column: Ints) -> Floats:
    found = np.full(shape, np.nan)
    found[at] = np.where(column == NONE, np.nan, column)
    return found


def _reasons(placed: Placed, numbers: Numbers) -> Iterable[tuple[int, int, str]]:
    """Row and column of every point without a number, and why."""
    without = np.flatnonzero(numbers.pk[placed.chosen])
    places = placed.row[without].tolist(), placed.column[without].tolist(), numbers.pk[placed.chosen[without]].tolist()
    for row, column, pk in zip(*places, strict=True):
        yield row, column, numbers.reasons.get(pk, "")


def _values(layout: Layout, top: Floats, bottom: Floats) -> Floats:
    """As `numbers.value_of` each of them: exact until the last division."""
    factor = layout.factor[layout.of_row][:, None].astype(np.float64)
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


def _one_by_one(measures: Measures, numbers: Numbers) -> list[Sheet]:
    """Sheets of lines of one length each."""
    measure_of = {-pk: pk for pk in measures.pk.tolist()}
    measure_of |= {group.id: pk for pk, groups in measures.groups.items() if -pk in measure_of for group in groups}
    mine = numbers.of(np.isin(numbers.line, list(measure_of)))
    points: defaultdict[int, list[_Row]] = defaultdict(list)
    cells = zip(mine.line.tolist(), mine.day.tolist(), mine.pk.tolist(), strict=True)
    numbered = zip(*(column.tolist() for column in _columns(mine)), strict=True)
    for (line, day, pk), told in zip(cells, numbered, strict=True):
        top, bottom, spread = (_decimal(number) for number in told)
        group = line if line > 0 else None
        points[measure_of[line]].append(_Row(group, day, top, bottom, spread, mine.reasons.get(pk, "")))
    alike: defaultdict[int, list[tuple[int, Series]]] = defaultdict(list)
    for pk, which in zip(measures.pk.tolist(), measures.definition.tolist(), strict=True):
        lines = lines_of(measures.definitions[which].counting, measures.groups.get(pk, []), points[pk])
        for (line, group), series in lines.items():
            code = codes(np.array(pk), np.array(LINES.index(line)), np.array(group or 0))
            alike[len(series.values)].append((int(code), series))
    return [sheet_of(lines) for lines in alike.values()]


def _decimal(number: int) -> Decimal | None:
    return None if number == NONE else Decimal(number) / SCALE


def sheet_of(lines: Sequence[tuple[int, Series]]) -> Sheet:
    """A sheet of lines that are equally long, with what they are called."""
    series = [one for _, one in lines]
    ordered = {periods: at for at, periods in enumerate(dict.fromkeys(one.periods for one in series))}

    def matrix(name: str) -> Floats:
        return np.array([getattr(one, name) for one in series], dtype=np.float64)  # None becomes nan

    return Sheet(
        Columns(matrix("values"), matrix("numerators"), matrix("denominators"), matrix("deviations")),
        list(ordered),
        np.array([ordered[one.periods] for one in series]),
        {row: {i: note for i, note in enumerate(one.notes) if note} for row, one in enumerate(series)},
        np.array([code for code, _ in lines]),
    )
