"""How a local theory differs from the programme's: kept, reworded, moved, added, dropped.

Nodes are known by where they were copied from (`Node.origin`), and are held against what was copied then (`Copied`):
what the programme has changed since is no doing of the team's, and is told apart (`news`). A node both reworded and
moved counts as both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from phases.theory.faults import quoted
from phases.theory.graph import Kind, Link, Node, Strength, Theory
from phases.theory.signs import Mark

_SHOWN = 34  # letters of a parent's text that a mark repeats


@dataclass(frozen=True, slots=True)
class Copied:
    """A node of the programme's as it was when it was copied. under: ids of what it stood under, there or, of what is
    the team's own, here."""

    origin: str
    kind: Kind
    text: str
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One node of either theory, and what became of it.

    local is None for a node that was dropped, programme for one that was added; else it is as it was copied.
    moved_from, moved_to: parents it left and new ones it has, as nodes of the programme's and of the local theory.
    reason: why it was dropped, where said.
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


def compare(
    local: Theory,
    programme: Theory,
    reasons: Mapping[str, str] | None = None,
    copied: Mapping[str, Copied] | None = None,
) -> Difference:
    """What the team made of each node of the programme's theory.

    reasons: why nodes were dropped, by the programme's id. copied: by the local id; without it a node is held against
    the programme's of today. A node is moved when it stands under other nodes than its original, or on another level.
    An origin that is known from neither counts as none: the node was added. What the programme has taken out itself is
    not dropped. A local aim without origin is the programme's aim, reworded.
    """
    reasons = reasons or {}
    known = _Known(local, programme, copied or {})
    changes = [known.change(node) for node in local.nodes]
    used = {change.programme.id for change in changes if change.programme}
    dropped = [Change(None, node, reason=reasons.get(node.id, "")) for node in programme.nodes if node.id not in used]
    return Difference((*changes, *dropped))


def since(before: Theory, now: Theory) -> Difference:
    """What became of each node of a theory since it was as `before`: the same theory, whose nodes kept their ids."""
    nodes = tuple(replace(node, origin=node.id) for node in now.nodes)
    return compare(Theory(nodes, now.links), before)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is not the same beside the boxes themselves. links: child, parent and how strong the link is now; beliefs:
    nodes whose degree of belief is another, as they were and are; reordered: whether the same boxes stand in another
    order."""

    links: tuple[tuple[Node, Node, Strength], ...]
    beliefs: tuple[tuple[Node, Node], ...]
    reordered: bool

    def __bool__(self) -> bool:
        return bool(self.links or self.beliefs or self.reordered)


def otherwise_since(before: Theory, now: Theory) -> Otherwise:
    """Strengths of links, beliefs and order that are others since a theory was as `before`, of what was there then."""
    strengths = {(link.parent, link.child): link.strength for link in before.links}
    links = [link for link in now.links if strengths.get((link.parent, link.child), link.strength) != link.strength]
    both = [(before.by_id[node.id], node) for node in now.nodes if node.id in before.by_id]
    stayed = [node.id for node in before.nodes if node.id in now.by_id]
    return Otherwise(
        tuple((now.by_id[link.child], now.by_id[link.parent], link.strength) for link in links),
        tuple((old, new) for old, new in both if old.belief != new.belief),
        stayed != [new.id for _, new in both],
    )


class _Known:
    """What each node of a local theory was when it was copied."""

    def __init__(self, local: Theory, programme: Theory, copied: Mapping[str, Copied]) -> None:
        self.local, self.programme, self.copied = local, programme, copied
        # What is still there last, so that its words are used.
        every = sorted(copied, key=lambda id: id in local.by_id)
        was = {copied[id].origin: Node(copied[id].origin, copied[id].kind, copied[id].text) for id in every}
        self.named = {**local.by_id, **programme.by_id, **was}

    def change(self, node: Node) -> Change:
        """What the team made of it."""
        original = self.original(node)
        if original is None:
            return Change(node, None)
        before = self.under(node, original)
        now = {self.id_there(parent): parent for parent in self.local.parents(node.id)}
        left = tuple(self.named[id] for id in before if id not in now and id in self.named)
        new = tuple(parent for id, parent in now.items() if id not in before)
        reworded = " ".join(node.text.split()) != " ".join(original.text.split())
        moved = set(before) != set(now) or node.kind != original.kind
        return Change(node, original, reworded, moved, left, new)

    def original(self, node: Node) -> Node | None:
        """What a node was copied from; an aim that was written afresh stands for the programme's."""
        if node.id in self.copied:
            return Node(self.copied[node.id].origin, self.copied[node.id].kind, self.copied[node.id].text)
        original = self.programme.by_id.get(node.origin) if node.origin else None
        if original is None and node.kind == "aim":
            return next(iter(self.programme.of_kind("aim")), None)
        return original

    def under(self, node: Node, original: Node) -> tuple[str, ...]:
        """The ids of what its original stood under."""
        if node.id in self.copied:
            return self.copied[node.id].under
        return tuple(parent.id for parent in self.programme.parents(original.id))

    def id_there(self, node: Node) -> str:
        """The id of what a node was copied from; its own where it is the team's."""
        original = self.original(node)
        return original.id if original else node.id


@dataclass(frozen=True, slots=True)
class News:
    """A node that the programme has put otherwise since it was copied.

    was: its words then. now: as the programme has it today, None where it was taken out there. reworded: it has words
    that the team's has not. over: what it stands under there now, where that was something else.
    """

    local: Node
    was: str
    now: Node | None
    reworded: bool
    over: tuple[Node, ...]


def news(local: Theory, programme: Theory, copied: Mapping[str, Copied]) -> tuple[News, ...]:
    """What the programme has changed of the nodes that a team has a copy of, since they were copied."""
    found = []
    for node in local.nodes:
        was, now = copied.get(node.id), programme.by_id.get(node.origin)
        if was is None:
            continue
        if now is None:
            found.append(News(node, was.text, None, reworded=False, over=()))
            continue
        reworded = now.text != was.text and now.text != node.text
        parents = programme.parents(now.id)
        over = tuple(parents) if {parent.id for parent in parents} != set(was.under) else ()
        if reworded or over:
            found.append(News(node, was.text, now, reworded, over))
    return tuple(found)


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
        marks[id] = (Mark("dropped", f"Not used: {change.reason}" if change.reason else "Not used, no reason given"),)
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
