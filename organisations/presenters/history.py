"""Changes as the history page tells them: who, what, from what to what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from textwrap import shorten
from typing import Any

from django.db.models import Field, ForeignKey

from collaborative.nhsuk.filters import date_long, datetime_long, month, number
from organisations.queries.history import OWNER, PEOPLE, Change, Changes, Kind, keys_of, name_of, plain

WHAT = {"insert": "added", "update": "changed", "delete": "removed"}
# Told elsewhere in the line (who and when), or of no meaning to a reader.
_SILENT = OWNER | {"id", "created_at", "created_by", "entered_at", "entered_by", "version", "series", "form_key"}
# Names and places that only the program reads.
_SILENT |= {"key", "position", "parts", "planned_at", "forecast_at", "content", "revision", "sha256", "thing_key"}
# A row that is not named on a page: it has no name, or is not there any more.
_UNNAMED = "not named"
_LONGEST = 100

# What belongs together in the filter, by the beginnings of the kinds' keys; the first that fits.
_GROUPS = (
    ("Numbers and charts", ("measures.datapoint", "measures.import", "measures.chartdecision", "measures.annotation")),
    ("Measures", ("measures.",)),
    ("Tests", ("pdsa.",)),
    ("Theory of change", ("phases.theory", "phases.programme", "phases.changeidea", "phases.gathering", "phases.idea")),
    ("Design", ("phases.design", "phases.signature")),
    ("Populations of focus", ("phases.population", "phases.inequality")),
    ("Coproduction", ("phases.involvement", "phases.signoff", "phases.reply", "phases.pulse", "phases.access")),
    ("Journey", ("phases.",)),
    ("Coaching", ("coaching.",)),
    (
        "People",
        tuple(f"organisations.{one}" for one in ("membership", "invitation", "coach", "expert", "handover")),
    ),
)
# What is only ever done along with something else: it stands behind that.
_ALONG = (
    "coaching.learner",
    "measures.drivermeasure",
    "measures.stratum",
    "organisations.readinessanswer",
    "pdsa.cyclemeasure",
    "pdsa.prediction",
    "phases.gateanswer",
    "phases.phasechange",
    "phases.populationcode",
    "phases.theorylink",
    "phases.theorynode",
)


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
    step: Any = None
    along: bool = False


@dataclass(frozen=True)
class HistoryStep:
    """A line, and those of what was only done along with it."""

    main: HistoryLine
    along: list[HistoryLine]


def history_steps(lines: Sequence[HistoryLine]) -> list[HistoryStep]:
    """The lines of a page, with what is only done along with something else behind the first line of its step."""
    found = []
    for step, together in groupby(lines, key=lambda line: line.step):
        rows = list(together)
        mains = [line for line in rows if not line.along] or rows[:1]
        along = [line for line in rows if line not in mains] if step else []
        told = mains if step else rows
        found += [HistoryStep(line, along if at == 0 else []) for at, line in enumerate(told)]
    return found


def kind_choices(kinds: Mapping[str, Kind]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds for the filter, in groups."""
    found: dict[str, list[tuple[str, str]]] = {group: [] for group in (*(name for name, _ in _GROUPS), "Organisation")}
    for kind in kinds.values():
        group = next((name for name, starts in _GROUPS if kind.key.startswith(starts)), "Organisation")
        found[group].append((kind.key, kind.label))
    return [(group, rows) for group, rows in found.items() if rows]


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
        step=getattr(change.event, "pgh_context_id", None),
        along=change.kind.key in _ALONG,
    )


def _fields(change: Change, changes: Changes) -> list[ChangedField]:
    """What differs between before and after; for an addition or removal, all that is filled in."""
    found = []
    for field in change.kind.events._meta.fields:
        if field.name in _SILENT or field.name.startswith("pgh_"):
            continue
        old, new = _value(change.before, field), _value(change.after, field)
        if old != new:
            said = _words(field, old, changes), _words(field, new, changes)
            if set(said) - {"nothing", _UNNAMED}:
                found.append(ChangedField(plain(field.verbose_name), *said))
    return found


def _value(row: Any | None, field: Field) -> Any:
    value = None if row is None else getattr(row, field.attname)
    return None if value == "" else value


def _words(field: Field, value: Any, changes: Changes) -> str:
    if isinstance(field, ForeignKey):
        return _name(field, value, changes) or ("nothing" if value is None else _UNNAMED)
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
        case list():
            return ", ".join(str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in value)
        case dict():
            return ", ".join(f"{plain(key.replace('_', ' '))}: {one}" for key, one in value.items())
    return value.replace("_", " ") if field.name == "which" else str(value)


def _name(key: ForeignKey, value: int | None, changes: Changes) -> str:
    if value is None:
        return ""
    return changes.names.get(key.related_model, {}).get(value, "")


def _which(change: Change, changes: Changes) -> str:
    """Which thing it was: its name and what it belongs to, or who or what it is about."""
    event = change.event
    keys = [key for key in keys_of(change.kind.events) if key.name not in PEOPLE]
    named = (_name(key, getattr(event, key.attname), changes) for key in keys)
    beside = list(dict.fromkeys(shorten(name, _LONGEST, placeholder="…") for name in named if name))
    own = shorten(name_of(event), _LONGEST, placeholder="…")
    if own:
        return f"{own} ({beside[0]})" if beside and beside[0] != own else own
    if isinstance(getattr(event, "period", None), date):
        beside.append(month(event.period) if event.period.day == 1 else date_long(event.period))
    if hasattr(event, "role"):
        beside.append(event.get_role_display())
    if isinstance(getattr(event, "year", None), int):
        beside.append(f"year {event.year}")
    return ", ".join(beside)
