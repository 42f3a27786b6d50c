"""The order of the boxes in each column: as few links crossing as may be, and no more moved than need be.

Only what has several parents can make links cross, so only that and what stands above it (the *core*) is ordered by
search. Everything else hangs from one parent and is put in afterwards where it costs least. A box with one
parent, added or taken away, therefore leaves the order of all others as it was.

The search begins from the order of a walk down the theory, and of orders that cost the same it keeps the first: a
person's own order stands wherever another would not cross less. Primary drivers keep it even where that crosses a
little more: a picture in which they change places is not known again.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random

from phases.theory import crossing
from phases.theory.layers import Layers, Slot

Columns = list[list[Slot]]
# Other orders to begin the search from: as many as there is time for, and the same each time.
_SHUFFLES, _WORK, _SEED = 8, 500, 20290303
# What one more child of a driver that would cross a link counts for.
_CHILD = 2
# The column of the primary drivers, and what it may always cost to leave them in the order that people gave them.
_FIRST, _FEW = 1, 3


def order(made: Layers) -> Columns:
    """The slots of each column from top to bottom."""
    members = _core(made)
    return _filled(made, _searched(made, members), members)


def crossings(made: Layers, columns: Columns) -> int:
    """How many pairs of links cross when the columns stand in this order."""
    number = {slot: i for i, slot in enumerate(made.before)}
    return crossing.crossings(_numbered(made, number), _numbers(columns, number))


def core_crossings(made: Layers, columns: Columns) -> int:
    """How many pairs of links cross of those that the search orders: between shared boxes and what is above them."""
    members = _core(made)
    number = {slot: i for i, slot in enumerate(slot for slot in made.before if slot in members)}
    kept = [[slot for slot in column if slot in members] for column in columns]
    return crossing.crossings(_numbered(made, number), _numbers(kept, number))


def _numbered(made: Layers, number: dict[Slot, int]) -> crossing.Graph:
    return crossing.Graph(
        [[number[other] for other in made.before[slot] if other in number] for slot in number],
        [[number[other] for other in made.after[slot] if other in number] for slot in number],
    )


def _numbers(columns: Columns, number: dict[Slot, int]) -> crossing.Columns:
    return [[number[slot] for slot in column] for column in columns]


def _core(made: Layers) -> set[Slot]:
    """What has several parents, and everything above it."""
    members: set[Slot] = set()
    waiting = [slot for slot, parents in made.before.items() if len(parents) > 1]
    while waiting:
        slot = waiting.pop()
        if slot not in members:
            members.add(slot)
            waiting.extend(made.before[slot])
    return members


def _searched(made: Layers, members: set[Slot]) -> Columns:
    """The best order found from a walk down the theory, the theory's own order, and some others.

    Best with regard to the children that are put in later: each slot counts as having the same number of them.
    """
    slots = [slot for slot in made.before if slot in members]
    number = {slot: i for i, slot in enumerate(slots)}
    graph = _numbered(made, number)
    own = [[slot for slot in column if slot in members] for column in made.columns]
    walked, given = (_numbers(start, number) for start in (_walk(made, own), own))
    most = crossing.crossings(graph, given)
    free = _best(graph, (walked, given, *_shuffles(walked, graph)), most)
    # The primary drivers where the team has put them, if that costs next to nothing.
    kept = _best(graph, (given,), most, stays=_FIRST)
    best = kept if kept[1] <= max(free[1], _FEW) else free
    return [[slots[i] for i in column] for column in best[0]]


def _best(
    graph: crossing.Graph, starts: Iterable[crossing.Columns], most: int, stays: int | None = None
) -> tuple[crossing.Columns, int]:
    """The order of least cost found from these, the first of equals, and that cost; none crosses more than `most`."""
    best: tuple[crossing.Columns, int] | None = None
    for start in starts:
        found = crossing.improved(graph, start, stays)
        crossed = crossing.crossings(graph, found)
        cost = crossed + _CHILD * _room(graph, found)
        if best is None or (crossed <= most and cost < best[1]):
            best = found, cost
        if best[1] == 0:
            break
    assert best is not None
    return best


def _walk(made: Layers, own: Columns) -> Columns:
    """Each column in the order in which a walk down from the aim, first child first, comes to it."""
    columns: Columns = [[] for _ in own]
    members = {slot for column in own for slot in column}
    seen: set[Slot] = set()

    def visit(slot: Slot) -> None:
        if slot in seen or slot not in members:
            return
        seen.add(slot)
        columns[slot.column].append(slot)
        for child in sorted(made.after[slot], key=made.rank.__getitem__):
            visit(child)

    for column in own:
        for slot in column:
            visit(slot)
    return columns


def _shuffles(start: crossing.Columns, graph: crossing.Graph) -> Iterator[crossing.Columns]:
    links = sum(len(after) for after in graph.after)
    chance = Random(_SEED)
    for _ in range(min(_SHUFFLES, _WORK // max(links, 1))):
        yield [chance.sample(column, len(column)) for column in start]


def _room(graph: crossing.Graph, columns: crossing.Columns) -> int:
    """How many links one more child of each slot would cross at least, all slots together."""
    total = 0
    for over, under in pairwise(columns):
        place = {slot: k for k, slot in enumerate(over)}
        ends = [sorted([place[slot] for slot in graph.before[child]]) for child in under]
        total += sum(min(_costs(k, ends)) for k in range(len(over)))
    return total


def _costs(parent: float, ends: Sequence[Sequence[float]]) -> list[int]:
    """How many links a child of one parent crosses before each of the core, and after the last.

    parent: its place; ends: for each of the core, the sorted places of its parents.
    """
    costs = [sum(bisect_left(upper, parent) for upper in ends)]
    for upper in ends:
        costs.append(costs[-1] + (len(upper) - bisect_right(upper, parent)) - bisect_left(upper, parent))
    return costs


def _filled(made: Layers, placed: Columns, members: set[Slot]) -> Columns:
    """All slots: those of the core as placed, every other where its one link crosses least.

    Among places that cost the same, the one nearest to its parent's own and a person's order. Cost and choice depend
    on the core alone and grow with the parent's place, so own children of different parents never cross.
    """
    columns: Columns = []
    # Where each slot of the column before stands among the core of that column; halves are between two of it.
    standing: dict[Slot, float] = {}
    for number, core in enumerate(placed):
        rest = [slot for slot in made.columns[number] if slot not in members]
        known = {slot: _mean(standing[p] for p in made.before[slot]) for slot in core if number}
        keys = sorted((known.get(slot, -1.0), made.rank[slot]) for slot in core)
        ends = [sorted(standing[p] for p in made.before[slot]) if number else [] for slot in core]
        ordered = [slot for above in (columns[-1] if columns else []) for slot in _own(made, above, members)]
        ordered += [slot for slot in rest if not made.before[slot]]
        gaps = {slot: _gap(made, slot, standing, keys, ends) for slot in ordered}
        column: list[Slot] = []
        for k in range(len(core) + 1):
            column.extend(slot for slot in ordered if gaps[slot] == k)
            column.extend(core[k : k + 1])
        columns.append(column)
        standing = {slot: k for k, slot in enumerate(core)} | {slot: gap - 0.5 for slot, gap in gaps.items()}
    return columns


def _own(made: Layers, parent: Slot, members: set[Slot]) -> list[Slot]:
    """Children that have this parent only and lead to nothing shared, in a person's order."""
    return sorted((slot for slot in made.after[parent] if slot not in members), key=made.rank.__getitem__)


def _gap(
    made: Layers,
    slot: Slot,
    standing: dict[Slot, float],
    keys: list[tuple[float, tuple[int, int]]],
    ends: list[list[float]],
) -> int:
    """Before which of the core a slot goes: one of the places of least cost, as near as may be to its natural one."""
    parents = made.before[slot]
    if not parents:
        return len(ends) if slot.column else bisect_left(keys, (-1.0, made.rank[slot]))
    parent = standing[parents[0]]
    costs = _costs(parent, ends)
    least = min(costs)
    lowest = costs.index(least)
    highest = len(costs) - 1 - costs[::-1].index(least)
    return min(max(bisect_left(keys, (parent, made.rank[slot])), lowest), highest)


def _mean(places: Iterable[float]) -> float:
    numbers = list(places)
    return sum(numbers) / len(numbers) if numbers else -1.0
