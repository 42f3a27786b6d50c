"""How every edit of a theory is kept: one after another, with what it did and what takes it back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from phases.actions.rows import Why, writer_for
from phases.models import ProgrammeEdit, ProgrammeTheory, Theory, TheoryEdit
from phases.queries.theory import AnyTheory, Held, held
from phases.theory.asjson import patch_json
from phases.theory.faults import ideas_twice
from phases.theory.graph import Problem
from phases.theory.patch import Edited, between

VERB = "changed the theory of change"

# What a step makes of a theory, and what is said of it.
Step = Callable[[Held], tuple[Edited | Problem, str]]


class Clash(Exception):
    """Somebody else put the same box otherwise meanwhile. theirs is empty for a box that was taken out."""

    def __init__(self, key: str, theirs: str, mine: str, who: str = "", when: datetime | None = None) -> None:
        super().__init__(f"box {key} was changed meanwhile")
        self.key, self.theirs, self.mine, self.who, self.when = key, theirs, mine, who, when


@dataclass(frozen=True)
class Saved:
    """The theory after an edit, what was done in words ("" where nothing changed), and the keys of new boxes.

    key: of the new box, where there is one only. idle: why nothing changed.
    """

    held: Held
    said: str
    key: str = ""
    keys: tuple[str, ...] = ()
    idle: str = ""


def refused(problem: Problem) -> ValidationError:
    """What is wrong, as forms show it."""
    return ValidationError(problem.text, code=problem.code)


def locked(theory: AnyTheory) -> AnyTheory:
    """The theory's row, held until the transaction ends, so that edits come one after another; and its project's, whose
    aim is the theory's."""
    if isinstance(theory, ProgrammeTheory):
        rows = ProgrammeTheory.objects.select_for_update(no_key=True, of=("self",))
        return rows.select_related("collaborative").get(pk=theory.pk)
    rows_held = Theory.objects.select_for_update(no_key=True, of=("self", "project"))
    mine = rows_held.filter(participation_id=theory.participation_id)
    return mine.select_related("project__participation__organisation", "collaborative").get(pk=theory.pk)


@transaction.atomic
def save(*, theory: AnyTheory, by: User, step: Step, why: Why | None = None, undoes: int | None = None) -> Saved:
    """Do one step on the theory as it is now. Raises ValidationError where it would be wrong.

    why: boxes of the programme's are dropped, needed where any is. undoes: the number of the edit it takes back.
    """
    why = why or Why()
    row = locked(theory)
    before = held(row)
    edited, said = step(before)
    if isinstance(edited, Problem):
        raise refused(edited)
    if edited.theory == before.graph:
        return Saved(before, "")
    for problem in ideas_twice(edited.theory):
        raise refused(problem)
    with recording(by=by, verb=VERB, reason=why.reason):
        writer = writer_for(before, by)
        writer.write(edited.theory, why)
        row.revision += 1
        row.save(update_fields=["revision"])
        after = writer.written()
        forgot = {key: [drop.reason, drop.made_by_id] for key, drop in writer.forgotten.items()}
        _record(before, after, said, {"forgot": forgot, "why": why.reason.strip()[:500]}, by, undoes)
    new = tuple(node.id for node in after.graph.nodes if node.id not in before.graph.place)
    return Saved(after, said, new[0] if len(new) == 1 else "", new)


def _record(before: Held, after: Held, said: str, reasons: dict[str, Any], by: User, undoes: int | None) -> None:
    """reasons: forgot, by the programme's key, those that ended with the edit and who gave them: an undo gives them
    back; why, what was said of what the edit takes out."""
    row = after.row
    told = {
        "number": row.revision,
        "said": said[:500],
        "done": {**patch_json(between(before.graph, after.graph)), **reasons},
        "undo": patch_json(between(after.graph, before.graph)),
        "undoes": undoes,
        "made_by": by,
    }
    if isinstance(row, ProgrammeTheory):
        ProgrammeEdit.objects.create(theory=row, **told)
    else:
        owner = {"collaborative_id": row.collaborative_id, "participation_id": row.participation_id}
        TheoryEdit.objects.create(theory=row, **owner, **told)
