"""How far people whose group is not stated or not known could bend a gap.

Their numbers are recorded in rows of their own, so it can be worked out what the gap would have been, period by period,
had they belonged to one of the two groups:

- *All in one group*: everyone not known belonged to the group, or everyone to the one it is compared with. A group's
  new value is the mean of the two values, weighted by their denominators: exact for percentages, rates and averages.
- *At the extreme* (percentages only): those not known who count in the numerator belonged to one group and the others
  to the other, which moves the gap as far as any way of placing them can, up or down (bounds after Manski: with c of n
  in the group, k of m not known and d of e in the other, at most (c + k) / (n + k) - d / (e + m - k), at least
  c / (n + m - k) - (d + k) / (e + k)). For a rate or an average there is no such bound from what is recorded.

Sizes are medians over the same periods as the gap's own (`verdict.stretches`), so that they compare with what it says.
They are only worked out where at least 9 of 10 of those periods have the numbers for it: a few periods with the unknown
groups recorded tell nothing of the others. Where there are fewer, there is no warning, and no all-clear either
("unrecorded").

What is warned of:

- *The gap itself* ("gap"): where the gap is clearly on one side of none, and with everyone not known in one of the two
  groups its median is at no gap or beyond. If that takes an extreme split it is told, without a warning ("extreme").
- *Its move* ("move"): where the gap has moved, and its median would not have moved that way with everyone not known in
  one of the two groups: before in either, and since in either.
- *Recording that changed meanwhile* ("together"): where the gap has moved, and the share not known has a signal that
  holds now, its median since then being on that side of its median before. A gap can then move because people of
  one group are recorded who were not before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from measures.equity.verdict import NO_GAP, Line, Verdict, change_now, stretches
from measures.series import Series

# A median of a stretch needs at least so many in ten of its periods.
_OF_TEN = 9
_Cell = tuple[float, float]
# The group, the comparator and those not known in one period; None where one is missing.
_Row = tuple[_Cell, _Cell, _Cell] | None
_Placing = Callable[[_Cell, _Cell, _Cell], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Medians of a gap over the same periods: recorded, with everyone not known in the group, with everyone in the one
    it is compared with, and the least and the most it could be (None where there is no bound)."""

    recorded: float
    in_focus: float
    in_comparator: float
    least: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Undone:
    """A gap that would not have moved: its medians before and since with everyone not known placed in the group or in
    the one it is compared with; in_focus: whether it is the group, before and since."""

    before: float
    since: float
    in_focus: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A stretch of the gap in too few of whose periods people of unknown group are recorded: in how many of how many.
    earlier: it is the one before the gap moved, so that the gap itself can be judged but not its move."""

    recorded: int
    periods: int
    earlier: bool


@dataclass(frozen=True, slots=True)
class Recording:
    """What not knowing people's groups could do to one gap (the rule: this module's docstring).

    share, share_before: medians of the share not known, in percent, over the periods of the gap's latest stretch and
    of the one before (None where the gap has not moved, and where too few of them have a share). change: which way
    the share has moved (+1, -1, 0).
    weighed: None where the numbers do not allow it.
    gap: "could" (recording alone could make the gap), "extreme" (only an extreme split could), "cannot", or "" where
    there is no clear gap to explain or nothing to weigh.
    move: how the gap would not have moved, where recording alone could have made its move, else None.
    together: the share moved while the gap did.
    unrecorded: the stretch that those not known are recorded in too few periods of to judge the gap or its move; None
    where there is none, or neither a clear gap nor a move.
    """

    share: float | None
    share_before: float | None
    change: int
    weighed: Weighed | None
    gap: str
    move: Undone | None
    together: bool
    unrecorded: Unrecorded | None = None

    @property
    def warns(self) -> bool:
        """Whether the reader must be warned before believing the gap or its move."""
        return self.gap == "could" or self.move is not None or self.together


def weigh(
    verdict: Verdict, focus: Line, comparator: Line, unknown: Sequence[Line], share: Line, gap: Line, *, kind: str
) -> Recording:
    """How far those not known could bend this gap. unknown: the groups of people whose group is not known; share: the
    line of their share; kind: how the measure counts ("percentage", "rate", "average", ...)."""
    found = stretches(gap, change_now(gap.analysis)) if verdict.has_moved else None
    start, values = gap.analysis.latest.start, gap.series.values
    included = gap.analysis.points.included
    then, now = found or ([], [i for i in range(start, len(values)) if values[i] is not None and included[i]])
    columns = _columns(focus, comparator, unknown, gap)
    weighed = _weighed(columns, gap, now, verdict.scale, kind)
    shares = _in_periods_of(gap, share)
    late, early = (_median(shares, positions) for positions in (now, then))
    moved = change_now(share.analysis)
    together = found is not None and late is not None and early is not None and (late - early) * moved > 0
    return Recording(
        share=late,
        share_before=early,
        change=moved,
        weighed=weighed,
        gap=_could(verdict, weighed),
        move=_undone(columns, gap, found, verdict.scale) if found and weighed else None,
        together=together,
        unrecorded=_unrecorded(columns, now, then) if verdict.clear or found else None,
    )


def _unrecorded(columns: Sequence[_Row], now: Sequence[int], then: Sequence[int]) -> Unrecorded | None:
    """The first stretch that those not known are recorded in too few periods of, the latest before the earlier."""
    for positions, earlier in ((now, False), (then, True)):
        recorded = sum(columns[i] is not None for i in positions)
        if positions and not _enough(recorded, positions):
            return Unrecorded(recorded, len(positions), earlier)
    return None


def _enough(known: int, positions: Sequence[int]) -> bool:
    return known > 0 and 10 * known >= _OF_TEN * len(positions)


def _columns(focus: Line, comparator: Line, unknown: Sequence[Line], gap: Line) -> list[_Row]:
    """Values and denominators in each period of the gap."""
    lines = [_by_period(line.series) for line in (focus, comparator)]
    others = [_by_period(line.series) for line in unknown]
    found: list[_Row] = []
    for period, recorded in zip(gap.series.periods, gap.series.values, strict=True):
        mine, theirs = (line.get(period) for line in lines)
        cells = [line[period] for line in others if period in line]
        known = [cell for cell in cells if cell is not None]
        if recorded is None or mine is None or theirs is None or not known or len(known) < len(cells):
            found.append(None)
        else:
            found.append((mine, theirs, _together(known)))
    return found


def _by_period(series: Series) -> Mapping[str, _Cell | None]:
    """Value and denominator by period; a denominator of 0 has no value, and nothing to add."""
    rows = zip(series.periods, series.values, series.denominators, strict=True)
    return {
        period: (value or 0.0, size) if size is not None and (value is not None or size == 0) else None
        for period, value, size in rows
    }


def _together(cells: Sequence[_Cell]) -> _Cell:
    """Several groups as one: their values weighted by their denominators, and the sum of these."""
    size = sum(size for _, size in cells)
    return (sum(value * size for value, size in cells) / size if size else 0.0), size


def _in_focus(mine: _Cell, theirs: _Cell, unknown: _Cell) -> tuple[float, float]:
    return _together((mine, unknown))[0], theirs[0]


def _in_comparator(mine: _Cell, theirs: _Cell, unknown: _Cell) -> tuple[float, float]:
    return mine[0], _together((theirs, unknown))[0]


def _most(mine: _Cell, theirs: _Cell, unknown: _Cell) -> tuple[float, float]:
    """Percentages: those not known who count are the group's, the others the comparator's."""
    counted = unknown[1] * unknown[0] / 100
    return _together((mine, (100.0, counted)))[0], _together((theirs, (0.0, unknown[1] - counted)))[0]


def _least(mine: _Cell, theirs: _Cell, unknown: _Cell) -> tuple[float, float]:
    counted = unknown[1] * unknown[0] / 100
    return _together((mine, (0.0, unknown[1] - counted)))[0], _together((theirs, (100.0, counted)))[0]


def _placed(columns: Sequence[_Row], placing: _Placing, scale: str) -> list[float | None]:
    """The gap's values with those not known placed in this way."""
    found: list[float | None] = []
    for row in columns:
        if row is None:
            found.append(None)
            continue
        mine, theirs = placing(*row)
        if scale == "ratio":
            found.append(mine / theirs if theirs > 0 else None)
        else:
            found.append(mine - theirs)
    return found


def _weighed(columns: Sequence[_Row], gap: Line, now: Sequence[int], scale: str, kind: str) -> Weighed | None:
    by_placing = {placing: _placed(columns, placing, scale) for placing in (_in_focus, _in_comparator, _least, _most)}
    used = [i for i in now if columns[i] is not None]
    if not _enough(len(used), now):
        return None
    medians = {
        placing: median(known) if len(known := _at(column, used)) == len(used) else None
        for placing, column in by_placing.items()
    }
    in_focus, in_comparator = medians[_in_focus], medians[_in_comparator]
    if in_focus is None or in_comparator is None:
        return None
    bounded = kind == "percentage"
    return Weighed(
        recorded=median(_at(gap.series.values, used)),
        in_focus=in_focus,
        in_comparator=in_comparator,
        least=medians[_least] if bounded else None,
        most=medians[_most] if bounded else None,
    )


def _could(verdict: Verdict, weighed: Weighed | None) -> str:
    if not verdict.clear or weighed is None:
        return ""
    nothing = NO_GAP[verdict.scale]

    def vanishes(*sizes: float | None) -> bool:
        return any(size is not None and (size - nothing) * verdict.clear <= 0 for size in sizes)

    if vanishes(weighed.in_focus, weighed.in_comparator):
        return "could"
    if weighed.least is None or weighed.most is None:
        return ""
    return "extreme" if vanishes(weighed.least, weighed.most) else "cannot"


def _undone(columns: Sequence[_Row], gap: Line, found: tuple[list[int], list[int]], scale: str) -> Undone | None:
    """A way of putting everyone not known in one of the two groups by which the median would not have moved the way it
    did: in the same group before and since, if that is enough. None where there is no such way."""
    by_placing = [(placing is _in_focus, _placed(columns, placing, scale)) for placing in (_in_focus, _in_comparator)]
    sizes = [
        [(in_focus, size) for in_focus, column in by_placing if (size := _median(column, positions)) is not None]
        for positions in found
    ]
    change = change_now(gap.analysis)
    ways = [Undone(was, late, (first, then)) for first, was in sizes[0] for then, late in sizes[1]]
    still = [way for way in ways if (way.since - way.before) * change <= 0]
    return min(still, key=lambda way: (len(set(way.in_focus)), (way.since - way.before) * change), default=None)


def _at(values: Sequence[float | None], positions: Sequence[int]) -> list[float]:
    return [value for value in (values[i] for i in positions) if value is not None]


def _in_periods_of(gap: Line, line: Line) -> list[float | None]:
    """The values of a line in the gap's periods."""
    by_period = dict(zip(line.series.periods, line.series.values, strict=True))
    return [by_period.get(period) for period in gap.series.periods]


def _median(values: Sequence[float | None], positions: Sequence[int]) -> float | None:
    """The median at these positions; None where too few of them have a value."""
    known = _at(values, positions)
    return median(known) if _enough(len(known), positions) else None
