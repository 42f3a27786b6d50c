"""What one edit changes: enough to write it, to undo it, and to notice that somebody else changed the same."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from phases.theory.faults import problems, quoted
from phases.theory.graph import Link, Node, Problem, Theory


@dataclass(frozen=True, slots=True)
class Place:
    """A node that is new, or stands elsewhere than before, and the id of the node it follows ("" for the first)."""

    node: Node
    after: str
    new: bool


@dataclass(frozen=True, slots=True)
class Patch:
    """From one theory to another.

    removed: nodes as they were. changed: pairs of a node before and after. placed: in the order to place them.
    """

    removed: tuple[Node, ...] = ()
    changed: tuple[tuple[Node, Node], ...] = ()
    placed: tuple[Place, ...] = ()
    unlinked: tuple[Link, ...] = ()
    linked: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """The theory after an edit, what the edit did, and what takes it back."""

    theory: Theory
    done: Patch
    undo: Patch


def between(before: Theory, after: Theory) -> Patch:
    """What makes `after` of `before`."""
    common = [node for node in after.nodes if node.id in before.place]
    still = _longest_rising([before.place[node.id] for node in common])
    staying = {common[k].id for k in still}
    placed = []
    last = ""
    for node in after.nodes:
        if node.id not in staying:
            placed.append(Place(node, last, new=node.id not in before.place))
        last = node.id
    links_before, links_after = set(before.links), set(after.links)
    return Patch(
        removed=tuple(node for node in before.nodes if node.id not in after.place),
        changed=tuple((before.by_id[node.id], node) for node in common if before.by_id[node.id] != node),
        placed=tuple(placed),
        unlinked=tuple(link for link in before.links if link not in links_after),
        linked=tuple(link for link in after.links if link not in links_before),
    )


def edited(before: Theory, after: Theory) -> Edited | Problem:
    """The edit that makes `after` of `before`, or the first thing that is wrong with `after` and was not before."""
    known = {(problem.code, problem.nodes) for problem in problems(before)}
    for problem in problems(after):
        if (problem.code, problem.nodes) not in known:
            return problem
    return Edited(after, between(before, after), between(after, before))


def apply(theory: Theory, patch: Patch) -> Edited | Problem:
    """The theory with a patch applied: an undo, or an edit that was made from the same texts and links.

    A Problem where what it would change is no longer as it was, or where the result would not be a right theory.
    """
    problem = _changed_meanwhile(theory, patch)
    if problem:
        return problem
    texts = {old.id: new for old, new in patch.changed}
    away = {node.id for node in patch.removed} | {place.node.id for place in patch.placed}
    nodes = [texts.get(node.id, node) for node in theory.nodes if node.id not in away]
    for place in patch.placed:
        id = place.node.id
        ends = {other.id: k for k, other in enumerate(nodes, 1)}
        # What it followed may be gone by now: then it comes last.
        at = ends.get(place.after, len(nodes)) if place.after else 0
        # Somebody may have reworded a node that is only put elsewhere.
        nodes.insert(at, place.node if place.new else texts.get(id, theory.by_id[id]))
    unlinked = set(patch.unlinked)
    links = [link for link in theory.links if link not in unlinked]
    return edited(theory, Theory(tuple(nodes), (*links, *patch.linked)))


def missing() -> Problem:
    """The sentence for an edit of something that is no longer there."""
    return Problem("missing", (), "This is not there any more: somebody may have removed it. Load the page again.")


def _changed_meanwhile(theory: Theory, patch: Patch) -> Problem | None:
    expected = [*patch.removed, *(old for old, _ in patch.changed)]
    for node in expected:
        now = theory.by_id.get(node.id)
        if now is None:
            return missing()
        if now != node:
            return _differs(now)
    for place in patch.placed:
        if place.new and place.node.id in theory.place:
            return _differs(theory.by_id[place.node.id])
        if not place.new and place.node.id not in theory.place:
            return missing()
    return _joined_otherwise(theory, patch)


def _joined_otherwise(theory: Theory, patch: Patch) -> Problem | None:
    gone, new = {node.id for node in patch.removed}, {place.node.id for place in patch.placed}
    for link in (*patch.unlinked, *patch.linked):
        for end in (link.parent, link.child):
            if end not in theory.place and end not in new:
                return missing()
    there = set(theory.links)
    lost = [link for link in patch.unlinked if link not in there]
    # A removed node may have come to stand over or under others since.
    more = [x for x in theory.links if {x.parent, x.child} & gone and x not in set(patch.unlinked)]
    for link in (*lost, *more):
        return _differs(theory.by_id[link.child])
    return None


def _differs(node: Node) -> Problem:
    text = f"{quoted(node.text)} has been changed since, so this cannot be done. Load the page again to see how it is."
    return Problem("changed meanwhile", (node.id,), text)


def _longest_rising(numbers: Iterable[int]) -> list[int]:
    """Positions of a longest rising run of numbers, not necessarily neighbours: these need not be moved."""
    values = list(numbers)
    ends: list[int] = []  # the smallest last value of a run of each length
    at: list[int] = []
    before: list[int] = []
    for k, value in enumerate(values):
        length = bisect_left(ends, value)
        ends[length : length + 1] = [value]
        at[length : length + 1] = [k]
        before.append(at[length - 1] if length else -1)
    run = []
    k = at[-1] if at else -1
    while k >= 0:
        run.append(k)
        k = before[k]
    return run[::-1]
