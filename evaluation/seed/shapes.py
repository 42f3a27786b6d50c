"""Invented series: what a measure's numbers do over the months. Pure, and the same for the same seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

IMPROVING, WORSENING, STEADY, BACK, CONSTANT = "improving", "worsening", "steady", "back", "constant"


@dataclass(frozen=True)
class Shape:
    """What a series does. `gaps`: reasons by periods before the last one; `late`: last periods nobody entered;
    `first`: how many periods at the start nobody entered (a team that began late); `empty`: nothing entered at all.
    Of groups, by name: `paces`, how much of the change each makes (all of it where nothing is said); `shares`, what
    part of the people it is at the end, where that changes along with the level.
    """

    kind: str = STEADY
    late: int = 0
    first: int = 0
    empty: bool = False
    gaps: Mapping[int, str] = field(default_factory=dict)
    paces: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)


def level(kind: str, at: int, count: int) -> float:
    """How far the series has moved, 0 (as it began) to 1 (all the way), at position `at` of `count`."""
    place = at / max(count - 1, 1)
    if kind in (IMPROVING, WORSENING):
        return 1 / (1 + math.exp(-(place - 0.55) * 22))
    if kind == BACK:
        return max(0.0, 1 - abs(place - 0.45) / 0.18) ** 0.5
    return 0.0


def proportion(rng: Random, chance: float, of: int) -> int:
    """How many of `of` it happened to."""
    return sum(rng.random() < chance for _ in range(of))


def about(rng: Random, mean: float) -> int:
    """A count around a mean, with the scatter of a count."""
    return max(0, round(rng.gauss(mean, math.sqrt(max(mean, 0.1)) * 0.6)))
