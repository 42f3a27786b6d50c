"""What was done to a theory: its edits, what can be taken back, its kept versions, and why beliefs changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from phases.models import (
    Belief,
    ChangeIdea,
    ProgrammeEdit,
    ProgrammeNode,
    ProgrammeTheory,
    ProgrammeTheoryVersion,
    Theory,
    TheoryDrop,
    TheoryEdit,
    TheoryVersion,
)
from phases.queries.theory import AnyTheory, Held
from phases.theory.asjson import patch_of
from phases.theory.faults import ideas_twice
from phases.theory.graph import same_words
from phases.theory.patch import Edited, Patch, apply

BELIEF_VERB = "changed the belief in a change idea"
WHY_NOT_VERB = "said why a part of the programme’s theory is not used"
# How many edits that no longer fit are passed over.
_LOOKED = 20


def edits_of(theory: AnyTheory) -> "QuerySet[TheoryEdit] | QuerySet[ProgrammeEdit]":
    """Its edits, latest first, each with who made it."""
    if isinstance(theory, ProgrammeTheory):
        return ProgrammeEdit.objects.filter(theory=theory).select_related("made_by")
    mine = TheoryEdit.objects.filter(participation_id=theory.participation_id, theory=theory)
    return mine.select_related("made_by")


@dataclass(frozen=True)
class Open:
    """The edit that would be taken back next, and the one that would be done again; None where there is none.

    again: a taking back, which is itself taken back then.
    """

    undo: TheoryEdit | ProgrammeEdit | None
    redo: TheoryEdit | ProgrammeEdit | None
    redone: str = ""


def open_edits(there: Held) -> Open:
    """What can be undone and redone of a theory as it is now: three queries at most, and one or two more for each edit
    that is passed over.

    An edit that no longer fits, since what it changed was changed elsewhere (an aim on the project's page), is passed
    over, so that what lies beneath it can still be taken back.
    """
    done: list[tuple[int, str]] = []
    back: list[tuple[int, str]] = []
    for number, undoes, said in edits_of(there.row).order_by("number").values_list("number", "undoes", "said"):
        if undoes is None:
            done.append((number, said))
            back.clear()
            continue
        undone = next((one for one in reversed(done) if one[0] == undoes), None)
        redone = next((one for one in reversed(back) if one[0] == undoes), None)
        if undone:
            done.remove(undone)
            back.append((number, undone[1]))
        else:
            if redone:
                back.remove(redone)
            done.append((number, redone[1] if redone else said))
    undo, redo = _latest_that_fits(there, done), _latest_that_fits(there, back)
    return Open(undo, redo, dict(back)[redo.number] if redo else "")


def _latest_that_fits(there: Held, edits: Sequence[tuple[int, str]]) -> TheoryEdit | ProgrammeEdit | None:
    for number, _ in list(reversed(edits))[:_LOOKED]:
        edit = edits_of(there.row).get(number=number)
        if _fits(there, patch_of(edit.undo)):
            return edit
    return None


def _fits(there: Held, patch: Patch) -> bool:
    made = apply(there.graph, patch)
    if not isinstance(made, Edited) or list(ideas_twice(made.theory)):
        return False
    renamed = {new.id: same_words(new.text) for _, new in patch.changed if new.id in there.ideas}
    if not renamed or not isinstance(there.row, Theory):
        return True
    every = ChangeIdea.objects.filter(participation_id=there.row.participation_id, project_id=there.row.project_id)
    taken = {same_words(title): pk for pk, title in every.values_list("pk", "title")}
    return all(taken.get(title, there.ideas[key].pk) == there.ideas[key].pk for key, title in renamed.items())


def listed(theory: AnyTheory) -> "QuerySet[TheoryEdit] | QuerySet[ProgrammeEdit]":
    """Its edits to be listed, latest first: `why` is the reason given for what was taken out, None for most."""
    return edits_of(theory).annotate(why=KeyTextTransform("why", "done")).defer("done", "undo")


def versions_of(theory: AnyTheory) -> "QuerySet[TheoryVersion] | QuerySet[ProgrammeTheoryVersion]":
    """Its kept versions, latest first, each with who kept it."""
    if isinstance(theory, ProgrammeTheory):
        return ProgrammeTheoryVersion.objects.filter(theory=theory).select_related("made_by")
    mine = TheoryVersion.objects.filter(participation_id=theory.participation_id, theory=theory)
    return mine.select_related("made_by")


def drops_of(theory: Theory) -> dict[str, TheoryDrop]:
    """Why boxes of the programme's theory are not in this one, by their keys there."""
    rows = TheoryDrop.objects.filter(participation_id=theory.participation_id, theory=theory)
    return {row.programme_node.key: row for row in rows.select_related("programme_node", "made_by")}


@dataclass(frozen=True)
class Believed:
    """When, by whom and why the belief in an idea became what it then was."""

    when: datetime
    who: str
    became: str
    reason: str


def belief_changes(ideas: Iterable[ChangeIdea]) -> dict[int, list[Believed]]:
    """Every change of the belief in these ideas, latest first, by the idea's id: one query.

    An event of history keeps a row as it was; what it became is the next event's, or the row's today.
    """
    rows = {idea.pk: idea for idea in ideas}
    events: Any = ChangeIdea.pgh_event_model.objects  # type: ignore[attr-defined]
    places = {idea.participation_id for idea in rows.values()}
    found: dict[int, list[Believed]] = {}
    became = {pk: idea.belief for pk, idea in rows.items()}
    mine = events.filter(participation__in=places, pgh_obj_id__in=list(rows), pgh_label="update")
    for event in mine.order_by("-pgh_id"):
        if event.belief != became[event.pgh_obj_id]:
            context = event.pgh_context or {}
            label = Belief(became[event.pgh_obj_id]).label
            said = Believed(event.pgh_created_at, context.get("actor_name", ""), label, context.get("reason", ""))
            found.setdefault(event.pgh_obj_id, []).append(said)
        became[event.pgh_obj_id] = event.belief
    return found


@dataclass(frozen=True)
class WhyNot:
    """When and by whom a reason was given for a part of the programme's theory that was gone already."""

    when: datetime
    who: str
    text: str
    reason: str


def reasons_given(theory: Theory) -> list[WhyNot]:
    """Every such reason, latest first: two queries at most."""
    events: Any = TheoryDrop.pgh_event_model.objects  # type: ignore[attr-defined]
    mine = events.filter(participation=theory.participation_id, theory=theory.pk, pgh_context__verb=WHY_NOT_VERB)
    given = list(mine.order_by("-pgh_id"))
    nodes = ProgrammeNode.objects.in_bulk({event.programme_node_id for event in given}) if given else {}
    return [
        WhyNot(
            event.pgh_created_at,
            event.pgh_context.get("actor_name", ""),
            nodes[event.programme_node_id].text,
            event.reason,
        )
        for event in given
    ]
