"""Changes as the history page tells them: who, what, from what to what."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, ForeignKey

from collaborative.nhsuk.filters import date_long, datetime_long, month, number
from organisations.queries.history import OWNER, Change, Changes, keys_of, name_of, plain

WHAT = {"insert": "added", "update": "changed", "delete": "removed"}
# Told elsewhere in the line (who and when), or of no meaning to a reader.
_SILENT = OWNER | {"id", "created_at", "created_by", "entered_at", "entered_by", "version", "series", "form_key"}
# Names and places that only the program reads.
_SILENT |= {"key", "position", "parts", "planned_at", "forecast_at"}
_PEOPLE_BESIDE = {"created_by", "entered_by", "invited_by", "predecessor"}


@dataclass(frozen=True)
class ChangedField:
    """One field: its label and its values in words ("nothing" where there was none)."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryLine:
    """One event, ready to be shown. `masked`: this reader is told that it changed, but not what it says."""

    when: datetime
    who: str
    verb: str
    what: str
    kind: str
    which: str
    fields: list[ChangedField]
    changed: str
    reason: str
    masked: bool


def history_lines(changes: Changes, *, sees_work: bool) -> list[HistoryLine]:
    """The lines of one page. Without `sees_work` the values, names and reasons of the team's own work stay hidden."""
    return [_line(change, changes, masked=change.kind.is_work and not sees_work) for change in changes.rows]


def _line(change: Change, changes: Changes, *, masked: bool) -> HistoryLine:
    context = change.event.pgh_context or {}
    fields = _fields(change, changes)
    labels = [field.label.lower() for field in fields] if change.event.pgh_label == "update" else []
    return HistoryLine(
        when=change.event.pgh_created_at,
        who=context.get("actor_name") or "Not recorded",
        verb=context.get("verb") or "",
        what=WHAT[change.event.pgh_label],
        kind=change.kind.label,
        which="" if masked else _which(change, changes),
        fields=[] if masked else fields,
        changed=", ".join(labels),
        reason="" if masked else context.get("reason") or "",
        masked=masked,
    )


def _fields(change: Change, changes: Changes) -> list[ChangedField]:
    """What differs between before and after; for an addition or removal, all that is filled in."""
    found = []
    for field in change.kind.events._meta.fields:
        if field.name in _SILENT or field.name.startswith("pgh_"):
            continue
        old, new = _value(change.before, field), _value(change.after, field)
        if old != new:
            found.append(
                ChangedField(plain(field.verbose_name), _words(field, old, changes), _words(field, new, changes))
            )
    return found


def _value(row: Any | None, field: Field) -> Any:
    value = None if row is None else getattr(row, field.attname)
    return None if value == "" else value


def _words(field: Field, value: Any, changes: Changes) -> str:
    if isinstance(field, ForeignKey):
        return _name(field, value, changes) or "nothing"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value or "nothing"))
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Decimal() | int() | float():
            return number(value)
        case datetime():
            return datetime_long(value)
        case date():
            return date_long(value)
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _name(key: ForeignKey, value: int | None, changes: Changes) -> str:
    if value is None:
        return ""
    return changes.names.get(key.related_model, {}).get(value) or f"number {value}"


def _which(change: Change, changes: Changes) -> str:
    """Which thing it was: its name and what it belongs to, or who or what it is about."""
    event = change.event
    keys = [key for key in keys_of(change.kind.events) if key.name not in _PEOPLE_BESIDE]
    beside = [_name(key, getattr(event, key.attname), changes) for key in keys if getattr(event, key.attname)]
    own = name_of(event)
    if own:
        return f"{own} ({beside[0]})" if beside else own
    if isinstance(getattr(event, "period", None), date):
        beside.append(month(event.period) if event.period.day == 1 else date_long(event.period))
    if hasattr(event, "role"):
        beside.append(event.get_role_display())
    return ", ".join(beside) or f"number {event.pgh_obj_id}"
