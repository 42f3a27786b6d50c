"""The programme's drivers by organisation: who took which on, what is being tested under it, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from phases.theory.diff import compare
from phases.theory.graph import Node, Theory

State = Literal["not taken on", "taken on", "being tested", "adopted"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the programme's drivers in one organisation's theory.

    relation: what became of it there (`Change.relation`, of the first copy). ideas: how many change ideas are beneath
    it, those of their own included; testing, adopted, abandoned: how many of these are; believed: of how many the
    degree of belief is high; tests: finished tests of these ideas; measures: of the driver and of all beneath it.
    """

    relation: str
    ideas: int = 0
    testing: int = 0
    adopted: int = 0
    abandoned: int = 0
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
class Heat:
    """Rows in the programme's order. elsewhere: how many ideas each organisation has that hang from none of them."""

    rows: tuple[Row, ...]
    elsewhere: Mapping[str, int]


def heat(programme: Theory, theories: Mapping[str, Theory]) -> Heat:
    """Every primary and secondary driver of the programme's by organisation; theories are by the organisation's id."""
    drivers = [node for node in programme.nodes if node.kind in ("primary", "secondary")]
    relations = {name: _relations(local, programme) for name, local in theories.items()}
    return Heat(
        tuple(
            Row(
                driver,
                {name: _cell(driver, local, relations[name][driver.id]) for name, local in theories.items()},
            )
            for driver in drivers
        ),
        {name: _elsewhere(local, {driver.id for driver in drivers}) for name, local in theories.items()},
    )


def _relations(local: Theory, programme: Theory) -> dict[str, str]:
    found: dict[str, str] = {}
    for change in compare(local, programme).changes:
        if change.programme:
            found.setdefault(change.programme.id, change.relation)
    return found


def _cell(driver: Node, local: Theory, relation: str) -> Cell:
    """Counts over all copies of the driver; what is beneath two of them counts once."""
    copies = [node for node in local.nodes if node.origin == driver.id]
    beneath = {node.id: node for copy in copies for node in local.beneath(copy.id)}
    ideas = [node for node in beneath.values() if node.kind == "idea"]
    every = {copy.id: copy for copy in copies} | beneath
    return Cell(
        relation,
        ideas=len(ideas),
        testing=sum(idea.status == "testing" for idea in ideas),
        adopted=sum(idea.status == "adopted" for idea in ideas),
        abandoned=sum(idea.status == "abandoned" for idea in ideas),
        believed=sum(idea.belief == "high" for idea in ideas),
        tests=sum(idea.tests for idea in ideas),
        measures=sum(node.measures for node in every.values()),
    )


def _elsewhere(local: Theory, drivers: set[str]) -> int:
    known = {node.id for copy in local.nodes if copy.origin in drivers for node in local.beneath(copy.id)}
    return sum(node.kind == "idea" and node.id not in known for node in local.nodes)
