"""What a file of the Organisation Data Service would change in the directory, before anything is changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from collaborative.models import Collaborative
from collaborative.nhsuk.filters import date_long
from organisations.models import Organisation, Participation, Succession
from organisations.tabular import OdsFile, OdsLink, OdsRecord, RowError

FIELDS = ("name", "region", "kind", "opened_on", "closed_on")


@dataclass(frozen=True)
class OdsChange:
    """A known organisation of which the file says something else: the fields as (was, becomes)."""

    record: OdsRecord
    organisation: Organisation
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class OdsRelink:
    """A succession on record that the file, or what else is told of its organisations, shows in another light."""

    succession: Succession
    link: OdsLink


@dataclass(frozen=True)
class _Places:
    """The organisations of a file: those on record, those to come, and when each opened as far as either says."""

    known: Mapping[str, Organisation]
    coming: Mapping[str, OdsRecord]
    opened: Mapping[str, date | None]


@dataclass
class OdsPlan:
    """What a file would do: organisations to add, to change, to close and to open again, successions to add or to tell
    better, what is known otherwise and stays, and rows left out.

    `takes_part`: the codes of those said to be closed that take part in the collaborative asked for.
    """

    new: list[OdsRecord] = field(default_factory=list)
    changed: list[OdsChange] = field(default_factory=list)
    closed: list[OdsChange] = field(default_factory=list)
    reopened: list[OdsChange] = field(default_factory=list)
    differing: list[OdsChange] = field(default_factory=list)
    links: list[OdsLink] = field(default_factory=list)
    relinked: list[OdsRelink] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unchanged: int = 0
    names: dict[str, str] = field(default_factory=dict)
    takes_part: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.changes or self.new or self.links or self.relinked)

    @property
    def changes(self) -> list[OdsChange]:
        """Every known organisation of which something is written."""
        return [*self.changed, *self.closed, *self.reopened]


def plan_ods(told: OdsFile, collaborative: Collaborative | None = None) -> OdsPlan:
    """Compare a file with the directory, in a fixed number of queries. What the file leaves empty is left as it is.

    All collaboratives share the directory. One that brings a file only adds what is missing and fills in what is
    unknown; without a collaborative, by who runs the site, what is known is changed, closed and opened again as well.
    """
    codes = {record.code for record in told.records} | {
        code for link in told.links for code in (link.predecessor, link.successor)
    }
    known = {row.ods_code: row for row in Organisation.objects.filter(ods_code__in=codes)}
    plan = OdsPlan(errors=list(told.errors))
    for record in told.records:
        _place(plan, record, known.get(record.code), may_change=collaborative is None)
    coming = {record.code: record for record in plan.new}
    plan.names = {code: row.name for code, row in known.items()} | {one.code: one.name for one in told.records}
    opened = {code: row.opened_on for code, row in known.items()}
    opened |= {one.code: one.opened_on for one in told.records if one.opened_on}
    _plan_links(plan, told.links, _Places(known, coming, opened), may_change=collaborative is None)
    if collaborative is not None:
        closing = {one.record.code for one in plan.differing if one.record.closed_on}
        rows = Participation.objects.filter(collaborative=collaborative, ended_on__isnull=True)
        rows = rows.filter(organisation__ods_code__in=closing)
        plan.takes_part = set(rows.values_list("organisation__ods_code", flat=True))
    plan.errors.sort(key=lambda error: error.line)
    return plan


def _place(plan: OdsPlan, record: OdsRecord, row: Organisation | None, *, may_change: bool) -> None:
    if row is None:
        plan.new.append(record)
        return
    fields = _differences(record, row)
    # An organisation without a day of closing is open, which is known; nothing else that is empty is.
    taken = {name: pair for name, pair in fields.items() if may_change or not (pair[0] or name == "closed_on")}
    after = {name: getattr(row, name) for name in FIELDS} | {name: now for name, (_, now) in taken.items()}
    if after["opened_on"] and after["closed_on"] and after["closed_on"] < after["opened_on"]:
        plan.errors.append(RowError(record.line, record.code, f"{row.name} would have closed before it opened."))
        return
    if left := {name: pair for name, pair in fields.items() if name not in taken}:
        plan.differing.append(OdsChange(record, row, left))
    if not fields:
        plan.unchanged += 1
    if not taken:
        return
    was, now = taken.get("closed_on", (None, None))
    kept = plan.changed if (was is None) == (now is None) else plan.reopened if now is None else plan.closed
    kept.append(OdsChange(record, row, taken))


def _differences(record: OdsRecord, row: Organisation) -> dict[str, tuple[Any, Any]]:
    """What the file says otherwise of a known organisation, as (on record, in the file)."""
    fields = {name: (getattr(row, name), getattr(record, name)) for name in FIELDS}
    fields = {name: pair for name, pair in fields.items() if pair[1] and pair[0] != pair[1]}
    if record.is_open and row.closed_on is not None:
        fields["closed_on"] = (row.closed_on, None)
    if "name" in fields and record.name.casefold() == row.name.casefold():
        del fields["name"]
    return fields


_Pair = tuple[str, str]
_ASK = "Ask whoever runs this site to change it."


def _plan_links(plan: OdsPlan, links: Iterable[OdsLink], places: _Places, *, may_change: bool) -> None:
    told = {(link.predecessor, link.successor): link for link in links if _is_known(plan, link, places)}
    near, every = _on_record(told)
    fresh = {
        pair: link
        for pair, link in told.items()
        if pair not in every and (may_change or _may_add(plan, link, places, near))
    }
    pairs = set(every) | set(fresh)
    into, out_of = Counter(after for _, after in pairs), Counter(before for before, _ in pairs)
    for (before, after), link in fresh.items():
        what = link.what or _kind(into[after], out_of[before], link.happened_on, places.opened.get(after))
        plan.links.append(replace(link, what=what))
    for (before, after), row in near.items():
        opened_on = places.opened.get(after, row.successor.opened_on)
        better = _better(row, told.get((before, after)), (into[after], out_of[before]), opened_on, may_change)
        if (better.what, better.happened_on) != (row.kind, row.happened_on):
            plan.names |= {before: row.predecessor.name, after: row.successor.name}
            plan.relinked.append(OdsRelink(row, better))
        if not may_change and _contradicts(told.get((before, after)), row):
            plan.errors.append(RowError(told[before, after].line, before, f"On record: {_in_words(row)}. {_ASK}"))


def _on_record(told: Iterable[_Pair]) -> tuple[dict[_Pair, Succession], dict[_Pair, Succession]]:
    """The successions from or to the same organisations as those told, and these with all that stand beside them."""
    if not told:
        return {}, {}
    rows = Succession.objects.select_related("predecessor", "successor")
    before, after = {one for one, _ in told}, {one for _, one in told}
    near = list(rows.filter(Q(predecessor__ods_code__in=before) | Q(successor__ods_code__in=after)))
    beside = Q(predecessor__in={row.predecessor_id for row in near}) | Q(
        successor__in={row.successor_id for row in near}
    )
    every = list(rows.filter(beside)) if near else []
    keyed = [{(row.predecessor.ods_code, row.successor.ods_code): row for row in some} for some in (near, every)]
    return keyed[0], keyed[1]


def _is_known(plan: OdsPlan, link: OdsLink, places: _Places) -> bool:
    for code in (link.predecessor, link.successor):
        if code not in places.known and code not in places.coming:
            message = f"{code} is neither in this file nor in the directory, so what became of it is left out."
            plan.errors.append(RowError(link.line, link.predecessor, message))
            return False
    return True


def _may_add(plan: OdsPlan, link: OdsLink, places: _Places, near: Mapping[_Pair, Succession]) -> bool:
    """Whether what became of an organisation was unknown until now: it is new, or closed with nothing on record."""
    row = places.known.get(link.predecessor)
    if row is None or (row.closed_on is not None and not any(before == row.ods_code for before, _ in near)):
        return True
    why = "it is open" if row.closed_on is None else "it is known already"
    plan.errors.append(RowError(link.line, row.ods_code, f"What became of {row} stays as it is, because {why}. {_ASK}"))
    return False


def _kind(into: int, out_of: int, happened_on: date | None, opened_on: date | None) -> str:
    """The ODS does not say what sort of change it was: several into one is a merger, one into several a split, and one
    into one that opened just then is the same organisation under a new code."""
    if out_of > 1 and into == 1:
        return Succession.Kind.SPLIT
    opened_then = opened_on and happened_on and abs(opened_on - happened_on) <= timedelta(days=1)
    return Succession.Kind.RENAMED if into == 1 and opened_then else Succession.Kind.MERGED


def _better(
    row: Succession, told: OdsLink | None, several: tuple[int, int], opened_on: date | None, may_change: bool
) -> OdsLink:
    """A succession on record as it stands now that more is told: its day, and the kind that was only concluded."""
    day, what = row.happened_on, str(row.kind)
    if told and told.happened_on and (day is None or may_change):
        day = told.happened_on
    concluded = _kind(*several, day, opened_on)
    if told and told.what:
        what = told.what if may_change else what
    elif (what == Succession.Kind.RENAMED and max(several) > 1) or (
        what == Succession.Kind.MERGED and (concluded == Succession.Kind.SPLIT or day != row.happened_on)
    ):
        what = concluded
    codes = (row.predecessor.ods_code, row.successor.ods_code)
    return OdsLink(told.line if told else 0, *codes, day, what)


def _contradicts(told: OdsLink | None, row: Succession) -> bool:
    if told is None:
        return False
    other_day = told.happened_on and row.happened_on and told.happened_on != row.happened_on
    return bool(other_day or (told.what and told.what != row.kind))


def _in_words(row: Succession) -> str:
    return f"{row} on {date_long(row.happened_on)}" if row.happened_on else str(row)
