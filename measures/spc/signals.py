"""Which points a rule set flags. Rows are series, columns the points of one part, in order."""

from dataclasses import dataclass

import numpy as np

from measures.spc.catalogue import SKEWED, RuleSet
from measures.spc.runs import Bools, Floats, Ints, Signs

# By precedence, as NHSRplotthedots labels a point that meets several rules.
PRECEDENCE = ("outside", "trend", "two_of_three", "shift")


@dataclass(frozen=True, slots=True)
class Flags:
    """Flags of every point, series by points: +1 above or up, -1 below or down, 0 none. n_trends: one a series.

    `outside` and `close` (between the 2- and the 3-sigma line) are None where there are no limits. Flags of the
    other rules are 0 for excluded points, which these rules do not see: their neighbours become adjacent.
    """

    outside: Signs | None
    close: Signs | None
    trend: Signs
    shift: Signs
    two_of_three: Signs
    n_trends: Ints


def beyond(y: Floats, low: Floats, high: Floats, tie: Floats) -> Signs:
    """+1 above `high`, -1 below `low`, 0 between, on a line, or where value or line is missing."""
    with np.errstate(over="ignore", invalid="ignore"):
        above, below = y - high > tie[:, None], low - y > tie[:, None]
    found: Signs = above.view(np.int8) - below.view(np.int8)
    return found


def find(
    chart: str,
    rules: RuleSet,
    y: Floats,
    side: Signs,
    tie: Floats,
    used: Bools,
    limits: tuple[Floats, Floats, Floats, Floats] | None,
) -> Flags:
    """The flags of one part. side: of every point; tie: one a series; used: which columns the rules see."""
    outside = close = None
    if limits is not None:
        lcl, ucl, lcl_95, ucl_95 = limits
        outside = beyond(y, lcl, ucl, tie)
        close = np.where(outside == 0, beyond(y, lcl_95, ucl_95, tie), 0).astype(np.int8)
    shift, trend, two_of_three = (np.zeros(y.shape, dtype=np.int8) for _ in range(3))
    n_trends = np.zeros(len(y), dtype=np.int64)
    if rules.shift is not None:
        shift[:, used] = shifts(side[:, used], rules.shift, ties_break=rules.ties_break)
    if rules.trend is not None:
        trend[:, used], n_trends = trends(y[:, used], tie, rules.trend, ties_break=rules.ties_break)
    if rules.two_of_three and close is not None and chart not in SKEWED:
        two_of_three[:, used] = twos_of_three(close[:, used], side[:, used])
    return Flags(outside, close, trend, shift, two_of_three, n_trends)


def shifts(side: Signs, points: int, *, ties_break: bool) -> Signs:
    """Points of a stretch of at least so many on one side of the line: its side; 0 elsewhere.

    ties_break: a point on the line (or missing) ends the stretch; otherwise it is skipped, and not flagged.
    """
    found = np.zeros(side.size, dtype=np.int8)
    flat = side.ravel()
    kept = np.arange(flat.size) if ties_break else np.flatnonzero(flat)
    found[kept] = _long(flat[kept], kept // max(side.shape[1], 1), points)
    return found.reshape(side.shape)


def trends(y: Floats, tie: Floats, points: int, *, ties_break: bool) -> tuple[Signs, Ints]:
    """Points of a stretch of at least so many, each higher (+1) or each lower (-1) than the one before; and how many
    such stretches each series has.

    The first point of a stretch counts. A point where two trends meet takes the later one's direction.
    ties_break: a value equal to its predecessor, or a missing one, ends the stretch; otherwise it is skipped: of
    equal neighbours the first ends a trend that leads up to them and the last begins one that leads away.
    """
    n_series, width = y.shape
    flat, tolerance = y.ravel(), np.repeat(tie, width)
    first, last = (np.arange(flat.size),) * 2 if ties_break else _levels(flat, tolerance, width)
    row = first // max(width, 1)
    with np.errstate(over="ignore", invalid="ignore"):
        move = flat[first[1:]] - flat[last[:-1]]
        same_row = row[1:] == row[:-1]
        up, down = (move > tolerance[first[1:]]) & same_row, (move < -tolerance[first[1:]]) & same_row
    # A move between rows is 0, and a move of 0 is no stretch: rows stay apart.
    long = _long(up.view(np.int8) - down.view(np.int8), row[1:], points - 1)
    found = np.zeros(flat.size, dtype=np.int8)
    found[first[1:]] = long
    found[last[:-1]] = np.where(long != 0, long, found[last[:-1]])
    starts = long != 0
    starts[1:] &= long[1:] != long[:-1]
    return found.reshape(y.shape), np.bincount(row[1:][starts], minlength=n_series).astype(np.int64)


def _levels(flat: Floats, tolerance: Floats, width: int) -> tuple[Ints, Ints]:
    """Where each stretch of equal neighbours begins and ends; missing values are passed over, rows stay apart."""
    present = np.flatnonzero(~np.isnan(flat))
    row = present // max(width, 1)
    with np.errstate(over="ignore"):
        new = (row[1:] != row[:-1]) | (np.abs(np.diff(flat[present])) > tolerance[present[1:]])
    edges = np.concatenate(([True], new, [True]))
    if not present.size:
        return present, present
    return present[edges[:-1]], present[edges[1:]]


def _long(signs: Signs, row: Ints, length: int) -> Signs:
    """The sign of each entry that belongs to at least `length` equal ones in a row, 0 for the others."""
    if not signs.size:
        return signs
    first = np.ones(signs.size, dtype=bool)
    first[1:] = (signs[1:] != signs[:-1]) | (row[1:] != row[:-1])
    starts = np.flatnonzero(first)
    lengths = np.diff(np.append(starts, signs.size))
    long: Signs = np.where(np.repeat(lengths, lengths) >= length, signs, 0).astype(np.int8)
    return long


def twos_of_three(close: Signs, side: Signs) -> Signs:
    """Points between the 2- and the 3-sigma line where two of three neighbours are, all three on one side.

    Points beyond the 3-sigma line do not count as close. Source: NHSRplotthedots 0.2.2.
    """
    found = np.zeros(close.shape, dtype=np.int8)
    n = close.shape[1]
    if n < 3:
        return found
    near = np.abs(close)
    together = np.abs(side[:, :-2] + side[:, 1:-1] + side[:, 2:]) == 3
    window = together & (near[:, :-2] + near[:, 1:-1] + near[:, 2:] >= 2)
    member = np.zeros(close.shape, dtype=bool)
    for offset in range(3):
        member[:, offset : n - 2 + offset] |= window
    return np.where(member, close, 0).astype(np.int8)


def special(flags: Flags, rules: RuleSet, used: Bools) -> tuple[Signs, Signs]:
    """Why each used point is a signal, as 1 + its place in PRECEDENCE (0: it is none), and in which direction."""
    reason = np.zeros(flags.trend.shape, dtype=np.int8)
    direction = np.zeros(flags.trend.shape, dtype=np.int8)
    of_rule = {
        "outside": flags.outside if rules.outside else None,
        "trend": flags.trend,
        "two_of_three": flags.two_of_three,
        "shift": flags.shift,
    }
    for place, name in enumerate(PRECEDENCE, start=1):
        flag = of_rule[name]
        if flag is not None:
            hit = (flag != 0) & (reason == 0) & used
            reason[hit] = place
            direction[hit] = flag[hit]
    return reason, direction
