"""A frozen design on the first page of its paper, for a board: what has to change, and how it will be seen."""

from dataclasses import dataclass

from phases.design import FAMILY, Contents, Item


@dataclass(frozen=True)
class Goal:
    """A measure in one line: its type, its name, the number to reach and by when."""

    type: str
    name: str
    goal: str
    by_when: str


@dataclass(frozen=True)
class Board:
    """The names of the primary drivers, and the measures by type."""

    drivers: tuple[str, ...]
    measures: tuple[Goal, ...]


def board(found: Contents) -> Board:
    """What a board has to know of a design, beside its aim, its populations and its signatures."""
    primary = found.theory.of_kind("primary") if found.theory else ()
    goals = [_goal(sort.name, one) for sort in FAMILY for one in found.measures if one.kind == sort.key]
    return Board(tuple(node.text for node in primary), tuple(goals))


def _goal(name: str, item: Item) -> Goal:
    facts = {fact.key: fact.value for fact in item.facts}
    return Goal(name, item.name, facts.get("Goal", ""), facts.get("Goal: by when", ""))
