"""Reading NHS England's A&E file: which provider each row is of, and what can be told before the import. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from measures import periods

COLUMNS = ("period", "org_code", "type", "attendances", "breaches", "admissions")
# Department types as the file names them: major A&E, single specialty, and all others.
TYPES = ("1", "2", "other")


class NotTheFile(ValueError):
    """The file cannot be this one; the message is for the person who named it."""


@dataclass
class Provider:
    """One provider's rows, as they stand in the file."""

    code: str
    rows: list[Sequence[str]] = field(default_factory=list)

    def text(self) -> str:
        """The rows as a CSV text of their own, with the file's headings."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(self.rows)
        return written.getvalue()

    def spans(self) -> dict[str, tuple[date, date]]:
        """First and last month of each known department type, in the order of TYPES; unreadable rows do not count."""
        months: dict[str, list[date]] = {}
        for row in self.rows:
            month, kind = _month(row[0]), row[2].strip().lower() if len(row) > 2 else ""
            if month is not None and kind in TYPES:
                months.setdefault(kind, []).append(month)
        return {kind: (min(months[kind]), max(months[kind])) for kind in TYPES if kind in months}

    def attendances(self) -> int:
        """All attendances, unreadable ones left out; how large the provider is."""
        return sum(int(row[3]) for row in self.rows if len(row) > 3 and row[3].isdigit())


def _month(text: str) -> date | None:
    try:
        return periods.parse(periods.MONTH, text)
    except ValueError:
        return None


def read_providers(lines: Iterable[str]) -> list[Provider]:
    """The providers of the file by code, each with its rows; empty lines are skipped. Raises NotTheFile."""
    reader = csv.reader(lines)
    heading = tuple(cell.strip().lower().lstrip("\ufeff") for cell in next(reader, []))
    if heading != COLUMNS:
        raise NotTheFile(f"The file must begin with the columns {', '.join(COLUMNS)}.")
    found: dict[str, Provider] = {}
    for row in reader:
        if any(cell.strip() for cell in row):
            code = row[1].strip().upper() if len(row) > 1 else ""
            found.setdefault(code, Provider(code)).rows.append(row)
    return [found[code] for code in sorted(found)]


def spread(providers: Sequence[Provider], count: int) -> list[Provider]:
    """So many providers of different sizes, from the smallest to the largest."""
    by_size = sorted(providers, key=lambda one: (one.attendances(), one.code))
    if len(by_size) <= count:
        return by_size
    return [by_size[round(at * (len(by_size) - 1) / (count - 1))] for at in range(count)]
