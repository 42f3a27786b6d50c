"""Reading the JSON of the ODS API (ORD 2-0-0): one organisation, several, or the list a search answers with. Pure."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from organisations.tabular.ods import CODE, MAX_BYTES, OdsFile, OdsLink, RowError, Unreadable, read_date, read_row

_HOPELESS = "This file cannot be read as JSON. Save it again as it came from the ODS and try again."
_STRANGE = "This JSON holds no ODS organisations."


def read_json(text: str) -> OdsFile:
    """Read what the ODS API answers; `line` counts the organisations. Raises Unreadable for anything else."""
    if len(text.encode()) > MAX_BYTES:
        raise Unreadable("This file is larger than 2 MB. Split it into smaller ones.")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_HOPELESS) from error
    found = OdsFile()
    for line, one in enumerate(_organisations(told), 1):
        code = _code(one)
        try:
            _take(found, line, code, one)
        except (ValueError, AttributeError, TypeError, LookupError) as wrong:
            words = str(wrong) if type(wrong) is ValueError else "It is not told as the ODS tells an organisation."
            found.errors.append(RowError(line, code, words))
    return found


def _organisations(told: Any) -> list[dict[str, Any]]:
    if isinstance(told, dict):
        told = told.get("Organisations") or [told]
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Unreadable(_STRANGE)
    found = [one["Organisation"] if isinstance(one.get("Organisation"), dict) else one for one in told]
    if not any("OrgId" in one for one in found):
        raise Unreadable(_STRANGE)
    return found


def _code(one: dict[str, Any]) -> str:
    told = one.get("OrgId", "")
    return str(told.get("extension", "") if isinstance(told, dict) else told).strip().upper()


def _take(found: OdsFile, line: int, code: str, one: dict[str, Any]) -> None:
    dates = _dates(one.get("Date", []))
    cells = {
        "code": code,
        "name": str(one.get("Name", "")),
        "kind": _role(one),
        "opened_on": dates.get("Start", ""),
        "status": str(one.get("Status", "")),
        **({"closed_on": dates["End"]} if "End" in dates else {}),
    }
    record, _ = read_row(line, cells)
    assert record is not None
    # Read as a whole before any of it is taken.
    links = _links(line, code, _listed(one.get("Succs"), "Succ"))
    found.add_record(record)
    for link in links:
        found.add_link(link)


def _dates(told: Iterable[dict[str, str]]) -> dict[str, str]:
    """Start and end; legal dates stand before operational ones."""
    found: dict[str, str] = {}
    for one in sorted(told, key=lambda one: one.get("Type") == "Legal"):
        found |= {name: one[name] for name in ("Start", "End") if one.get(name)}
    return found


def _listed(told: Any, name: str) -> list[dict[str, Any]]:
    inside = (told or {}).get(name, [])
    return inside if isinstance(inside, list) else [inside]


def _role(one: dict[str, Any]) -> str:
    if one.get("PrimaryRoleId"):
        return str(one["PrimaryRoleId"])
    roles = _listed(one.get("Roles"), "Role")
    return next((str(role.get("id", "")) for role in roles if role.get("primaryRole")), "")


def _links(line: int, code: str, told: Iterable[dict[str, Any]]) -> list[OdsLink]:
    found = []
    for one in told:
        other = _code(one["Target"])
        if not CODE.match(other) or other == code:
            raise ValueError(f"‘{other}’ cannot be what it became or came from.")
        before, after = (other, code) if one.get("Type") == "Predecessor" else (code, other)
        happened_on: date | None = read_date(_dates(one.get("Date", [])).get("Start", ""))
        found.append(OdsLink(line, before, after, happened_on))
    return found
