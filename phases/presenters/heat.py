"""The programme's drivers by organisation: who took which on, in words and colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from organisations.models import Participation
from phases.presenters.pictures import dressed_many
from phases.presenters.theory import RELATIONS
from phases.queries.theory import Held
from phases.theory.graph import KIND_NAMES, Theory
from phases.theory.heat import Cell, heat

# The furthest of an organisation's several projects stands for it.
STATES = ("not taken on", "taken on", "being tested", "adopted")


@dataclass(frozen=True)
class Square:
    """One driver at one organisation. state: a word of STATES; relation: what the team made of it. tests, measures: how
    many finished tests there are beneath it, and how many measures on it and on what is beneath it."""

    state: str
    relation: str
    level: int
    tests: int = 0
    measures: int = 0


@dataclass(frozen=True)
class Band:
    """A driver with its squares in the order of the organisations, how many took it on, and their tests and measures
    together."""

    text: str
    kind: str
    squares: tuple[Square, ...]
    taken: int
    testing: int
    adopted: int
    tests: int
    measures: int


@dataclass(frozen=True)
class Map:
    """The whole. places: those that have a theory; without: the names of those that have none."""

    places: tuple[Participation, ...]
    bands: tuple[Band, ...]
    without: tuple[str, ...]

    @property
    def states(self) -> list[tuple[int, str]]:
        """The states that are on it, with their numbers, for the key."""
        levels = {square.level for band in self.bands for square in band.squares}
        return [(level, state) for level, state in enumerate(STATES) if level in levels]


def heat_map(
    programme: Theory,
    places: Sequence[Participation],
    theories: Mapping[int, Sequence[Held]],
) -> Map:
    """Relation and state of each driver at each organisation, with its tests and measures."""
    every = iter(dressed_many([one for held in theories.values() for one in held]))
    graphs = {pk: [next(every) for _ in held] for pk, held in theories.items()}
    named = {f"{pk}/{at}": graph for pk, many in graphs.items() for at, graph in enumerate(many)}
    there = [place for place in places if place.pk in graphs]
    bands = []
    for row in heat(programme, named).rows:
        squares = tuple(
            _square([row.cells[f"{place.pk}/{at}"] for at in range(len(graphs[place.pk]))]) for place in there
        )
        levels = [square.level for square in squares]
        bands.append(
            Band(
                row.driver.text,
                KIND_NAMES[row.driver.kind].capitalize(),
                squares,
                taken=sum(level >= 1 for level in levels),
                testing=levels.count(2),
                adopted=levels.count(3),
                tests=sum(square.tests for square in squares),
                measures=sum(square.measures for square in squares),
            )
        )
    without = tuple(place.organisation.name for place in places if place.pk not in graphs)
    return Map(tuple(there), tuple(bands), without)


def _square(cells: Sequence[Cell]) -> Square:
    best = max(cells, key=lambda cell: STATES.index(cell.state))
    counts = sum(cell.tests for cell in cells), sum(cell.measures for cell in cells)
    return Square(best.state, RELATIONS[best.relation], STATES.index(best.state), *counts)
