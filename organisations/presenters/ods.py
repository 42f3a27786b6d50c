"""What a file of the Organisation Data Service changes, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from collaborative.nhsuk.filters import date_long, plural
from organisations.models import OrganisationKind, Succession
from organisations.queries.ods_plan import OdsChange, OdsPlan

_LABELS = {"name": "Name", "region": "Region", "kind": "Type", "opened_on": "Opened", "closed_on": "Closed"}
SHOWN = 100


@dataclass(frozen=True)
class Line:
    """One row of the preview: its row in the file, code, name, and what is to be said of it."""

    line: int
    code: str
    name: str
    detail: str


@dataclass(frozen=True)
class Part:
    """One part of the preview; at most `SHOWN` lines of its `count` are shown."""

    key: str
    heading: str
    count: int
    lines: list[Line]


def in_words(plan: OdsPlan) -> str:
    """One sentence: what was, or would be, written."""
    counts = [
        (len(plan.new), "added"),
        (len(plan.changed), "changed"),
        (len(plan.closed), "closed"),
        (len(plan.reopened), "opened again"),
        (len(plan.links), "linked to what they became"),
        (len(plan.relinked), "told better what they became"),
    ]
    said = [f"{number:,} {what}" for number, what in counts if number]
    rest = f"{plan.unchanged:,} already as the file says" if plan.unchanged else ""
    otherwise = f"{len(plan.differing):,} known otherwise and left as they are" if plan.differing else ""
    left = f"{plural(len(plan.errors), 'row')} left out" if plan.errors else ""
    if not said:
        said = ["Nothing to change"]
    words = ", ".join(filter(None, [*said, rest, otherwise, left]))
    return f"{words[0].upper()}{words[1:]}."


def parts_of(plan: OdsPlan) -> list[Part]:
    """The preview's parts that hold anything, in the order they are shown."""
    links = [*plan.links, *(one.link for one in plan.relinked)]
    every = [
        _part("errors", "Rows left out", plan.errors, lambda one: _error(plan, one)),
        _part(
            "differing", "Known already, and different: not changed", plan.differing, lambda one: _differing(plan, one)
        ),
        _part("closed", "To be closed", plan.closed, _change),
        _part("reopened", "To be opened again", plan.reopened, _change),
        _part("links", "Merged, split or renamed", links, lambda one: _link(plan, one)),
        _part("changed", "To be changed", plan.changed, _change),
        _part("new", "New", plan.new, _new),
    ]
    return [part for part in every if part.count]


def _part(key: str, heading: str, rows: Sequence[Any], line: Callable[[Any], Line]) -> Part:
    return Part(key, heading, len(rows), [line(row) for row in rows[:SHOWN]])


def _error(plan: OdsPlan, error: Any) -> Line:
    return Line(error.line, error.code, plan.names.get(error.code, ""), error.message)


def _new(record: Any) -> Line:
    kind = OrganisationKind(record.kind).label if record.kind else ""
    since = f"opened {date_long(record.opened_on)}" if record.opened_on else ""
    until = f"closed {date_long(record.closed_on)}" if record.closed_on else ""
    return Line(record.line, record.code, record.name, ", ".join(filter(None, (kind, record.region, since, until))))


def _change(change: OdsChange) -> Line:
    said = [
        f"{_LABELS[name]}: {_words(name, was)} becomes {_words(name, now)}"
        for name, (was, now) in change.fields.items()
    ]
    return Line(change.record.line, change.record.code, change.organisation.name, "; ".join(said))


def _differing(plan: OdsPlan, change: OdsChange) -> Line:
    said = [
        f"{_LABELS[name]}: {_words(name, was)} on record, {_words(name, now)} in the file"
        for name, (was, now) in change.fields.items()
    ]
    if change.record.code in plan.takes_part:
        said.append("takes part in this collaborative")
    return Line(change.record.line, change.record.code, change.organisation.name, "; ".join(said))


def _words(name: str, value: Any) -> str:
    if not value:
        return "nothing"
    if isinstance(value, date):
        return date_long(value)
    return str(OrganisationKind(value).label) if name == "kind" else str(value)


def _link(plan: OdsPlan, link: Any) -> Line:
    what = Succession.Kind(link.what).label
    when = f" on {date_long(link.happened_on)}" if link.happened_on else ""
    after = f"{plan.names.get(link.successor, '')} ({link.successor})"
    return Line(link.line, link.predecessor, plan.names.get(link.predecessor, ""), f"{what} {after}{when}")
