"""What was done to a theory: its edits, what can be taken back, its kept versions, and why beliefs changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from phases.models import (
    Belief,
    ChangeIdea,
    ProgrammeEdit,
    ProgrammeTheory,
    ProgrammeTheoryVersion,
    Theory,
    TheoryDrop,
    TheoryEdit,
    TheoryVersion,
)
from phases.queries.theory import AnyTheory

BELIEF_VERB = "changed the belief in a change idea"


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


def open_edits(theory: AnyTheory) -> Open:
    """What can be undone and redone: two queries at most."""
    done: list[tuple[int, str]] = []
    back: list[tuple[int, str]] = []
    for number, undoes, said in edits_of(theory).order_by("number").values_list("number", "undoes", "said"):
        if undoes is None:
            done.append((number, said))
            back.clear()
        elif done and done[-1][0] == undoes:
            back.append((number, done.pop()[1]))
        else:
            done.append((number, back.pop()[1] if back else said))
    wanted = {
        row.number: row for row in edits_of(theory).filter(number__in=[one[-1][0] for one in (done, back) if one])
    }
    return Open(
        wanted.get(done[-1][0]) if done else None,
        wanted.get(back[-1][0]) if back else None,
        back[-1][1] if back else "",
    )


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
