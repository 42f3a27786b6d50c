"""The programme's drivers by organisation: who took which on, what is tested under it, and what speaks for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from phases.theory.diff import Copied, compare
from phases.theory.graph import Node, Theory

State = Literal["not taken on", "taken on", "being tested", "adopted"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the programme's drivers in one organisation's theory.

    relation: what the team made of it (`Change.relation`, of the first copy). testing, adopted: how many change ideas
    beneath it are, those of their own included; believed: of how many the degree of belief is high; tests: finished
    tests of these ideas; measures: how many there are on the driver and on all beneath it, each counted once.
    """

    relation: str
    testing: int = 0
    adopted: int = 0
    believed: int = 0
    tests: int = 0
    measures: int = 0

    @property
    def state(self) -> State:
        """The furthest anything beneath the driver has come."""
        if self.relation == "dropped":
            return "not taken on"
        if self.adopted:
            return "adopted"
        return "being tested" if self.testing else "taken on"


@dataclass(frozen=True, slots=True)
class Row:
    """A driver of the programme's, and its cell for each organisation."""

    driver: Node
    cells: Mapping[str, Cell]

    def organisations(self, *states: State) -> int:
        """How many organisations are in one of these states."""
        return sum(cell.state in states for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Copy:
    """An organisation's theory. copied: what its boxes were when they were copied; measures: the ids of those that each
    box has; both by the box's id."""

    theory: Theory
    copied: Mapping[str, Copied] = field(default_factory=dict)
    measures: Mapping[str, Collection[int]] = field(default_factory=dict)


def heat(programme: Theory, copies: Mapping[str, Copy]) -> tuple[Row, ...]:
    """Every primary and secondary driver of the programme's, in its order, by organisation (its id)."""
    relations = {name: _relations(copy, programme) for name, copy in copies.items()}
    return tuple(
        Row(driver, {name: _cell(driver, copy, relations[name][driver.id]) for name, copy in copies.items()})
        for driver in programme.nodes
        if driver.kind in ("primary", "secondary")
    )


def _relations(copy: Copy, programme: Theory) -> dict[str, str]:
    found: dict[str, str] = {}
    for change in compare(copy.theory, programme, copied=copy.copied).changes:
        if change.programme:
            found.setdefault(change.programme.id, change.relation)
    return found


def _cell(driver: Node, copy: Copy, relation: str) -> Cell:
    """Counts over all copies of the driver; what is beneath two of them, or on two boxes, counts once."""
    local = copy.theory
    there = {node.id: node for node in local.nodes if node.origin == driver.id}
    beneath = {node.id: node for one in there for node in local.beneath(one)}
    ideas = [node for node in beneath.values() if node.kind == "idea"]
    return Cell(
        relation,
        testing=sum(idea.status == "testing" for idea in ideas),
        adopted=sum(idea.status == "adopted" for idea in ideas),
        believed=sum(idea.belief == "high" for idea in ideas),
        tests=sum(idea.tests for idea in ideas),
        measures=len({measure for id in there | beneath for measure in copy.measures.get(id, ())}),
    )
