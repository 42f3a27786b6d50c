"""Ordering columns of numbered slots so that few links cross. It knows nothing of theories.

The search is that of Sugiyama, Tagawa and Toda (1981): barycentres forwards and backwards; then each slot is tried in
every place of its column (sifting: Matuszewski, Schönfeld and Molitor, 1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_ROUNDS = 8
_IDLE = 3  # rounds without gain after which the search ends

Columns = list[list[int]]


@dataclass(frozen=True, slots=True)
class Graph:
    """For every slot, by its number, the slots it is linked to in the column before and in the one after."""

    before: list[list[int]]
    after: list[list[int]]


def crossings(graph: Graph, columns: Columns) -> int:
    """How many pairs of links cross when the columns stand in this order."""
    place = [0] * len(graph.before)
    total = 0
    for over, under in pairwise(columns):
        for k, slot in enumerate(under):
            place[slot] = k
        total += _inversions([end for slot in over for end in sorted([place[s] for s in graph.after[slot]])])
    return total


def improved(graph: Graph, start: Columns, stays: int | None = None) -> Columns:
    """An order with fewer crossings, or the start where none was found. stays: the number of a column that keeps its
    order."""
    best, least = start, crossings(graph, start)
    current, idle = [list(column) for column in start], 0
    for turn in range(_ROUNDS):
        if least == 0 or idle == _IDLE:
            break
        forwards = turn % 2 == 0
        numbers = range(1, len(current)) if forwards else range(len(current) - 2, -1, -1)
        for number in numbers:
            if number == stays:
                continue
            beside = current[number - 1 if forwards else number + 1]
            current[number] = _sorted(current[number], beside, graph.before if forwards else graph.after)
        crossed = crossings(graph, current)
        idle = 0 if crossed < least else idle + 1
        if crossed < least:
            best, least = [list(column) for column in current], crossed
    return _sifted(graph, best, least, stays)


def _inversions(ends: Sequence[int]) -> int:
    """Of the lower ends of links sorted by their upper ends: how many pairs stand the other way round."""
    size = 1 + max(ends, default=0)
    tree = [0] * (size + 1)
    total = 0
    for seen, place in enumerate(ends):
        at, up_to = place + 1, 0
        while at:
            up_to += tree[at]
            at &= at - 1
        total += seen - up_to
        at = place + 1
        while at <= size:
            tree[at] += 1
            at += at & -at
    return total


def _sorted(column: list[int], beside: list[int], neighbours: list[list[int]]) -> list[int]:
    """One column by the mean place of its neighbours on one side; those without any keep their places."""
    place = {slot: k for k, slot in enumerate(beside)}
    wanted = {
        slot: sum([place[other] for other in neighbours[slot]]) / len(neighbours[slot])
        for slot in column
        if neighbours[slot]
    }
    moved = iter(sorted(wanted, key=wanted.__getitem__))
    return [next(moved) if slot in wanted else slot for slot in column]


def _ends(graph: Graph, columns: Columns, number: int) -> dict[int, tuple[list[int], list[int]]]:
    """For each slot of a column, the sorted places of its neighbours on either side."""
    left = {slot: k for k, slot in enumerate(columns[number - 1])} if number else {}
    right = {slot: k for k, slot in enumerate(columns[number + 1])} if number + 1 < len(columns) else {}
    return {
        slot: (sorted([left[s] for s in graph.before[slot]]), sorted([right[s] for s in graph.after[slot]]))
        for slot in columns[number]
    }


def _between(over: list[int], under: list[int]) -> int:
    """Crossings of the links of two slots, one over the other, with one column; sorted places."""
    if over[-1] <= under[0]:
        return 0
    count = at = 0
    for place in over:
        while at < len(under) and under[at] < place:
            at += 1
        count += at
    return count


def _gain(over: tuple[list[int], list[int]], under: tuple[list[int], list[int]]) -> int:
    """How many crossings fewer there are when two neighbours change places."""
    gain = 0
    for upper, lower in zip(over, under, strict=True):
        # Most have few neighbours, and often all on one side of the other's.
        if upper and lower and upper != lower:
            gain += _between(upper, lower) - _between(lower, upper)
    return gain


def _sifted(graph: Graph, start: Columns, least: int, stays: int | None) -> Columns:
    """Each slot of each column in that place of it where it crosses least, until nothing is gained."""
    columns = [list(column) for column in start]
    for _ in range(_ROUNDS):
        gained = 0
        if least:
            for number, column in enumerate(columns):
                if number == stays:
                    continue
                ends = _ends(graph, columns, number)
                for slot in tuple(column):
                    gained += _sift(column, slot, ends)
        least -= gained
        if not gained:
            break
    return columns


def _sift(column: list[int], slot: int, ends: dict[int, tuple[list[int], list[int]]]) -> int:
    """Move one slot to its best place, the nearest of equal ones; returns how many crossings that saves."""
    at = column.index(slot)
    best, target = 0, at
    saved = 0
    for k in range(at + 1, len(column)):
        saved += _gain(ends[slot], ends[column[k]])
        if saved > best:
            best, target = saved, k
    saved = 0
    for k in range(at - 1, -1, -1):
        saved += _gain(ends[column[k]], ends[slot])
        if saved > best:
            best, target = saved, k
    if best:
        column.insert(target, column.pop(at))
    return best
