"""A theory as a nested list: each node under each of its parents, with all that is beneath it where it comes first."""

from collections.abc import Iterator
from dataclasses import dataclass

from phases.theory.graph import Node, Strength, Theory


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the outline and what is nested in it.

    number: "2.1.3", which names the place. strength: of the link from the line it is nested in; "" on the first level.
    also_under: the node's other parents. again: the node stands in full further up (under the first of `also_under`)
    and what is beneath it is told there. loose: it hangs from nothing although it is no aim.
    """

    node: Node
    number: str
    strength: Strength | str
    also_under: tuple[Node, ...]
    again: bool
    loose: bool
    children: tuple["Entry", ...]

    @property
    def depth(self) -> int:
        """0 for the aim."""
        return self.number.count(".")


def outline(theory: Theory) -> tuple[Entry, ...]:
    """The aim with everything nested in it, then whatever hangs from nothing; every node is in it."""
    told: dict[str, str] = {}  # under which parent each node stands in full

    def entry(node: Node, parent: str, number: str, strength: str) -> Entry:
        again = node.id in told
        others = [other for other in theory.parents(node.id) if other.id != parent]
        if again:
            others.sort(key=lambda other: other.id != told[node.id])
        else:
            told[node.id] = parent
        # What is beneath is told once, which also ends a circle.
        beneath = [] if again else theory.links_under(node.id)
        children = tuple(
            entry(theory.by_id[link.child], node.id, f"{number}.{k}", link.strength)
            for k, link in enumerate(beneath, 1)
        )
        loose = not parent and node.kind != "aim"
        return Entry(node, number, strength, tuple(others), again, loose, children)

    first: list[Entry] = []

    def put(nodes: Iterator[Node]) -> None:
        for node in nodes:
            if node.id not in told:
                first.append(entry(node, "", str(len(first) + 1), ""))

    put(node for node in theory.nodes if node.kind == "aim")
    put(node for node in theory.nodes if not theory.links_over(node.id))
    # Only what goes round in circles is left.
    put(iter(theory.nodes))
    return tuple(first)


def lines(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """Every line from top to bottom."""
    for entry in entries:
        yield entry
        yield from lines(entry.children)
