"""What was done in one participation, of whatever app, read from the event tables that the triggers write.

The tables are found in the app registry by what they have, so no app needs to be named here. An event of an update
or deletion holds the row as it was; the row as it became is that object's next event, or the object itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, OuterRef, QuerySet, Subquery, Value

from collaborative.models import Collaborative, Owned
from organisations.models import Invitation, Membership, Participation

OWNER = {"collaborative", "participation"}
# Who did something to a row, which is not what the row is about.
PEOPLE = {
    "created_by",
    "entered_by",
    "invited_by",
    "predecessor",
    "made_by",
    "ticked_by",
    "proposed_by",
    "asked_by",
    "raised_by",
    "taught_by",
    "matched_by",
    "opened_by",
    "closed_by",
}
# Where a row says what it is called, or failing that what it says.
_NAMES = (
    *("name", "title", "label", "filename", "email", "said", "thing_name"),
    *("text", "statement", "question", "what", "must_hold", "topic"),
)


# What people call things and their fields, where it is not what the models call them.
_PLAIN = {
    "adoption": "part in a programme measure",
    "annotation": "note on a chart",
    "chart decision": "decision on a chart",
    "checklist tick": "tick of the checklist",
    "coach assignment": "coach",
    "cycle": "test",
    "expert assignment": "expert",
    "cycle measure": "measure of a test",
    "data point": "number",
    "definition": "definition of a measure",
    "driver measure": "driver that a measure shows",
    "gate answer": "answer to a criterion",
    "gate review": "review of a phase",
    "involvement": "record of who took part",
    "involvement time": "hours of involvement",
    "learner": "person who was taught",
    "attendance": "person at a meeting",
    "meeting action": "action of a meeting",
    "meeting decision": "decision of a meeting",
    "membership": "role",
    "participation": "organisation",
    "phase change": "date of a phase",
    "phase plan": "dates of a phase",
    "readiness answer": "answer on readiness",
    "reply": "answer to a partner",
    "sign off": "word of a partner",
    "which": "which date",
    "import": "table brought",
    "stratum": "group",
    "theory": "theory of change",
    "theory node": "box of the theory of change",
    "theory link": "line of the theory of change",
    "theory edit": "change of the theory of change",
    "theory drop": "part of the programme’s theory not used",
    "theory version": "version of the theory of change",
    "programme theory": "programme’s theory of change",
    "programme node": "box of the programme’s theory",
    "programme link": "line of the programme’s theory",
    "aimed": "people it should reach",
    "reached": "people reached",
    "changed how": "what they do differently",
    "started on": "started there on",
    "done on": "how they work since",
    "check words": "how it is checked",
    "falls back": "what happens if it falls back",
    "holding": "whether it holds",
    "found": "what was found",
    "review on": "looked at again on",
    "worked": "what worked",
    "did not": "what did not work",
    "deviation": "standard deviation",
    "denominator label": "out of",
    "every chart": "on every chart",
    "gap scale": "how the gap is told",
    "is comparator": "the others are compared with it",
    "is unknown": "not stated or not known",
    "no data reason": "no data, because",
    "numerator label": "what is counted",
    "rate per": "for every",
    "said": "what was done",
    "undoes": "takes back change number",
    "removed at": "taken out",
    "copied revision": "state of the programme’s theory it was copied from",
    "source import": "from the table",
}


@dataclass(frozen=True)
class Kind:
    """One sort of thing with a history. `key` stands in addresses; `is_work` where the team alone may read values,
    `is_of_partners` where already that somebody did something is for the team alone."""

    key: str
    label: str
    model: type[Model]
    events: type[Model]
    is_work: bool
    is_of_partners: bool = False


@dataclass(frozen=True)
class Change:
    """One event with the row before and after it; None where there was none (or it cannot be known any more)."""

    kind: Kind
    event: Any
    before: Any | None
    after: Any | None


@dataclass
class Changes:
    """The changes of one page, newest first, and the names of the rows they point to, by model and id."""

    rows: list[Change]
    names: Mapping[type[Model], Mapping[int, str]] = field(default_factory=dict)


def history_kinds(*, sees_work: bool) -> dict[str, Kind]:
    """Every sort of thing whose history belongs to a participation, by key, in the order of its label.

    Without `sees_work` what partners do is left out: who said what of a team's work is told by the verb alone.
    """
    found = []
    for events in apps.get_models():
        model = getattr(events, "pgh_tracked_model", None)
        if model is None:
            continue
        if model is Participation or "participation" in {f.name for f in events._meta.fields}:
            found.append(_kind(model, events))
    return _by_key(kind for kind in found if sees_work or not kind.is_of_partners)


def team_history_kinds() -> dict[str, Kind]:
    """What the history of who runs a collaborative is made of, by key: itself, roles and invitations to all of it, and
    what else belongs to the whole of it and to no participation."""
    tracked = {events.pgh_tracked_model: events for events in apps.get_models() if hasattr(events, "pgh_tracked_model")}
    wide = [model for model in tracked if _fields(model) & OWNER == {"collaborative"}]
    return _by_key(_kind(model, tracked[model]) for model in (Collaborative, Membership, Invitation, *wide))


def _fields(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.fields}


def _kind(model: type[Model], events: type[Model]) -> Kind:
    is_work = issubclass(model, Owned) and getattr(model, "is_work", True)
    is_of_partners = getattr(model, "is_of_partners", False)
    return Kind(model._meta.label_lower, plain(model._meta.verbose_name), model, events, is_work, is_of_partners)


def plain(name: object) -> str:
    """A model's or a field's own name as people call it."""
    text = _PLAIN.get(str(name), str(name))
    return text[:1].upper() + text[1:]


def _by_key(kinds: Iterable[Kind]) -> dict[str, Kind]:
    return {kind.key: kind for kind in sorted(kinds, key=lambda kind: kind.label)}


def history_of(
    participation: Participation,
    *,
    sees_work: bool,
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet:
    """The events of one participation, newest first, as {pgh_kind, pgh_id, pgh_created_at}; `until` is included.

    sees_work: whether this reader may see the team's work; see `history_kinds`.
    """
    return _together(
        [
            _events_of(
                one, {"id" if one.model is Participation else "participation_id": participation.pk}, since, until
            )
            for one in _chosen(history_kinds(sees_work=sees_work), kind)
        ]
    )


def team_history_of(
    collaborative: Collaborative, *, kind: str = "", since: date | None = None, until: date | None = None
) -> QuerySet:
    """The events of a collaborative itself and of roles and invitations to the whole of it, like `history_of`."""
    return _together(
        [_events_of(one, _whole(one.model, collaborative), since, until) for one in _chosen(team_history_kinds(), kind)]
    )


def _whole(model: type[Model], collaborative: Collaborative) -> dict[str, Any]:
    """What a row says that belongs to the whole of a collaborative."""
    if model is Collaborative:
        return {"id": collaborative.pk}
    alone = {"participation_id": None} if "participation" in _fields(model) else {}
    return {"collaborative_id": collaborative.pk, **alone}


def _chosen(kinds: Mapping[str, Kind], key: str) -> list[Kind]:
    return [kinds[key]] if key in kinds else list(kinds.values())


def _together(parts: list[QuerySet]) -> QuerySet:
    first, *rest = parts
    return first.union(*rest, all=True).order_by("-pgh_created_at", "-pgh_id", "pgh_kind")


def _events_of(kind: Kind, owner: Mapping[str, Any], since: date | None, until: date | None) -> QuerySet:
    rows = kind.events._default_manager.filter(**owner)
    if since:
        rows = rows.filter(pgh_created_at__date__gte=since)
    if until:
        rows = rows.filter(pgh_created_at__date__lte=until)
    return rows.order_by().values("pgh_id", "pgh_created_at", pgh_kind=Value(kind.key))


def changes_of(page: Iterable[Mapping[str, Any]]) -> Changes:
    """The events named by a page of a history, with what they changed. A few queries for each kind on the page."""
    kinds, wanted = history_kinds(sees_work=True) | team_history_kinds(), list(page)
    ids: dict[str, list[int]] = defaultdict(list)
    for row in wanted:
        ids[row["pgh_kind"]].append(row["pgh_id"])
    found = {key: _load(kinds[key], numbers) for key, numbers in ids.items()}
    changes = [found[row["pgh_kind"]][row["pgh_id"]] for row in wanted]
    return Changes(changes, _names(changes))


def _load(kind: Kind, ids: list[int]) -> dict[int, Change]:
    following = kind.events._default_manager.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id")
    ).order_by("pgh_id")
    events = list(
        kind.events._default_manager.filter(pk__in=ids).annotate(following=Subquery(following.values("pgh_id")[:1]))
    )
    later = kind.events._default_manager.in_bulk([event.following for event in events if event.following])
    live = kind.model._default_manager.in_bulk([event.pgh_obj_id for event in events])
    found = {}
    for event in events:
        inserted, deleted = event.pgh_label == "insert", event.pgh_label == "delete"
        became = later.get(event.following) or live.get(event.pgh_obj_id)
        found[event.pgh_id] = Change(
            kind=kind,
            event=event,
            before=None if inserted else event,
            after=event if inserted else None if deleted else became,
        )
    return found


def keys_of(model: type[Model]) -> list[ForeignKey]:
    """The links of a kind that say something on the page: not its owner, nor history's own."""
    return [
        f
        for f in model._meta.fields
        if isinstance(f, ForeignKey) and f.name not in OWNER and not f.name.startswith("pgh_")
    ]


def _names(changes: list[Change]) -> dict[type[Model], dict[int, str]]:
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for change in changes:
        for key in keys_of(change.kind.events):
            ids = {getattr(row, key.attname) for row in (change.before, change.after) if row is not None}
            wanted[key.related_model] |= ids - {None}
    rows = {model: model._default_manager.in_bulk(ids) for model, ids in wanted.items()}
    beside = _names_beside(row for found in rows.values() for row in found.values() if not name_of(row))
    return {
        model: {pk: name_of(row) or beside.get((model, pk), "") for pk, row in found.items()}
        for model, found in rows.items()
    }


def _names_beside(rows: Iterable[Any]) -> dict[tuple[type[Model], int], str]:
    """What nameless rows belong to, by model and id: a theory's project, a review's phase. One query for each model."""
    links = [
        (row, key, getattr(row, key.attname)) for row in rows for key in keys_of(type(row)) if key.name not in PEOPLE
    ]
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for _, key, pk in links:
        wanted[key.related_model] |= {pk} - {None}
    names = {model: model._default_manager.in_bulk(ids) for model, ids in wanted.items() if ids}
    found: dict[tuple[type[Model], int], str] = {}
    for row, key, pk in links:
        if name := name_of(names.get(key.related_model, {}).get(pk)):
            found.setdefault((type(row), row.pk), name)
    return found


def name_of(row: Any) -> str:
    """What a row is called, without asking the database; empty for a row that has no name of its own."""
    for attribute in _NAMES:
        text = getattr(row, attribute, "")
        if isinstance(text, str) and text:
            return text
    return ""
