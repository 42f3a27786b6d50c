"""What a theory of change is made of, and what is wrong with one.

An aim stands over primary drivers, a primary driver over secondary drivers, and a driver of either sort over change
ideas: a small theory needs no secondary drivers. No other link is right. A node may stand under several others.
The order of the nodes is the order in which a person put them; siblings are shown in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["aim", "primary", "secondary", "idea"]
Strength = Literal["solid", "dotted"]
Belief = Literal["", "low", "moderate", "high"]
Status = Literal["", "testing", "adopted", "abandoned"]

KINDS: tuple[Kind, ...] = ("aim", "primary", "secondary", "idea")
STRENGTHS: tuple[Strength, ...] = ("solid", "dotted")
BELIEFS: tuple[Belief, ...] = ("", "low", "moderate", "high")
STATUSES: tuple[Status, ...] = ("", "testing", "adopted", "abandoned")
KIND_NAMES: dict[str, str] = {
    "aim": "aim",
    "primary": "primary driver",
    "secondary": "secondary driver",
    "idea": "change idea",
}
# How many letters a node's text may have: a tested idea's name is shorter than a driver, and so is a programme's aim
# than that of a project, which has other places too.
LONGEST: dict[str, int] = {"aim": 400, "primary": 400, "secondary": 400, "idea": 200}
LONGEST_AIM = 2000
# What a node of each kind may stand under.
OVER: dict[str, tuple[str, ...]] = {
    "aim": (),
    "primary": ("aim",),
    "secondary": ("primary",),
    "idea": ("primary", "secondary"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One box. `text` is shown as it is.

    measures: how many measures it has. belief: degree of belief that it will help. status: of a change idea, how far
    its testing is. tests: how many finished tests it has. origin: id of the programme's node it was copied from.
    parts: of an aim, what it is made of (`aims.PARTS`).
    """

    id: str
    kind: Kind
    text: str
    measures: int = 0
    belief: Belief = ""
    status: Status = ""
    tests: int = 0
    origin: str = ""
    parts: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """0 for the aim to 3 for a change idea."""
        return KINDS.index(self.kind)


@dataclass(frozen=True, slots=True)
class Link:
    """`child` is thought to bring `parent` about; a dotted link is a weaker belief."""

    parent: str
    child: str
    strength: Strength = "solid"


@dataclass(frozen=True)
class Theory:
    """Nodes in a person's order, and links, which are kept in the order of the nodes they join.

    Any nodes and links make a Theory, so that a wrong one can be told what is wrong with it (`problems`).
    """

    nodes: tuple[Node, ...] = ()
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        place = {node.id: i for i, node in enumerate(self.nodes)}
        far = len(place)

        def order(link: Link) -> tuple[int, int, str, str, str]:
            return place.get(link.parent, far), place.get(link.child, far), link.parent, link.child, link.strength

        object.__setattr__(self, "links", tuple(sorted(self.links, key=order)))

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Every node by its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each node stands in the order of them all."""
        return {node.id: i for i, node in enumerate(self.nodes)}

    @cached_property
    def _joined(self) -> tuple[dict[str, list[Link]], dict[str, list[Link]]]:
        under: dict[str, list[Link]] = {node.id: [] for node in self.nodes}
        over: dict[str, list[Link]] = {node.id: [] for node in self.nodes}
        for link in self.links:
            if link.parent in under and link.child in over:
                under[link.parent].append(link)
                over[link.child].append(link)
        return under, over

    def links_under(self, id: str) -> list[Link]:
        """Links from this node to those beneath it that are there, in order."""
        return self._joined[0].get(id, [])

    def links_over(self, id: str) -> list[Link]:
        """Links to this node from those above it that are there, in order."""
        return self._joined[1].get(id, [])

    def children(self, id: str) -> list[Node]:
        """The nodes beneath, in order."""
        return [self.by_id[link.child] for link in self.links_under(id)]

    def parents(self, id: str) -> list[Node]:
        """The nodes above, in order."""
        return [self.by_id[link.parent] for link in self.links_over(id)]

    def of_kind(self, kind: Kind) -> list[Node]:
        """All nodes of a kind, in order."""
        return [node for node in self.nodes if node.kind == kind]

    def beneath(self, id: str) -> list[Node]:
        """Every node that can be reached downwards, without the one itself, each once, in order."""
        found = reachable(self, self.links_under(id)) - {id}
        return [node for node in self.nodes if node.id in found]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: `code` for programs, the ids of the `nodes` meant, `text` a sentence for the person."""

    code: str
    nodes: tuple[str, ...]
    text: str


def reachable(theory: Theory, links: Iterable[Link]) -> set[str]:
    """Ids of every node at the lower end of these links or beneath it."""
    found: set[str] = set()
    waiting = [link.child for link in links]
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting.extend(link.child for link in theory.links_under(id))
    return found


def same_words(text: str) -> str:
    """A text without what makes no difference to a reader: capitals and spaces."""
    return " ".join(text.split()).casefold()
