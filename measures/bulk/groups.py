"""Lines that are made of others: totals of groups, gaps to the comparator, and what is not known of groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from measures.bulk.matrices import Bools, Columns, Floats, Ints
from measures.equity import COMPARABLE, GAP, UNKNOWN
from measures.series import NOBODY_TO_COUNT, Group

Notes = dict[int, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A measure with groups: the row of everyone, beneath which the groups' rows follow in order."""

    row: int
    groups: Sequence[Group]
    kind: str
    gap_scale: str

    def rows(self) -> range:
        """The groups' rows."""
        return range(self.row + 1, self.row + 1 + len(self.groups))


@dataclass(frozen=True, slots=True)
class Derived:
    """Further lines. rows: of their measure's first line. lines: which line and group each is."""

    columns: Columns
    rows: list[int]
    lines: list[tuple[str, int | None]]


def fill_totals(grouped: Sequence[Grouped], there: Bools, top: Floats, bottom: Floats, notes: Notes) -> None:
    """Write into everyone's lines the sums of the groups, where nothing else was entered: see `series.build`.

    there: which points were entered; top, bottom: numerators and denominators, as whole numbers. All are changed.
    """
    summed = [one for one in grouped if one.kind not in ("value", "average")]
    if not summed:
        return
    everyone, rows, first, sizes = _stacked(summed)
    numbered = ~np.isnan(top[rows])
    any_there = np.logical_or.reduceat(there[rows], first)
    complete = np.add.reduceat(numbered, first, dtype=np.int64) == sizes[:, None]
    due = ~there[everyone] & any_there
    has_bottom = ~np.isnan(bottom[rows])
    tops = np.add.reduceat(np.where(numbered, top[rows], 0.0), first)
    bottoms = np.add.reduceat(np.where(has_bottom, bottom[rows], 0.0), first)
    bottoms[~np.logical_or.reduceat(has_bottom, first)] = np.nan
    fill = due & complete
    top[everyone] = np.where(fill, tops, top[everyone])
    bottom[everyone] = np.where(fill, bottoms, bottom[everyone])
    for i, column in np.argwhere(due & ~complete).tolist():
        without = _names(summed[i], ~numbered[first[i] : first[i] + sizes[i], column])
        notes[everyone[i]][column] = f"No total: nothing for {', '.join(without)}"
    there[everyone] |= due


def beside(grouped: Sequence[Grouped], entered: Columns, inside: Bools, notes: Notes) -> Derived:
    """The gaps and the unknown shares: see `equity.lines_of`. notes: theirs are added, by rows after those entered."""
    beyond = len(inside)
    pairs = [pair for one in grouped for pair in _pairs(one)]
    gaps = _gaps(pairs, entered.values, inside, notes, beyond)
    unknown = [one for one in grouped if one.kind != "value" and any(group.is_unknown for group in one.groups)]
    shares = _shares(unknown, entered, inside, notes, beyond + len(pairs))
    columns = Columns(*(np.concatenate(pair) for pair in zip(gaps, shares, strict=True)))
    lines: list[tuple[str, int | None]] = [(GAP, one.groups[mine].id) for one, mine, _ in pairs]
    return Derived(
        columns,
        [one.row for one, _, _ in pairs] + [one.row for one in unknown],
        lines + [(UNKNOWN, None)] * len(unknown),
    )


def _stacked(grouped: Sequence[Grouped]) -> tuple[Ints, Ints, Ints, Ints]:
    """Everyone's rows; all groups' rows; where those of each measure begin among them; and how many they are."""
    sizes = np.array([len(one.groups) for one in grouped], dtype=np.int64)
    rows = np.array([row for one in grouped for row in one.rows()], dtype=np.int64)
    first = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    return np.array([one.row for one in grouped], dtype=np.int64), rows, first, sizes


def _names(one: Grouped, missing: Bools) -> list[str]:
    return [group.name for group, gone in zip(one.groups, missing.tolist(), strict=True) if gone]


def _pairs(one: Grouped) -> Iterator[tuple[Grouped, int, int]]:
    """Each group that has a gap, and its comparator, by their places."""
    comparator = next((i for i, group in enumerate(one.groups) if group.is_comparator), None)
    if comparator is None or one.kind not in COMPARABLE:
        return
    for i, group in enumerate(one.groups):
        if not (group.is_comparator or group.is_unknown):
            yield one, i, comparator


def _gaps(
    pairs: Sequence[tuple[Grouped, int, int]], values: Floats, inside: Bools, notes: Notes, beyond: int
) -> Columns:
    mine_at = np.array([one.row + 1 + mine for one, mine, _ in pairs], dtype=np.int64)
    theirs_at = np.array([one.row + 1 + theirs for one, _, theirs in pairs], dtype=np.int64)
    ratio = np.array([one.gap_scale == "ratio" for one, _, _ in pairs], dtype=bool)[:, None]
    mine, theirs = values[mine_at], values[theirs_at]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        found = np.where(ratio, np.where(theirs > 0, mine / theirs, np.nan), mine - theirs)
    for i, column in np.argwhere(np.isnan(found) & inside[mine_at]).tolist():
        one, *both = pairs[i]
        cells = zip(both, (mine[i, column], theirs[i, column]), strict=True)
        missing = [one.groups[place].name for place, value in cells if np.isnan(value)]
        no_ratio = f"{one.groups[both[1]].name} is 0, so there is no ratio"
        notes[beyond + i][column] = f"No number for {' and '.join(missing)}" if missing else no_ratio
    return Columns(found, mine, theirs, np.full_like(found, np.nan))


def _shares(grouped: Sequence[Grouped], entered: Columns, inside: Bools, notes: Notes, beyond: int) -> Columns:
    width = inside.shape[1]
    if not grouped:
        nothing = np.empty((0, width))
        return Columns(nothing, nothing, nothing, nothing)
    _, rows, first, sizes = _stacked(grouped)
    by_count = np.repeat([one.kind == "count" for one in grouped], sizes)[:, None]
    people = np.where(by_count, entered.numerators[rows], entered.denominators[rows])
    is_unknown = np.array([group.is_unknown for one in grouped for group in one.groups])[:, None]
    missing = np.isnan(people)
    without = np.logical_or.reduceat(missing, first)
    everyone = _in_order(np.where(missing, 0.0, people), first, sizes)
    unknown = _in_order(np.where(is_unknown & ~missing, people, 0.0), first, sizes)
    inside = inside[[one.row for one in grouped]]
    unknown[without | ~inside] = everyone[without | ~inside] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(everyone != 0, 100 * unknown / everyone, np.nan)
    for i, column in np.argwhere(inside & without).tolist():
        names = _names(grouped[i], missing[first[i] : first[i] + sizes[i], column])
        notes[beyond + i][column] = f"No number for {', '.join(names)}"
    for i, column in np.argwhere(inside & (everyone == 0)).tolist():
        notes[beyond + i][column] = NOBODY_TO_COUNT
    return Columns(share, unknown, everyone, np.full_like(share, np.nan))


def _in_order(rows: Floats, first: Ints, sizes: Ints) -> Floats:
    """The sum of each measure's rows, added one after the other: fractions come to the same last bit as one by one."""
    found = np.zeros((len(first), rows.shape[1]))
    for place in range(int(sizes.max())):
        there = sizes > place
        found[there] += rows[first[there] + place]
    return found
