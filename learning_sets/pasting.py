"""A table of days, as somebody pastes it. Pure."""

import csv
import io
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

COLUMNS = ("name", "from", "to", "kind", "nation", "region")
_NEEDED = ("name", "from", "kind")
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")


def read_days(text: str, *, kinds: Collection[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of a table whose first line names its columns, and what is wrong with others, line by line.

    Separated by commas, semicolons or tabs. `to` is the same day where it is empty; a kind is written as stored, or
    with spaces. A row has name, starts_on, ends_on, kind, nation, region.
    """
    lines = text.strip().splitlines()
    first = lines[0] if lines else ""
    mark = max((",", ";", "\t"), key=first.count)
    reader = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=mark)
    columns = {(name or "").strip().lower(): name for name in reader.fieldnames or []}
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        return [], [f"The first line must name these columns too: {', '.join(missing)}"]
    rows, problems = [], []
    for number, line in enumerate(reader, 2):
        said = {name: str(line.get(column) or "").strip() for name, column in columns.items()}
        if not any(said.values()):
            continue
        found = _row(said, kinds)
        if isinstance(found, str):
            problems.append(f"Line {number}: {found}")
        else:
            rows.append(found)
    return rows, problems


def _row(said: dict[str, str], kinds: Collection[str]) -> dict[str, Any] | str:
    kind = "_".join(said["kind"].lower().split())
    first, last = day_of(said["from"]), day_of(said.get("to") or said["from"])
    if not said["name"]:
        return "enter a name"
    if kind not in kinds:
        return f"the kind must be one of {', '.join(kinds)}"
    if first is None or last is None:
        return "dates must be like 2027-03-03 or 3/3/2027"
    if last < first:
        return "the last day must not be before the first"
    return {
        "name": said["name"][:200],
        "starts_on": first,
        "ends_on": last,
        "kind": kind,
        "nation": said.get("nation", "")[:50],
        "region": said.get("region", "")[:100],
    }


def day_of(text: str) -> date | None:
    """A day as somebody writes it; None for what is none."""
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
