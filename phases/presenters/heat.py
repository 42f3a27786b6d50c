"""The programme's drivers by organisation: who took which on, in words and colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from organisations.models import Participation
from phases.presenters.pictures import dressed_with
from phases.presenters.theory import RELATIONS
from phases.queries.facts import facts_of
from phases.queries.theory import Held
from phases.theory.graph import KIND_NAMES, Theory
from phases.theory.heat import Cell, Copy, heat

# The furthest of an organisation's several projects stands for it.
STATES = ("not taken on", "taken on", "being tested", "adopted")


@dataclass(frozen=True)
class Square:
    """One driver at one organisation. state: a word of STATES; relation: what the team made of it. tests, believed,
    measures: how many finished tests there are beneath it, in how many ideas the team believes highly, and how many
    measures there are on it and on what is beneath it."""

    state: str
    relation: str
    level: int
    tests: int = 0
    believed: int = 0
    measures: int = 0


@dataclass(frozen=True)
class Band:
    """A driver with its squares in the order of the organisations, how many took it on, and their tests, ideas with
    high belief and measures together."""

    text: str
    kind: str
    squares: tuple[Square, ...]
    taken: int
    testing: int
    adopted: int
    tests: int
    believed: int
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
    """Relation and state of each driver at each organisation, with what speaks for it there."""
    facts = facts_of([one for held in theories.values() for one in held])
    copies = {
        f"{pk}/{at}": Copy(dressed_with(one, facts[one.row.pk]), one.copied, facts[one.row.pk].measures)
        for pk, held in theories.items()
        for at, one in enumerate(held)
    }
    there = [place for place in places if place.pk in theories]
    bands = []
    for row in heat(programme, copies):
        squares = tuple(
            _square([row.cells[f"{place.pk}/{at}"] for at in range(len(theories[place.pk]))]) for place in there
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
                believed=sum(square.believed for square in squares),
                measures=sum(square.measures for square in squares),
            )
        )
    without = tuple(place.organisation.name for place in places if place.pk not in theories)
    return Map(tuple(there), tuple(bands), without)


def _square(cells: Sequence[Cell]) -> Square:
    best = max(cells, key=lambda cell: STATES.index(cell.state))
    return Square(
        best.state,
        RELATIONS[best.relation],
        STATES.index(best.state),
        tests=sum(cell.tests for cell in cells),
        believed=sum(cell.believed for cell in cells),
        measures=sum(cell.measures for cell in cells),
    )
