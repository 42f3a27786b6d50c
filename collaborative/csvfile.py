"""Tables that people take away, all written in one way."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from defusedcsv import csv

Cell = str | float | Decimal | None

# Enough for any number a person counted; beyond it a float shows its own noise.
_DIGITS = 10
# What a spreadsheet may pass over before it looks whether a cell is a formula.
_HIDDEN_FORMULA = re.compile(r"\s+[=+\-@|%]|[\t\r\n]")


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows as CSV for a spreadsheet: with the mark by which it knows the letters, and no formula in it.

    Computed numbers (float) are rounded to 10 significant digits, entered ones (Decimal) are exact, whole ones have no
    decimal point; None and what is no number are empty. Text that would be run as a formula gets an apostrophe before
    it; a number, below 0 too, stays a number.
    """
    out = io.StringIO()
    csv.writer(out).writerows([_told(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _told(cell: Cell) -> Cell:
    if isinstance(cell, Decimal):
        return Decimal(f"{cell.normalize():f}")
    if isinstance(cell, float):
        return _rounded(cell) if math.isfinite(cell) else None
    if isinstance(cell, str) and _HIDDEN_FORMULA.match(cell):
        return f"'{cell}"
    return cell


def _rounded(number: float) -> float:
    told = float(f"{number:.{_DIGITS}g}")
    return int(told) if told.is_integer() else told
