"""A plain table (CSV) as people keep it, made into cases: one for each series in it."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# What a column may be called; one of the first name goes before all others.
COLUMNS = {
    "x": ("x", "date", "period", "month"),
    "y": ("y", "value", "numerator", "count"),
    "n": ("n", "denominator", "size"),
    "sd": ("sd", "deviation"),
    "series": ("series", "name", "group", "id"),
}
# Cells of numbers that say that there is none.
MISSING = ("", "na", "n/a", "nan", "null")

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
_DELIMITERS = ",;\t"


class TableError(Exception):
    """The table as a whole cannot be read; the words say why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One series of a table: its name (None where it has none), its rows as of a case, and what each is called."""

    name: str | None
    rows: list[dict[str, Any]]
    places: list[str]


def is_utf8(line: str) -> bool:
    """Whether a line, read with surrogates in place of bytes that are none, was UTF-8."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def read(source: Iterable[str]) -> list[Sheet]:
    """The series of a table, in the order in which they first come. Raises TableError.

    Columns are separated by commas, semicolons or tabs, whichever the header has most of. Empty lines are skipped.
    A column n in which every cell is empty is as good as none.
    """
    lines = list(source)
    for number, line in enumerate(lines, start=1):
        if not is_utf8(line):
            raise TableError(f"line {number} is not UTF-8 text: save the table as CSV in UTF-8")
    rows = _rows(lines)
    header = next(rows, None)
    if header is None:
        raise TableError("the table is empty")
    columns = _columns(header[1])
    found: dict[str, Sheet] = {}
    for number, cells in rows:
        named = {key: cells[position] for key, position in columns.items()}
        name = named.pop("series", "")
        sheet = found.setdefault(name, Sheet(name or None, [], []))
        sheet.rows.append(named)
        sheet.places.append(f"line {number}")
    if not found:
        raise TableError("the table has a header and no rows")
    sheets = list(found.values())
    if not any(row.get("n") for sheet in sheets for row in sheet.rows):
        for row in (row for sheet in sheets for row in sheet.rows):
            row.pop("n", None)
    return [Sheet(sheet.name, _typed(sheet.rows), sheet.places) for sheet in sheets]


def numbers_of(texts: Sequence[str]) -> list[Any]:
    """These texts as numbers where every one of them is a number, otherwise as they are."""
    numeric = all(_NUMBER.fullmatch(text) for text in texts if text)
    return [(float(text) if numeric else text) if text else None for text in texts]


def _rows(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, header first, as cells without the spaces around them, and their numbers."""
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    width = 0
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            width = width or len(cells)
            if len(cells) < width or any(cells[width:]):
                raise TableError(
                    f"line {reader.line_num} is not as wide as the header: {len(cells)} and {width} columns"
                    f" (a {delimiter!r} inside a cell needs quotation marks round the cell)"
                )
            yield reader.line_num, cells
    except csv.Error as problem:
        raise TableError(f"line {reader.line_num} cannot be read: {problem}") from problem


def _columns(header: list[str]) -> dict[str, int]:
    names = [name.lower() for name in header]
    found = {}
    for key, words in COLUMNS.items():
        exact = [position for position, name in enumerate(names) if name == key]
        positions = exact or [position for position, name in enumerate(names) if name in words]
        if len(positions) > 1:
            both = " and ".join(repr(header[position]) for position in positions[:2])
            raise TableError(f"columns {both} could both be {key}: give one of them the name {key!r}, or take one out")
        if positions:
            found[key] = positions[0]
    if "x" not in found or "y" not in found:
        seen = ", ".join(repr(name) for name in header)
        raise TableError(f"the table needs columns x and y; its first line has {seen}"[:300])
    return found


def _typed(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Cells as numbers, None for an empty one; text stays text, for the analysis to refuse."""
    places = numbers_of([row["x"] for row in rows])
    return [
        {"x": x} | {key: _cell(text) for key, text in row.items() if key != "x"}
        for x, row in zip(places, rows, strict=True)
    ]


def _cell(text: str) -> float | str | None:
    if text.lower() in MISSING:
        return None
    return float(text) if _NUMBER.fullmatch(text) else text
