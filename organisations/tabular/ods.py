"""Reading what the NHS Organisation Data Service (ODS) publishes, as a file. Pure.

Understood, by what stands in it: the predefined reports such as `etr` and `ect` (27 columns without headings), the
succession report `succ` (code, successor, reason, date), any CSV with headings, in any order, and the JSON of the ODS
API: one `Organisation`, several, or the list of a search (`Organisations`). Addresses are not read.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

MAX_BYTES = 2 * 1024 * 1024
MAX_ROWS = 20_000
CODE = re.compile(r"^[A-Z0-9]{3,10}$")
_ETR_COLUMNS = 12
_ETR = {"code": 0, "name": 1, "region": 2, "opened_on": 10, "closed_on": 11}
_SUCC = {"code": 0, "successor": 1, "happened_on": 3}
_WORDS = {
    "code": {"ods code", "code", "organisation code", "org code", "org id", "orgid"},
    "name": {"name", "organisation name", "organisation"},
    "region": {"region", "nhs england region", "national grouping", "national grouping code"},
    "kind": {"type", "kind", "organisation type", "primary role", "primary role id", "primaryroleid", "role"},
    "opened_on": {"open date", "opened", "opened on", "start date", "legal start date", "operational start date"},
    "closed_on": {"close date", "closed", "closed on", "end date", "legal end date", "operational end date"},
    "successor": {"successor", "successor code", "successor organisation code", "succeeded by", "merged into"},
    "predecessor": {"predecessor", "predecessor code"},
    "happened_on": {"succession date", "effective date", "succession effective date", "merged on"},
    "what": {"succession", "succession type", "what happened"},
    "status": {"status", "organisation status"},
}
# National grouping codes of the ODS since April 2018.
REGIONS = {
    "Y56": "London",
    "Y58": "South West",
    "Y59": "South East",
    "Y60": "Midlands",
    "Y61": "East of England",
    "Y62": "North West",
    "Y63": "North East and Yorkshire",
}
# Primary role ids of the ODS, and the words of our own list.
KINDS = {
    "RO197": "trust",
    "RO107": "care_trust",
    "RO261": "icb",
    "RO318": "icb",
    "RO144": "health_board",
    "RO172": "independent",
    "trust": "trust",
    "nhs trust": "trust",
    "care trust": "care_trust",
    "icb": "icb",
    "integrated care board": "icb",
    "strategic partnership": "icb",
    "local health board": "health_board",
    "independent": "independent",
    "independent provider": "independent",
    "charity": "charity",
    "other": "other",
}
WHATS = {"merged": "merged", "merger": "merged", "renamed": "renamed", "split": "split"}
_DATES = ("%Y%m%d", "%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d-%b-%Y", "%d %b %Y")
_SMALL = {"and", "of", "the", "for", "in", "on", "at", "with", "to"}
_CAPITALS = {"NHS", "ICB", "CIC", "UK", "NE", "NW", "SE", "SW"}


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message is for the person."""


@dataclass(frozen=True)
class OdsRecord:
    """One organisation as a file tells of it; what is empty was not said. line: its row, as a spreadsheet counts.

    is_open: the file says that it has not closed, by its status or an empty cell where days of closing stand.
    """

    line: int
    code: str
    name: str
    region: str = ""
    kind: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    is_open: bool = False


@dataclass(frozen=True)
class OdsLink:
    """One organisation became another; `what` is merged, renamed, split or empty where it was not said."""

    line: int
    predecessor: str
    successor: str
    happened_on: date | None = None
    what: str = ""


@dataclass(frozen=True)
class RowError:
    """Why a row was left out."""

    line: int
    code: str
    message: str


@dataclass
class OdsFile:
    """What a file says. Each organisation and each succession stands in it once."""

    _records: dict[str, OdsRecord] = field(default_factory=dict)
    _links: dict[tuple[str, str], OdsLink] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def records(self) -> list[OdsRecord]:
        """The organisations, in the order of the file."""
        return list(self._records.values())

    @property
    def links(self) -> list[OdsLink]:
        """The successions, in the order of the file."""
        return list(self._links.values())

    def add_record(self, record: OdsRecord) -> None:
        """Take a record; a second one of the same code that says something else is an error."""
        known = self._records.setdefault(record.code, record)
        if _said(known) != _said(record):
            message = f"{record.code} is told twice, on row {known.line} and here, and differently."
            self.errors.append(RowError(record.line, record.code, message))

    def add_link(self, link: OdsLink) -> None:
        """Take a succession, once however often the file tells it; the one with a date is the better one."""
        known = self._links.setdefault((link.predecessor, link.successor), link)
        if known.happened_on is None:
            self._links[link.predecessor, link.successor] = link


def _said(record: OdsRecord) -> tuple[object, ...]:
    return (record.name, record.region, record.kind, record.opened_on, record.closed_on)


def read_csv(text: str) -> OdsFile:
    """Read a CSV file. Raises Unreadable for an empty, oversized or hopeless one."""
    rows = _rows(text)
    heading = _headings(rows[0][1])
    if "code" in heading:
        rows = rows[1:]
    elif CODE.match(rows[0][1][0].strip()) and len(rows[0][1]) >= _ETR_COLUMNS:
        heading = _ETR
    elif all(CODE.match(cell.strip()) for cell in rows[0][1][:2]) and len(rows[0][1]) > _SUCC["happened_on"]:
        heading = _SUCC
    else:
        raise Unreadable("We could not find a column of ODS codes. Name one of your columns ‘ODS code’.")
    found = OdsFile()
    for line, cells in rows:
        _take(found, line, {name: cells[at].strip() for name, at in heading.items() if at < len(cells)})
    return found


def _rows(text: str) -> list[tuple[int, list[str]]]:
    if len(text.encode()) > MAX_BYTES:
        raise Unreadable("This file is larger than 2 MB. Split it into smaller ones.")
    if "\x00" in text:
        raise Unreadable("This is not a text file. Save it as CSV and try again.")
    text = text.lstrip("\ufeff")
    delimiter = max(",;\t", key=text.strip().split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise Unreadable("This file cannot be read as CSV. Check its quotation marks and try again.") from error
    if not rows:
        raise Unreadable("There is nothing in this file.")
    if len(rows) > MAX_ROWS:
        raise Unreadable(f"This file has more than {MAX_ROWS:,} rows. Split it into smaller ones.")
    return rows


def _headings(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        word = " ".join(cell.replace("_", " ").split()).casefold()
        meaning = next((name for name, words in _WORDS.items() if word in words), None)
        if meaning:
            found.setdefault(meaning, at)
    return found


def _take(found: OdsFile, line: int, cells: dict[str, str]) -> None:
    """One row into what was found; what is wrong with it becomes one error."""
    code = cells.get("code", "").upper()
    try:
        record, links = read_row(line, cells)
    except ValueError as wrong:
        found.errors.append(RowError(line, code, str(wrong)))
        return
    if record is not None:
        found.add_record(record)
    for link in links:
        found.add_link(link)


def read_row(line: int, cells: dict[str, str]) -> tuple[OdsRecord | None, list[OdsLink]]:
    """The organisation of a row (None where it only tells of a succession) and its successions.

    Raises ValueError with the words for the person where the row makes no sense.
    """
    code = cells.get("code", "").upper()
    if not CODE.match(code):
        raise ValueError(f"‘{code}’ is not an ODS code." if code else "There is no ODS code.")
    links = []
    for other, turned in (("successor", False), ("predecessor", True)):
        target = cells.get(other, "").upper()
        if not target:
            continue
        if not CODE.match(target):
            raise ValueError(f"‘{target}’ is not an ODS code.")
        if target == code:
            raise ValueError(f"{code} is said to follow itself.")
        before, after = (target, code) if turned else (code, target)
        happened_on = read_date(cells.get("happened_on", "")) or read_date(cells.get("closed_on", ""))
        links.append(OdsLink(line, before, after, happened_on, WHATS.get(cells.get("what", "").casefold(), "")))
    if not cells.get("name"):
        if links:
            return None, links
        raise ValueError("There is no name.")
    return _record(line, code, cells), links


def _record(line: int, code: str, cells: dict[str, str]) -> OdsRecord:
    opened_on, closed_on = read_date(cells.get("opened_on", "")), read_date(cells.get("closed_on", ""))
    if opened_on and closed_on and closed_on < opened_on:
        raise ValueError("It closed before it opened.")
    name = readable(cells["name"])
    if len(name) > 200:
        raise ValueError("Its name is longer than 200 characters.")
    region, kind = " ".join(cells.get("region", "").split()), cells.get("kind", "")
    if not (name + region).isprintable():
        raise ValueError("Its name or region holds signs that cannot be written.")
    status = cells.get("status", "").casefold()
    if status == "inactive" and closed_on is None:
        raise ValueError("It is closed, but this list does not say since when. Bring its full record instead.")
    return OdsRecord(
        line=line,
        code=code,
        name=name,
        region=REGIONS.get(region.upper(), "" if re.match(r"^[YW]\d\d$", region) else readable(region))[:100],
        kind=KINDS.get(kind.upper()) or KINDS.get(kind.casefold(), "other" if kind else ""),
        opened_on=opened_on,
        closed_on=closed_on,
        is_open=closed_on is None and ("closed_on" in cells or status == "active"),
    )


def read_date(text: str) -> date | None:
    """A date as 20130401, 2013-04-01, 01/04/2013 or 1 April 2013; None for nothing. Raises ValueError in words."""
    text = text.strip()
    if not text:
        return None
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(f"‘{text}’ is not a date.")


def readable(name: str) -> str:
    """A name in capitals as it is usually written: 'DEVON PARTNERSHIP NHS TRUST' is Devon Partnership NHS Trust."""
    name = " ".join(name.split())
    if name != name.upper():
        return name
    words = [
        word if word.strip("(),") in _CAPITALS else word.lower() if at and word.casefold() in _SMALL else _capital(word)
        for at, word in enumerate(name.split())
    ]
    return " ".join(words)


def _capital(word: str) -> str:
    return re.sub(r"[A-Z][A-Z']*", lambda part: part[0][0] + part[0][1:].lower(), word)
