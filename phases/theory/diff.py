"""How a local theory differs from the programme's: kept, reworded, moved, added, dropped.

Nodes are known by where they were copied from (`Node.origin`). A node both reworded and moved counts as both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from phases.theory.faults import quoted
from phases.theory.graph import Link, Node, Theory
from phases.theory.signs import Mark

_SHOWN = 34  # letters of a parent's text that a mark repeats


@dataclass(frozen=True, slots=True)
class Change:
    """One node of either theory, and what became of it.

    local is None for a node that was dropped, programme for one that was added. moved_from, moved_to: parents it left
    and new ones it has, as nodes of the programme's and of the local theory. reason: why it was dropped, where said.
    """

    local: Node | None
    programme: Node | None
    reworded: bool = False
    moved: bool = False
    moved_from: tuple[Node, ...] = ()
    moved_to: tuple[Node, ...] = ()
    reason: str = ""

    @property
    def relation(self) -> Literal["kept", "reworded", "moved", "reworded and moved", "added", "dropped"]:
        """In words."""
        if self.local is None:
            return "dropped"
        if self.programme is None:
            return "added"
        if self.reworded and self.moved:
            return "reworded and moved"
        if self.reworded:
            return "reworded"
        return "moved" if self.moved else "kept"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes; `both` are among the reworded as well as among the moved."""

    kept: int
    reworded: int
    moved: int
    both: int
    added: int
    dropped: int

    @property
    def local(self) -> int:
        """How many nodes the local theory has."""
        return self.kept + self.reworded + self.moved - self.both + self.added


@dataclass(frozen=True, slots=True)
class Difference:
    """Every node of the local theory in its order, then those dropped in the programme's order."""

    changes: tuple[Change, ...]

    @property
    def counts(self) -> Counts:
        """How many of each."""
        there = [change for change in self.changes if change.local and change.programme]
        return Counts(
            kept=sum(not (change.reworded or change.moved) for change in there),
            reworded=sum(change.reworded for change in there),
            moved=sum(change.moved for change in there),
            both=sum(change.reworded and change.moved for change in there),
            added=sum(change.programme is None for change in self.changes),
            dropped=sum(change.local is None for change in self.changes),
        )


def compare(local: Theory, programme: Theory, reasons: Mapping[str, str] | None = None) -> Difference:
    """What became of each node of the programme's theory in the local one.

    reasons: why nodes were dropped, by the programme's id. A node is moved when it stands under other nodes than its
    original, or on another level. An origin the programme does not have counts as none: the node was added.
    A local aim without origin is the programme's aim, reworded.
    """
    reasons = reasons or {}
    changes = [_change(node, local, programme) for node in local.nodes]
    used = {change.programme.id for change in changes if change.programme}
    dropped = [Change(None, node, reason=reasons.get(node.id, "")) for node in programme.nodes if node.id not in used]
    return Difference((*changes, *dropped))


def since(before: Theory, now: Theory) -> Difference:
    """What became of each node of a theory since it was as `before`: the same theory, whose nodes kept their ids."""
    nodes = tuple(replace(node, origin=node.id) for node in now.nodes)
    return compare(Theory(nodes, now.links), before)


def _change(node: Node, local: Theory, programme: Theory) -> Change:
    original = _original(node, programme)
    if original is None:
        return Change(node, None)
    before = {parent.id: parent for parent in programme.parents(original.id)}
    now = [(parent, _original(parent, programme)) for parent in local.parents(node.id)]
    stayed = {origin.id for _, origin in now if origin}
    left = tuple(parent for id, parent in before.items() if id not in stayed)
    new = tuple(parent for parent, origin in now if origin is None or origin.id not in before)
    reworded = " ".join(node.text.split()) != " ".join(original.text.split())
    moved = bool(left or new) or node.kind != original.kind
    return Change(node, original, reworded, moved, left, new)


def _original(node: Node, programme: Theory) -> Node | None:
    """What a node was copied from; an aim that was written afresh stands for the programme's."""
    original = programme.by_id.get(node.origin) if node.origin else None
    if original is None and node.kind == "aim":
        return next(iter(programme.of_kind("aim")), None)
    return original


def together(local: Theory, programme: Theory, difference: Difference) -> tuple[Theory, dict[str, tuple[Mark, ...]]]:
    """One theory to be drawn, and its marks: the local one with what was dropped put where it was.

    A dropped node hangs from what its parents became, or from its dropped parents; its id is the programme's with
    "dropped:" before it. The aim is never put in twice.
    """
    marks = {change.local.id: _marks(change) for change in difference.changes if change.local}
    became: dict[str, list[str]] = {}
    for change in difference.changes:
        if change.local and change.programme:
            became.setdefault(change.programme.id, []).append(change.local.id)
    gone = [change for change in difference.changes if change.local is None and change.programme]
    nodes, links = list(local.nodes), list(local.links)
    for change in gone:
        original = change.programme
        if original is None or (original.kind == "aim" and local.of_kind("aim")):
            continue
        id = f"dropped:{original.id}"
        became[original.id] = [id]
        nodes.append(Node(id, original.kind, original.text, origin=original.id))
        marks[id] = (Mark("dropped", f"Dropped: {change.reason}" if change.reason else "Dropped, no reason given"),)
    aims = [node.id for node in local.of_kind("aim")]
    for change in gone:
        if change.programme and f"dropped:{change.programme.id}" in marks:
            for link in programme.links_over(change.programme.id):
                links.extend(_ghost_links(link, became.get(link.parent, aims)))
    return Theory(tuple(nodes), tuple(links)), marks


def _ghost_links(link: Link, parents: Iterable[str]) -> Iterable[Link]:
    return [Link(parent, f"dropped:{link.child}", link.strength) for parent in parents]


def _marks(change: Change) -> tuple[Mark, ...]:
    if change.programme is None:
        return (Mark("added", "Added"),)
    marks = []
    if change.reworded:
        marks.append(Mark("reworded", "Reworded"))
    if change.moved:
        marks.append(Mark("moved", f"Moved{_whence(change)}"))
    return tuple(marks) or (Mark("kept", "Kept"),)


def _whence(change: Change) -> str:
    """Where from, or where else to, in a few words."""
    if change.moved_from:
        return f" from {_named(change.moved_from)}"
    return f": also under {_named(change.moved_to)}" if change.moved_to else ""


def _named(nodes: Iterable[Node]) -> str:
    return ", ".join(quoted(node.text, _SHOWN) for node in nodes)
