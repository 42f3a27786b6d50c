"""A theory as columns of slots, so that every link runs from one column to the next.

A link that passes a column (a change idea right under a primary driver) has a slot of its own there, so that boxes make
way for it.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from phases.theory.graph import KINDS, Kind, Link, Theory


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a column: of the box of a node (`link` is None) or of a link that passes."""

    node: str
    column: int
    link: Link | None = None


@dataclass
class Layers:
    """Slots by column, each column in the theory's own order; neighbours by slot.

    kinds: which kind each column holds. steps: for each link that is drawn, its slots from parent to child.
    over: the drawn links to each node. rank: a slot's place among those of one parent.
    """

    kinds: list[Kind]
    columns: list[list[Slot]]
    before: dict[Slot, list[Slot]] = field(default_factory=dict)
    after: dict[Slot, list[Slot]] = field(default_factory=dict)
    steps: dict[Link, list[Slot]] = field(default_factory=dict)
    over: dict[str, list[Link]] = field(default_factory=dict)
    rank: dict[Slot, tuple[int, int]] = field(default_factory=dict)


def layers(theory: Theory) -> Layers:
    """The columns of a theory. Kinds that it has none of have no column; links that do not lead rightwards no steps."""
    kinds = [kind for kind in KINDS if theory.of_kind(kind)]
    column_of = {kind: i for i, kind in enumerate(kinds)}
    made = Layers(kinds, [[] for _ in kinds])
    slots: dict[str, Slot] = {}
    for i, node in enumerate(theory.by_id.values()):
        slot = slots[node.id] = Slot(node.id, column_of[node.kind])
        _put(made, slot, (0, i))
    seen: set[tuple[str, str]] = set()
    for link in theory.links:
        ends = link.parent, link.child
        if link.parent not in slots or link.child not in slots or ends in seen:
            continue
        seen.add(ends)
        if slots[link.parent].column < slots[link.child].column:
            _lead(made, link, slots, theory)
    return made


def _lead(made: Layers, link: Link, slots: dict[str, Slot], theory: Theory) -> None:
    """The slots of one link, and each the neighbour of the next."""
    first, last = slots[link.parent], slots[link.child]
    way = [first]
    for column in range(first.column + 1, last.column):
        slot = Slot(link.child, column, link)
        # Passing links stand behind the boxes of the same parent.
        _put(made, slot, (1, theory.place[link.child]))
        way.append(slot)
    way.append(last)
    made.steps[link] = way
    made.over.setdefault(link.child, []).append(link)
    for over, under in pairwise(way):
        made.after[over].append(under)
        made.before[under].append(over)


def _put(made: Layers, slot: Slot, rank: tuple[int, int]) -> None:
    made.columns[slot.column].append(slot)
    made.before[slot], made.after[slot] = [], []
    made.rank[slot] = rank
