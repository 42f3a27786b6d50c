"""What a file of the Organisation Data Service would change in the directory, before anything is changed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from organisations.models import Organisation, Participation, Succession
from organisations.tabular import OdsFile, OdsLink, OdsRecord, RowError

FIELDS = ("name", "region", "kind", "opened_on", "closed_on")


@dataclass(frozen=True)
class OdsChange:
    """A known organisation of which the file says something else: the fields as (was, becomes)."""

    record: OdsRecord
    organisation: Organisation
    fields: Mapping[str, tuple[Any, Any]]


@dataclass
class OdsPlan:
    """What a file would do: organisations to add, to change and to close, successions to add, and rows left out.

    `takes_part`: the codes of those to be closed that take part in a collaborative.
    """

    new: list[OdsRecord] = field(default_factory=list)
    changed: list[OdsChange] = field(default_factory=list)
    closed: list[OdsChange] = field(default_factory=list)
    links: list[OdsLink] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unchanged: int = 0
    names: dict[str, str] = field(default_factory=dict)
    takes_part: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.new or self.changed or self.closed or self.links)


def plan_ods(told: OdsFile) -> OdsPlan:
    """Compare a file with the directory, in four queries. What the file leaves empty is left as it is."""
    codes = {record.code for record in told.records} | {
        code for link in told.links for code in (link.predecessor, link.successor)
    }
    known = {row.ods_code: row for row in Organisation.objects.filter(ods_code__in=codes)}
    plan = OdsPlan(errors=list(told.errors))
    for record in told.records:
        _place(plan, record, known.get(record.code))
    coming = {record.code: record for record in plan.new}
    plan.names = {code: row.name for code, row in known.items()} | {one.code: one.name for one in told.records}
    _plan_links(plan, told.links, known, coming)
    closing = {change.record.code for change in plan.closed}
    plan.takes_part = set(
        Participation.objects.filter(organisation__ods_code__in=closing, ended_on__isnull=True).values_list(
            "organisation__ods_code", flat=True
        )
    )
    plan.errors.sort(key=lambda error: error.line)
    return plan


def _place(plan: OdsPlan, record: OdsRecord, row: Organisation | None) -> None:
    if row is None:
        plan.new.append(record)
        return
    fields = {name: (getattr(row, name), getattr(record, name)) for name in FIELDS}
    fields = {name: pair for name, pair in fields.items() if pair[1] and pair[0] != pair[1]}
    if "name" in fields and record.name.casefold() == row.name.casefold():
        del fields["name"]
    opened_on, closed_on = record.opened_on or row.opened_on, record.closed_on or row.closed_on
    if opened_on and closed_on and closed_on < opened_on:
        plan.errors.append(RowError(record.line, record.code, f"{row.name} would have closed before it opened."))
        return
    if not fields:
        plan.unchanged += 1
        return
    closes = "closed_on" in fields and row.closed_on is None
    (plan.closed if closes else plan.changed).append(OdsChange(record, row, fields))


def _plan_links(
    plan: OdsPlan, links: Iterable[OdsLink], known: Mapping[str, Organisation], coming: Mapping[str, OdsRecord]
) -> None:
    told = [link for link in links if _is_known(plan, link, known, coming)]
    rows = Succession.objects.filter(predecessor__ods_code__in={link.predecessor for link in told})
    there = set(rows.values_list("predecessor__ods_code", "successor__ods_code"))
    into = Counter(link.successor for link in told)
    out_of = Counter(link.predecessor for link in told)
    for link in told:
        if (link.predecessor, link.successor) not in there:
            several = (into[link.successor], out_of[link.predecessor])
            plan.links.append(_with_kind(link, several, coming.get(link.successor) or known[link.successor]))


def _is_known(plan: OdsPlan, link: OdsLink, known: Mapping[str, Organisation], coming: Mapping[str, OdsRecord]) -> bool:
    for code in (link.predecessor, link.successor):
        if code not in known and code not in coming:
            message = f"{code} is neither in this file nor in the directory, so what became of it is left out."
            plan.errors.append(RowError(link.line, code, message))
            return False
    return True


def _with_kind(link: OdsLink, several: tuple[int, int], successor: OdsRecord | Organisation) -> OdsLink:
    """The ODS does not say what sort of change it was: several into one is a merger, one into several a split, and one
    into one that opened just then is the same organisation under a new code."""
    if link.what:
        return link
    into, out_of = several
    if out_of > 1 and into == 1:
        what = "split"
    elif into == 1 and _opened_then(link.happened_on, successor):
        what = "renamed"
    else:
        what = "merged"
    return OdsLink(link.line, link.predecessor, link.successor, link.happened_on, what)


def _opened_then(happened_on: date | None, successor: OdsRecord | Organisation) -> bool:
    if successor.opened_on is None or happened_on is None:
        return False
    return abs(successor.opened_on - happened_on) <= timedelta(days=1)


def open_organisations() -> QuerySet[Organisation]:
    """Every organisation that has not closed, by name."""
    today = timezone.localdate()
    return Organisation.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=today))


def is_closed(organisation: Organisation) -> bool:
    """Whether it has closed: its last day has passed."""
    return organisation.closed_on is not None and organisation.closed_on < timezone.localdate()


def successors_of(organisation: Organisation) -> list[Organisation]:
    """What an organisation is today: the open ends of its successions, however many steps away."""
    found: dict[int, Organisation] = {}
    seen, waiting = {organisation.pk}, {organisation.pk}
    while waiting:
        rows = Succession.objects.filter(predecessor_id__in=waiting).select_related("successor")
        steps = [row.successor for row in rows if row.successor_id not in seen]
        seen |= {row.pk for row in steps}
        found |= {row.pk: row for row in steps if not is_closed(row)}
        waiting = {row.pk for row in steps if is_closed(row)}
    return sorted(found.values(), key=lambda row: row.name)


def search_organisations(text: str) -> QuerySet[Organisation]:
    """Open organisations whose ODS code begins with the text, or whose name holds each of its words."""
    words = Q()
    for word in text.split():
        words &= Q(name__icontains=word)
    return (
        open_organisations().filter(Q(ods_code__istartswith=text.strip()) | words)
        if text.strip()
        else (Organisation.objects.none())
    )


def organisation_typed(text: str) -> Organisation | None:
    """The organisation somebody means by "RX4", "RX4 Cumbria..." or by its whole name; None where it is not clear."""
    text = " ".join(text.split())
    first = text.split(" ")[0].strip("(),").upper() if text else ""
    found = Organisation.objects.filter(Q(ods_code=first) | Q(name__iexact=text))
    by_code = [row for row in found if row.ods_code == first]
    rows = by_code or list(found)
    return rows[0] if len(rows) == 1 else None


def directory_of(search: str = "") -> QuerySet[Organisation]:
    """Every organisation, closed ones included, by name, each with what it became; searched like `taking_part`."""
    rows = Organisation.objects.prefetch_related(
        Prefetch("became", Succession.objects.select_related("successor").order_by("happened_on", "pk"))
    )
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(region__icontains=search) | Q(ods_code__istartswith=search))
    return rows.order_by("name", "pk")
