"""Reading a pasted table or a CSV file: which column is what, and what each row says. Pure.

A spreadsheet's paste comes with tabs, a file with commas or semicolons. Columns are known by their headings, in any
order; a table without headings is read as period, group (where there are groups), and the measure's numbers in order.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

PERIOD, GROUP, NUMERATOR, DENOMINATOR, DEVIATION, REASON, ORGANISATION = (
    "period",
    "group",
    "numerator",
    "denominator",
    "deviation",
    "reason",
    "organisation",
)
_WORDS = {
    PERIOD: {
        *("period", "month", "week", "quarter", "date", "month start", "week start", "week starting"),
        *("day", "date of event", "event date"),
    },
    GROUP: {"group", "stratum", "type", "category", "segment", "ethnic group", "ethnicity"},
    NUMERATOR: {"numerator", "value", "count", "number"},
    DENOMINATOR: {"denominator", "total", "out of"},
    REASON: {"reason", "no data because", "no data reason", "note"},
    ORGANISATION: {"organisation", "org_code", "org code", "ods code", "ods_code", "provider"},
}
# Beside an average a count says how many were measured.
_WORDS_OF_AVERAGE = _WORDS | {
    NUMERATOR: {"numerator", "value", "mean", "average"},
    DENOMINATOR: {
        *("denominator", "total", "n", "count", "number", "sample size", "sample", "measured"),
        *("how many", "number measured", "people measured"),
    },
    DEVIATION: {"deviation", "standard deviation", "sd", "s.d.", "s", "std", "std dev", "stdev", "st dev"},
}
MAX_ROWS = 20_000
MAX_BYTES = 2 * 1024 * 1024


class Unreadable(ValueError):
    """The table as a whole cannot be read; the message is for the person."""


@dataclass(frozen=True)
class Columns:
    """What to call the measure's own columns, and which it has: groups, a first and second number, a deviation."""

    numerator_label: str
    denominator_label: str
    has_groups: bool
    has_denominator: bool
    has_deviation: bool = False
    has_number: bool = True

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """Its columns of numbers in order, each as what it means and what it is called."""
        every = (
            (self.has_number, NUMERATOR, self.numerator_label),
            (self.has_denominator, DENOMINATOR, self.denominator_label),
            (self.has_deviation, DEVIATION, "standard deviation"),
        )
        return [(meaning, label) for there, meaning, label in every if there]


@dataclass(frozen=True)
class TableRow:
    """One row: its line number as a spreadsheet counts (from 1) and its cells by meaning; missing ones are empty."""

    line: int
    cells: dict[str, str]
    raw: str


@dataclass(frozen=True)
class Table:
    """The rows of a table, and the headings nothing was made of."""

    rows: tuple[TableRow, ...]
    ignored: tuple[str, ...] = field(default=())


def read_table(text: str, columns: Columns) -> Table:
    """Read a table's text. Raises Unreadable for an empty, oversized or hopeless one."""
    if len(text.encode()) > MAX_BYTES:
        raise Unreadable("This table is larger than 2 MB. Split it into smaller ones.")
    text = text.lstrip("\ufeff")
    if "\x00" in text:
        raise Unreadable("This is not a text file. Save it as CSV and try again.")
    filled = filled_lines(text)
    if not filled:
        raise Unreadable("There is nothing here yet. Paste a table with a heading row, or choose a CSV file.")
    if len(filled) > MAX_ROWS:
        raise Unreadable(f"This table has more than {MAX_ROWS:,} rows. Split it into smaller ones.")
    heading = _meanings(filled[0][1], columns)
    if PERIOD in heading.values():
        return _with_heading(filled, heading, columns)
    order = [PERIOD, *([GROUP] if columns.has_groups else []), *(meaning for meaning, _ in columns.numbers)]
    return Table(tuple(_row(number, cells, dict(enumerate([*order, REASON]))) for number, cells in filled))


def filled_lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines with anything in them, by their number, as their cells. Raises Unreadable where it is no table."""
    return [(number, cells) for number, cells in _split(text) if any(cell.strip() for cell in cells)]


def _with_heading(filled: list[tuple[int, list[str]]], heading: dict[int, str], columns: Columns) -> Table:
    need = columns.numbers
    need += [(GROUP, "group")] if columns.has_groups else []
    for meaning, label in need:
        if meaning not in heading.values():
            raise Unreadable(f"We could not find a column for ‘{label}’. Name one of your columns ‘{meaning}’.")
    ignored = tuple(cell.strip() for at, cell in enumerate(filled[0][1]) if at not in heading and cell.strip())
    return Table(tuple(_row(number, cells, heading) for number, cells in filled[1:]), ignored)


def _split(text: str) -> list[tuple[int, list[str]]]:
    first = text.strip().split("\n", 1)[0]
    delimiter = max("\t,;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise Unreadable("This table cannot be read as CSV. Check its quotation marks and try again.") from error
    return rows


def _meanings(cells: Sequence[str], columns: Columns) -> dict[int, str]:
    own = {label.strip().casefold(): meaning for meaning, label in columns.numbers}
    every = _WORDS_OF_AVERAGE if columns.has_deviation else _WORDS
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        word = cell.strip().casefold()
        meaning = own.get(word) or next((name for name, words in every.items() if word in words), None)
        if meaning and meaning not in found.values():
            found[at] = meaning
    return found


def _row(line: int, cells: Sequence[str], heading: dict[int, str]) -> TableRow:
    known = {meaning: cells[at].strip() for at, meaning in heading.items() if at < len(cells)}
    return TableRow(line, known, ", ".join(cell.strip() for cell in cells)[:200])
