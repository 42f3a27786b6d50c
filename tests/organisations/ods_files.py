"""Invented files in the layouts of the NHS Organisation Data Service: 250 trusts, some of them closed.

Codes begin with Z, which no English trust's does.
"""

import csv
import io
import json
from typing import Any

TRUSTS = 250
# From 240 on they are closed: 240 to 243 merged two by two, 244 split in two, 245 became another code, the rest closed.
CLOSED_FROM = 240
MERGED = {240: 0, 241: 0, 242: 1, 243: 1}
SPLIT = {244: (2, 3)}
RENAMED = {245: 4}
_REGIONS = ("Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63")
CLOSING = "20240331"
OPENING = "20240401"


def code(number: int) -> str:
    return f"Z{number:03}"


def name(number: int) -> str:
    return f"INVENTED TRUST {number} OF ST JOHN'S NHS FOUNDATION TRUST"


def opened(number: int) -> str:
    return OPENING if number in RENAMED.values() else f"20{number % 20:02}0401" if number % 3 else "20010401"


def _written(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def etr() -> str:
    """27 columns without headings, as the report of trusts."""
    rows = []
    for number in range(TRUSTS):
        row = [""] * 27
        row[:4] = [code(number), name(number), _REGIONS[number % 7], "QZZ"]
        row[4:10] = ["1 HIGH STREET", "", "", "TOWN", "COUNTY", "ZZ1 1ZZ"]
        row[10], row[11] = opened(number), CLOSING if number >= CLOSED_FROM else ""
        rows.append(row)
    return _written(rows)


def links() -> list[tuple[int, int]]:
    pairs = [*MERGED.items(), *RENAMED.items()]
    return [*pairs, *((before, after) for before, afters in SPLIT.items() for after in afters)]


def succ() -> str:
    """Five columns without headings, as the report of successions."""
    return _written([[code(before), code(after), "A", OPENING, "Y"] for before, after in links()])


def headed() -> str:
    """The same with headings, in an order of its own; a trust that was split stands on two rows."""
    rows = [["Name", "ODS code", "Region", "Type", "Open date", "Close date", "Successor", "Succession date", "Notes"]]
    after = {number: [successor for before, successor in links() if before == number] for number in range(TRUSTS)}
    for number in range(TRUSTS):
        closed = "31/03/2024" if number >= CLOSED_FROM else ""
        date = opened(number)
        start = f"{date[:4]}-{date[4:6]}-{date[6:]}"
        rows += [
            [name(number), code(number), _REGIONS[number % 7], "NHS Trust", start, closed, successor, when, "x"]
            for successor, when in [(code(one), "2024-04-01") for one in after[number]] or [("", "")]
        ]
    return _written(rows)


def api() -> str:
    """The same as the ODS API tells it, one full record each."""
    return json.dumps([{"Organisation": _record(number)} for number in range(TRUSTS)])


def _record(number: int) -> dict[str, Any]:
    start = opened(number)
    legal = {"Type": "Legal", "Start": f"{start[:4]}-{start[4:6]}-{start[6:]}"}
    operational = {"Type": "Operational", "Start": "1999-01-01"}
    if number >= CLOSED_FROM:
        legal["End"], operational["End"] = "2024-03-31", "2024-06-30"
    told: dict[str, Any] = {
        "Name": name(number),
        "Date": [legal, operational],
        "OrgId": {"root": "2.16", "assigningAuthorityName": "HSCIC", "extension": code(number)},
        "Status": "Inactive" if number >= CLOSED_FROM else "Active",
        "Roles": {"Role": [{"id": "RO57"}, {"id": "RO197", "primaryRole": True}]},
    }
    succs = [
        {
            "Type": kind,
            "Target": {"OrgId": {"extension": code(other)}},
            "Date": [{"Type": "Legal", "Start": "2024-04-01"}],
        }
        for before, after in links()
        for kind, here, other in (("Successor", before, after), ("Predecessor", after, before))
        if here == number
    ]
    return told | ({"Succs": {"Succ": succs}} if succs else {})
