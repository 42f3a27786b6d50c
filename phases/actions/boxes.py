"""Edits of a theory's boxes and lines, the programme's and a project's alike."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.models import User
from phases.actions.rows import Why
from phases.actions.saving import Clash, Saved, Step, locked, save
from phases.queries.edits import edits_of, open_edits
from phases.queries.theory import AnyTheory, Held, held
from phases.theory import aims, edits
from phases.theory.asjson import patch_of
from phases.theory.edits import Children
from phases.theory.faults import quoted
from phases.theory.graph import KIND_NAMES, Kind, Node, Problem, Strength, same_words
from phases.theory.patch import Edited, apply, missing

# How far back who changed a box is looked for.
_LOOKED = 50


def new_key() -> str:
    """A name for a new box that nothing has."""
    # A letter first: a spreadsheet would take 12e45 for a number.
    return f"b{secrets.token_hex(4)}"


def _named(there: Held, key: str) -> str:
    node = there.graph.by_id.get(key)
    return f"{KIND_NAMES[node.kind]} {quoted(node.text)}" if node else "a box"


def _short(there: Held, key: str) -> str:
    node = there.graph.by_id.get(key)
    return quoted(node.text) if node else "a box"


@transaction.atomic
def add_box(
    *,
    theory: AnyTheory,
    by: User,
    kind: Kind,
    text: str,
    under: Sequence[str],
    strength: Strength = "solid",
    origin: str = "",
) -> Saved:
    """A new box under these parents (keys), last of its siblings. Raises ValidationError where it would be wrong."""

    def step(there: Held) -> tuple[Edited | Problem, str]:
        node = Node(new_key(), kind, " ".join(text.split()), origin=origin)
        where = " and ".join(_short(there, parent) for parent in under)
        said = f"Added {KIND_NAMES[kind]} {quoted(node.text)}" + (f" under {where}" if under else "")
        return edits.add(there.graph, node, under, strength=strength), said

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def add_boxes(
    *, theory: AnyTheory, by: User, kind: Kind, texts: Sequence[str], under: str, strength: Strength = "solid"
) -> Saved:
    """A new box for each of these texts under one parent (its key), in this order, as one edit. Raises ValidationError
    where any would be wrong, and then adds none."""
    if len(texts) == 1:
        return add_box(theory=theory, by=by, kind=kind, text=texts[0], under=[under], strength=strength)

    def step(there: Held) -> tuple[Edited | Problem, str]:
        nodes = [Node(new_key(), kind, " ".join(text.split())) for text in texts]
        graph = there.graph
        for node in nodes:
            added = edits.add(graph, node, [under], strength=strength)
            if isinstance(added, Problem):
                return added, ""
            graph = added.theory
        named = ", ".join(quoted(node.text) for node in nodes)
        said = f"Added {edits.counted(nodes)} under {_short(there, under)}: {named}"
        return edits.edited(there.graph, graph), said

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def reword_box(*, theory: AnyTheory, by: User, key: str, text: str, seen: str, parts: Sequence[str] = ()) -> Saved:
    """Other words for a box; for an aim they may come in parts (`aims.PARTS`).

    seen: its words when the person began. Raises Clash where they are others by now, ValidationError where the new
    ones would be wrong.
    """
    words = aims.words(parts) if any(parts) else " ".join(text.split())

    def step(there: Held) -> tuple[Edited | Problem, str]:
        node = there.graph.by_id.get(key)
        _no_clash(there, key, seen, words)
        done = edits.say_aim(there.graph, key, parts) if any(parts) else edits.reword(there.graph, key, words)
        was = node.text if node else ""
        return done, f"Reworded {quoted(was)} to {quoted(words)}"

    return save(theory=theory, by=by, step=step)


def _no_clash(there: Held, key: str, seen: str, words: str) -> None:
    node = there.graph.by_id.get(key)
    theirs = node.text if node else ""
    # Line breaks and spaces come back from a browser as they please.
    if same_words(theirs) in (same_words(seen), same_words(words)) and theirs:
        return
    if node is None and key not in there.nodes:
        return
    for edit in edits_of(there.row)[:_LOOKED]:
        patch = patch_of(edit.done)
        if key in {one.id for one in patch.removed} | {new.id for _, new in patch.changed}:
            raise Clash(key, theirs, words, edit.made_by.get_full_name(), edit.made_at)
    raise Clash(key, theirs, words)


@transaction.atomic
def move_box(*, theory: AnyTheory, by: User, key: str, old: str, new: str) -> Saved:
    """A box with all beneath it from under one parent to under another."""

    def step(there: Held) -> tuple[Edited | Problem, str]:
        said = f"Moved {_named(there, key)} from {_short(there, old)} to {_short(there, new)}"
        return edits.reparent(there.graph, key, old, new), said

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def put_also_under(*, theory: AnyTheory, by: User, key: str, parent: str, strength: Strength = "solid") -> Saved:
    """A box under one more parent."""

    def step(there: Held) -> tuple[Edited | Problem, str]:
        said = f"Put {_named(there, key)} also under {_short(there, parent)}"
        return edits.add_parent(there.graph, key, parent, strength), said

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def take_from_under(*, theory: AnyTheory, by: User, key: str, parent: str) -> Saved:
    """A box no longer under this one of its parents."""

    def step(there: Held) -> tuple[Edited | Problem, str]:
        said = f"Took {_named(there, key)} from under {_short(there, parent)}"
        return edits.remove_parent(there.graph, key, parent), said

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def set_link(*, theory: AnyTheory, by: User, key: str, parent: str, strength: Strength) -> Saved:
    """How sure the team is of a link."""

    def step(there: Held) -> tuple[Edited | Problem, str]:
        how = "a weaker link" if strength == "dotted" else "a strong link"
        said = f"Made {how} between {_short(there, key)} and {_short(there, parent)}"
        return edits.set_strength(there.graph, key, parent, strength), said

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def shift_box(*, theory: AnyTheory, by: User, key: str, parent: str, up: bool) -> Saved:
    """A box one place up or down among its siblings of the same level; at the end nothing changes."""

    def step(there: Held) -> tuple[Edited | Problem, str]:
        node = there.graph.by_id.get(key)
        if node is None:
            return missing(), ""
        siblings = [other.id for other in there.graph.children(parent) if other.kind == node.kind]
        at = siblings.index(key) if key in siblings else -1
        if at < 0:
            return missing(), ""
        other = at - 1 if up else at + 1
        after = _before(there, node, siblings[other]) if up and other >= 0 else key
        if not up and other < len(siblings):
            after = siblings[other]
        said = f"Moved {_named(there, key)} {'up' if up else 'down'}"
        return edits.reorder(there.graph, key, after), said

    saved = save(theory=theory, by=by, step=step)
    return saved if saved.said else replace(saved, idle=f"It is {'first' if up else 'last'} already")


def _before(there: Held, node: Node, other: str) -> str:
    """The box after which one stands that comes right before another of its level; "" for the first place."""
    same = [one.id for one in there.graph.of_kind(node.kind) if one.id != node.id]
    at = same.index(other)
    return same[at - 1] if at else ""


@transaction.atomic
def place_after(*, theory: AnyTheory, by: User, key: str, after: str) -> Saved:
    """A box right after another of its level."""

    def step(there: Held) -> tuple[Edited | Problem, str]:
        said = f"Moved {_named(there, key)} after {_short(there, after)}"
        return edits.reorder(there.graph, key, after), said

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def remove_box(
    *, theory: AnyTheory, by: User, key: str, children: Children = "refuse", heir: str = "", reason: str = ""
) -> Saved:
    """Take a box out; `children` and `heir` as in phases.theory.edits.remove.

    reason: why, needed where it or anything that goes with it was copied from the programme's theory.
    """

    def step(there: Held) -> tuple[Edited | Problem, str]:
        done = edits.remove(there.graph, key, children, heir=heir)
        more = [] if isinstance(done, Problem) else [node for node in done.done.removed if node.id != key]
        many = edits.counted(more)
        also = f"{',' if ' and ' in many else ' and'} {many}" if more else ""
        return done, f"Removed {_named(there, key)}{also}"

    return save(theory=theory, by=by, step=step, why=Why(reason))


@transaction.atomic
def undo(*, theory: AnyTheory, by: User, number: int) -> Saved:
    """Take back the latest edit that still fits, which the person saw as this number. Raises ValidationError where it
    is another by now."""
    step, why = _back(theory, number, again=False)
    return save(theory=theory, by=by, step=step, why=why, undoes=number)


@transaction.atomic
def redo(*, theory: AnyTheory, by: User, number: int) -> Saved:
    """Do again what the taking back of this number took back."""
    step, why = _back(theory, number, again=True)
    return save(theory=theory, by=by, step=step, why=why, undoes=number)


def _back(theory: AnyTheory, number: int, *, again: bool) -> tuple[Step, Why]:
    """What takes an edit back, and why parts of the programme's theory were not there before it."""
    # Of two who take back the same edit the second must see that it is done.
    known = open_edits(held(locked(theory)))
    edit = known.redo if again else known.undo
    if edit is None or edit.number != number:
        raise ValidationError("Somebody has changed the theory since you looked. Look at it again first.")
    words = known.redone if again else edit.said

    def step(there: Held) -> tuple[Edited | Problem, str]:
        return apply(there.graph, patch_of(edit.undo)), f"{'Done again' if again else 'Undone'}: {words}"

    given = {key: (reason, who) for key, (reason, who) in edit.done.get("forgot", {}).items()}
    return step, Why(given=given)
