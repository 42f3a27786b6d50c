"""Keeping versions of a theory, and bringing one from a table."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from phases.actions.boxes import new_key
from phases.actions.rows import Why
from phases.actions.saving import Saved, locked, save
from phases.models import ProgrammeTheory, ProgrammeTheoryVersion, TheoryVersion
from phases.queries.edits import versions_of
from phases.queries.theory import AnyTheory, Held, held
from phases.theory.asjson import theory_json
from phases.theory.graph import Link, Node, Problem, Theory, same_words
from phases.theory.patch import Edited, edited

AnyVersion = TheoryVersion | ProgrammeTheoryVersion
LONGEST_NAME = 200


@transaction.atomic
def keep_version(*, theory: AnyTheory, by: User, name: str) -> AnyVersion:
    """The whole theory as it is now, under a name. Raises ValidationError by field."""
    words = " ".join(name.split())
    if not words:
        raise ValidationError({"name": "Enter a name for this version"})
    if len(words) > LONGEST_NAME:
        raise ValidationError({"name": f"The name must be {LONGEST_NAME} characters or fewer"})
    row = locked(theory)
    latest = versions_of(row).first()
    said = {
        "number": latest.number + 1 if latest else 1,
        "name": words,
        "revision": row.revision,
        "graph": theory_json(held(row).believed),
        "made_by": by,
    }
    with recording(by=by, verb="kept a version of the theory of change"):
        if isinstance(row, ProgrammeTheory):
            return ProgrammeTheoryVersion.objects.create(theory=row, **said)
        owner = {"collaborative_id": row.collaborative_id, "participation_id": row.participation_id}
        return TheoryVersion.objects.create(theory=row, **owner, **said)


@transaction.atomic
def bring_table(*, theory: AnyTheory, by: User, table: Theory, revision: int, reason: str = "") -> Saved:
    """Make the theory what a table says; what is not in it is taken out. The same table again changes nothing.

    revision: of the theory whose changes the person looked at. Raises ValidationError where it is another by now.
    """

    def step(there: Held) -> tuple[Edited | Problem, str]:
        if there.row.revision != revision:
            raise ValidationError("Somebody has changed the theory since you looked. Look at what would change again.")
        new = fitted(there.graph, table)
        many = len(new.nodes)
        return edited(there.graph, new), f"Brought a table of {many} box{'es' if many != 1 else ''}"

    return save(theory=theory, by=by, step=step, why=Why(reason))


def fitted(now: Theory, table: Theory) -> Theory:
    """The table's theory with the keys of the boxes it means: those of the same reference and level, else the same
    words on the same level; the aim is the aim. Other boxes are new."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for known in (_same_reference, _same_place):
        for node in table.nodes:
            meant = known(now, node) if node.id not in names else None
            if meant is not None and meant.id not in taken:
                names[node.id] = meant.id
                taken.add(meant.id)
    nodes = [_made(now, node, names.setdefault(node.id, new_key())) for node in table.nodes]
    links = [Link(names[link.parent], names[link.child], link.strength) for link in table.links]
    return Theory(tuple(nodes), tuple(links))


def _same_reference(now: Theory, node: Node) -> Node | None:
    meant = now.by_id.get(node.id)
    return meant if meant and meant.kind == node.kind else None


def _same_place(now: Theory, node: Node) -> Node | None:
    if node.kind == "aim":
        return next(iter(now.of_kind("aim")), None)
    return next((one for one in now.of_kind(node.kind) if same_words(one.text) == same_words(node.text)), None)


def _made(now: Theory, node: Node, key: str) -> Node:
    """The box as the theory keeps it: belief and counts are no part of a table that is brought."""
    before = now.by_id.get(key)
    if before is None:
        return Node(key, node.kind, " ".join(node.text.split()))
    same = same_words(before.text) == same_words(node.text)
    return before if same else replace(before, text=" ".join(node.text.split()), parts=())
