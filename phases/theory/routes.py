"""The way of each link: level out of its parent, a smooth turn between the columns, level into its child.

Between columns nothing stands, so no link runs over a box; where it passes a column it has room of its own there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from collaborative.drawing.letters import take_row
from collaborative.drawing.svg import attribute

_LONG = 14.0  # a turn over more than so many letter sizes has a lane of its own
_LANE = 1.1  # from lane to lane, in letter sizes


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a link touches a column: comes to it at x `left` and leaves it at x `right`, both at height y."""

    left: float
    right: float
    y: float


Turn = tuple[Stop, Stop]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the picture: from a parent to one child, or to several that share it. `path` is SVG's."""

    parent: str
    children: tuple[str, ...]
    strength: str
    stops: tuple[Stop, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """A link to be drawn: who it joins, and where it touches each column, from parent to child."""

    parent: str
    children: tuple[str, ...]
    strength: str
    stops: tuple[Stop, ...]


def routes(lines: Sequence[Line], size: float) -> list[Route]:
    """The ways of all links, long turns side by side where they would run over one another. size: of the letters."""
    bends = _bends([turn for line in lines for turn in _turns(line)], size)
    made = []
    for line in lines:
        parts = [f"M{_xy(line.stops[0].right, line.stops[0].y)}"]
        for turn in _turns(line):
            parts.append(_drawn(turn, bends[turn]))
            if turn[1] is not line.stops[-1]:
                parts.append(f"H{attribute(turn[1].right)}")
        made.append(Route(line.parent, line.children, line.strength, line.stops, "".join(parts)))
    return made


def _turns(line: Line) -> list[Turn]:
    return list(pairwise(line.stops))


def _bends(turns: Sequence[Turn], size: float) -> dict[Turn, float]:
    """Where between its columns each turn bends: the middle, or for long ones a lane of their own."""
    bends = {turn: (turn[0].right + turn[1].left) / 2 for turn in turns}
    by_channel: dict[float, list[Turn]] = {}
    for turn in bends:
        if abs(turn[1].y - turn[0].y) > _LONG * size:
            by_channel.setdefault(turn[0].right, []).append(turn)
    for long in by_channel.values():
        lanes: list[float] = []
        lane_of = {}
        for turn in sorted(long, key=lambda turn: (min(turn[0].y, turn[1].y), max(turn[0].y, turn[1].y))):
            lane_of[turn] = take_row(lanes, min(turn[0].y, turn[1].y), max(turn[0].y, turn[1].y), size)
        room = 0.7 * (long[0][1].left - long[0][0].right)
        step = min(_LANE * size, room / max(len(lanes) - 1, 1))
        for turn, lane in lane_of.items():
            bends[turn] += (lane - (len(lanes) - 1) / 2) * step
    return bends


def _drawn(turn: Turn, bend: float) -> str:
    over, under = turn
    if abs(over.y - under.y) < 0.5:
        return f"L{_xy(under.left, under.y)}"
    return f"C{_xy(bend, over.y)} {_xy(bend, under.y)} {_xy(under.left, under.y)}"


def _xy(x: float, y: float) -> str:
    return f"{attribute(x)},{attribute(y)}"
