"""The programme's drivers by organisation: who took which on, in words, signs and colour."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from organisations.models import Participation
from phases.presenters.pictures import dressed_with
from phases.presenters.theory import RELATIONS
from phases.queries.facts import facts_of
from phases.queries.theory import Held
from phases.theory.graph import KIND_NAMES, Theory
from phases.theory.heat import Cell, Copy, heat

# The furthest of an organisation's several projects stands for it.
STATES = ("not taken on", "taken on", "being tested", "adopted")
# How a square looks, with its sign and what that means; what is kept as it was is faint, so that the rest stands out.
LOOKS = {
    "kept": ("·", "Kept as it is"),
    "changed": ("≠", "Reworded or moved"),
    "unused": ("×", "Not used"),
    "testing": ("◐", "Being tested"),
    "adopted": ("■", "Adopted"),
}
# What the names of many organisations end with, and tells none from another.
_ENDING = re.compile(r"( University)?( NHS)?( Foundation)? Trust$")


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

    @property
    def look(self) -> str:
        """One of LOOKS: the furthest that there is to say."""
        if self.level != 1:
            return ("unused", "", "testing", "adopted")[self.level]
        return "kept" if self.relation == RELATIONS["kept"] else "changed"

    @property
    def signs(self) -> str:
        """Its sign; where something is tested under other words, both."""
        changed = self.level > 1 and self.relation != RELATIONS["kept"]
        return LOOKS[self.look][0] + (LOOKS["changed"][0] if changed else "")

    @property
    def words(self) -> str:
        """What the team made of the driver, and how far it has come."""
        return f"{self.relation}, {self.state}" if self.level > 1 else self.relation

    @property
    def counts(self) -> list[str]:
        """What speaks for it there, in words."""
        said = [f"{self.tests} finished test{'' if self.tests == 1 else 's'}"] if self.tests else []
        said += [f"{self.believed} high belief"] if self.believed else []
        return said + ([f"{self.measures} measure{'' if self.measures == 1 else 's'}"] if self.measures else [])


@dataclass(frozen=True)
class Column:
    """An organisation of the map. short: its name without what many end with."""

    code: str
    name: str
    short: str


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
    """The whole. places: those that have a theory; without: the names of those that have none; of: how many places have
    a theory, where not all are shown; same: how many drivers are not shown since everybody keeps them as they are."""

    places: tuple[Column, ...]
    bands: tuple[Band, ...]
    without: tuple[str, ...]
    of: int
    same: int = 0

    @property
    def key(self) -> list[tuple[str, str, str]]:
        """The looks that are on it, each with its sign and meaning."""
        there = {square.look for band in self.bands for square in band.squares}
        return [(look, *told) for look, told in LOOKS.items() if look in there]

    def who(self, band: Band) -> list[tuple[str, list[str]]]:
        """For each look but the faint one, the organisations that have it, for a narrow screen."""
        found = [
            (meaning, [place.short for place, one in zip(self.places, band.squares, strict=True) if one.look == look])
            for look, (_, meaning) in LOOKS.items()
            if look != "kept"
        ]
        return [(meaning, names) for meaning, names in found if names]

    def differing(self) -> "Map":
        """Without the drivers that everybody keeps as they are, and the organisations that keep all others so."""
        bands = [band for band in self.bands if any(one.look != "kept" for one in band.squares)]
        shown = [at for at in range(len(self.places)) if any(band.squares[at].look != "kept" for band in bands)]
        narrowed = tuple(replace(band, squares=tuple(band.squares[at] for at in shown)) for band in bands)
        places = tuple(self.places[at] for at in shown)
        return replace(self, places=places, bands=narrowed, same=len(self.bands) - len(bands))


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
    return Map(tuple(_column(place) for place in there), tuple(bands), without, len(there))


def _column(place: Participation) -> Column:
    name = place.organisation.name
    return Column(place.organisation.ods_code, name, _ENDING.sub("", name) or name)


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
