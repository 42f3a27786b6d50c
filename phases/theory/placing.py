"""How far down each box of a column stands: near what it is linked to, in order, and clear of the next.

One column at a time, the others held still, the best places (least squares) are found exactly by pooling adjacent
violators (Ayer and others, 1955); passes to and fro settle the columns with one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_PASSES = 4
# What a box without neighbours on the side looked at counts for: it yields to every other.
_LIGHT = 0.01


@dataclass(frozen=True, slots=True)
class Column:
    """Heights of its items from top to bottom, and the least space between each and the one before (first unused)."""

    heights: Sequence[float]
    gaps: Sequence[float]


Joins = Sequence[tuple[int, int]]


def centres(columns: Sequence[Column], joins: Sequence[Joins]) -> list[list[float]]:
    """The y of the middle of each item, the topmost edge of all at 0.

    joins: for each two neighbouring columns, the pairs of items (by their numbers) that are linked.
    """
    after = [_neighbours(pairs, len(column.heights), 0) for pairs, column in zip(joins, columns, strict=False)]
    before = [_neighbours(pairs, len(column.heights), 1) for pairs, column in zip(joins, columns[1:], strict=False)]
    places = [_stacked(column) for column in columns]
    middle = max((_extent(column) for column in columns), default=0.0) / 2
    places = [[y + middle - _extent(column) / 2 for y in ys] for ys, column in zip(places, columns, strict=True)]
    last = len(columns) - 1
    for turn in range(_PASSES):
        for i in range(last - 1, -1, -1):
            places[i] = _settled(columns[i], places[i], places[i + 1], after[i])
        if turn < _PASSES - 1:
            for i in range(1, last + 1):
                places[i] = _settled(columns[i], places[i], places[i - 1], before[i - 1])
    tops = [ys[0] - column.heights[0] / 2 for ys, column in zip(places, columns, strict=True) if ys]
    top = min(tops, default=0.0)
    return [[y - top for y in ys] for ys in places]


def _neighbours(pairs: Joins, size: int, side: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(size)]
    for pair in pairs:
        found[pair[side]].append(pair[1 - side])
    return found


def _offsets(column: Column) -> list[float]:
    """How far below the first each item's middle is when all stand as close as they may."""
    offsets: list[float] = []
    for k, height in enumerate(column.heights):
        offsets.append(offsets[-1] + (column.heights[k - 1] + height) / 2 + column.gaps[k] if k else 0.0)
    return offsets


def _stacked(column: Column) -> list[float]:
    first = column.heights[0] / 2 if column.heights else 0.0
    return [first + offset for offset in _offsets(column)]


def _extent(column: Column) -> float:
    return sum(column.heights) + sum(column.gaps[1:])


def _settled(column: Column, now: list[float], beside: list[float], neighbours: list[list[int]]) -> list[float]:
    """The column's places as near as may be to the median of each item's neighbours, which one far off cannot pull."""
    wanted, weights = [], []
    for k, others in enumerate(neighbours):
        ys = [beside[other] for other in others]
        wanted.append(median(ys) if ys else now[k])
        weights.append(1.0 if ys else _LIGHT)
    return _pooled(wanted, weights, _offsets(column))


def _pooled(wanted: list[float], weights: list[float], offsets: list[float]) -> list[float]:
    """Places least far (squared, weighed) from those wanted, each at least its offset's share below the one before."""
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, total, count = want - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            other, heavy, many = blocks.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, count = total + heavy, count + many
        blocks.append((mean, total, count))
    level = [mean for mean, _, count in blocks for _ in range(count)]
    return [y + offset for y, offset in zip(level, offsets, strict=True)]
