"""What has become of the gap between a group and the one it is compared with, and who of the two moved.

The rule, step by step:

1. *Not enough data* ("few") while the gap's own run chart has too few useful points to be tested.
2. The gap *moved* only where its own chart, by its own rules and median, has a signal that shows which way it is going
   now (`Analysis.change`). Otherwise "none"; "unclear" where there is a signal that does not show it.
3. *Now* is the gap's latest run on the side it moved to (with rules of points also the flagged points that end the
   series), *before* is everything earlier in the same part of the chart. The size of the gap in each is the median of
   its values, points left out of the chart apart. Should those medians not differ the way the chart says: "unclear".
4. *Closing* and *widening* go by the distance from no gap, never by the sign: from 0 for a difference, from 1 for a
   ratio, where half and double are equally far away.
5. A stretch is *clearly* on one side of no gap when so few of its values lie on the other side that chance alone would
   leave so few on one side or the other, whichever, in at most 1 of 20 stretches without a gap (two-sided sign test:
   which side it is, is seen only in the values themselves; values of no gap are not counted).
   The gap has *turned round* when it was clearly on one side before and is clearly on the other now. Where the two
   medians lie on different sides and that is not clear, it is closing if only the earlier side was clear and the
   distance fell, widening if only the later side is and it grew, and else only "moved".
6. The group that is *behind* is the one with the worse number: before, of a gap that closes; now, of one that widens or
   has turned. Without a better direction nobody is behind, and the gap is only "smaller" or "larger".
7. A group *moved with the gap* where its own chart, by its own rules (of a chart of spread, its values in a run chart
   with the same parts, baseline and points left out), has a signal that holds now; its median since is
   on that side of its median before, in just the periods of the gap; and its values since lie clearly (as in 5) on that
   side of its median in as many periods just before. So a group that moved long ago is not why the gap moves now.
   `why` then follows from the two groups (see `Verdict`).

A chart shows that lines moved and by how much. "It closed because the other group got worse" is the arithmetic of two
lines; why a group got worse no chart can say.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from measures.series import Series
from measures.spc import MIN_USEFUL, RULE_SETS, Analysis

# The gap that is none, by scale.
NO_GAP = {"difference": 0.0, "ratio": 1.0}
# So unlikely must so few values on either side be by chance, for a stretch to be clearly on one side.
_CHANCE = 0.05
# (behind, ahead): which of the two moved better (1), worse (-1) or neither as far as its own chart shows (0).
_CLOSING = {
    (1, 0): "behind_improved",
    (0, -1): "ahead_worsened",
    (1, 1): "both_improved",
    (-1, -1): "both_worsened",
    (1, -1): "both",
    (0, 0): "neither",
}
_WIDENING = {
    (-1, 0): "behind_worsened",
    (0, 1): "ahead_improved",
    (1, 1): "both_improved",
    (-1, -1): "both_worsened",
    (-1, 1): "both",
    (0, 0): "neither",
}
_GOOD = frozenset({"behind_improved", "both_improved"})
_BAD = frozenset({"ahead_worsened", "both_worsened"})
# From what needs looking at first to what says nothing yet.
_RANKS = {"worse": 0, "changed": 1, "better": 1, "none": 2, "few": 3}


class Line(Protocol):
    """One line of a measure with its chart: a group's values, or the gap between two."""

    @property
    def name(self) -> str: ...
    @property
    def series(self) -> Series: ...
    @property
    def analysis(self) -> Analysis: ...
    @property
    def of_level(self) -> Analysis:
        """The analysis; of a chart of spread, whose signals say nothing of the level, a run chart of the same points
        that leaves out what the chart does."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the two groups.

    before, now: medians of its values in the periods of the gap's two stretches; None where the gap has not moved.
    own: which way its own chart has moved (+1 up, -1 down, 0 not shown). change: the same where it moved with the gap,
    else 0. better: +1 better, -1 worse, 0 neither or not shown, of `change`; own_better likewise of `own`.
    """

    name: str
    before: float | None
    now: float | None
    own: int
    change: int
    better: int
    own_better: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gap's chart and those of its two groups say together (the rule: this module's docstring).

    move: "closing", "widening", "turned", "smaller" or "larger" (no direction is better), "moved" (it cannot be told
    whether to more or less), "none", "unclear" or "few".
    why: who moved with it. Of closing and widening "behind_improved", "behind_worsened", "ahead_improved",
    "ahead_worsened", "both_improved", "both_worsened", "both" (one better, the other worse), "neither" (neither
    group's own chart shows a signal) or "contrary" (what they show would move the gap the other way); else "".
    behind, ahead: the groups of step 6, None where there are none. tone: "better", "worse", "changed", "none", "few".
    before, now: medians of the gap in its two stretches; of a gap that has not moved `now` is its median and `before`
    None. since: position in the gap's series at which now begins, None where it has not moved.
    clear: the side of no gap on which the latest stretch clearly lies, +1 or -1, or 0.
    n_useful: useful points of the gap's chart. values: how many values it has.
    """

    move: str
    why: str
    tone: str
    focus: Member
    comparator: Member
    behind: Member | None
    ahead: Member | None
    before: float | None
    now: float | None
    since: int | None
    clear: int
    scale: str
    n_useful: int
    values: int

    @property
    def key(self) -> str:
        """The verdict in one word, such as "closing-behind_improved" or "few"."""
        return f"{self.move}-{self.why}" if self.why else self.move

    @property
    def has_moved(self) -> bool:
        """Whether the gap's own chart shows that it moved."""
        return self.since is not None

    @property
    def largest(self) -> float:
        """How far from no gap it is or was, whichever is more; 0 without numbers."""
        return max((distance(size, self.scale) for size in (self.before, self.now) if size is not None), default=0.0)


def distance(value: float, scale: str) -> float:
    """How far a gap is from none: without sign; of a ratio on the scale of logarithms, infinite for 0."""
    if scale != "ratio":
        return abs(value)
    return abs(math.log(value)) if value > 0 else math.inf


def side_of(values: Sequence[float], line: float) -> int:
    """The side of a line on which these values clearly lie: +1 above, -1 below, 0 on neither (step 5)."""
    above, below = sum(value > line for value in values), sum(value < line for value in values)
    n, fewer = above + below, min(above, below)
    chance = 2 * sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n
    if chance > _CHANCE:
        return 0
    return 1 if above > below else -1


def change_now(analysis: Analysis) -> int:
    """Which way a series has moved and still is; with Making Data Count's rules only if its latest point is flagged."""
    if analysis.change and RULE_SETS[analysis.rules].icons:
        points = analysis.points
        latest = max(i for i, y in enumerate(points.y) if y is not None and points.included[i])
        return analysis.change if points.special[latest] else 0
    return analysis.change


def judge(focus: Line, comparator: Line, gap: Line, *, direction: str, scale: str) -> Verdict:
    """The verdict on one gap. direction: which way is better of the measure, "up", "down" or "none"; scale: of the
    gap, "difference" or "ratio". gap.series: as `lines.gap` makes it, the two groups' values beside it."""
    change = change_now(gap.analysis)
    stretch = stretches(gap, change) if change else None
    if stretch is None:
        return _unmoved(focus, comparator, gap, direction, scale, unclear=bool(change))
    then, now = stretch
    members = [
        _member(line, column, stretch, direction)
        for line, column in ((focus, gap.series.numerators), (comparator, gap.series.denominators))
    ]
    values = gap.series.values
    old, new = _at(values, then), _at(values, now)
    was, late = side_of(old, NO_GAP[scale]), side_of(new, NO_GAP[scale])
    move = _move(median(old), median(new), (was, late), scale)
    side = _sign(median(old), scale) if move == "closing" else _sign(median(new), scale)
    behind, ahead = _placed(members, side, direction)
    why = _why(move, behind, ahead)
    if direction == "none" and move in ("closing", "widening"):
        move = {"closing": "smaller", "widening": "larger"}[move]
    return Verdict(
        move=move,
        why=why,
        tone=_tone(move, why),
        focus=members[0],
        comparator=members[1],
        behind=behind if move in ("closing", "widening", "turned") else None,
        ahead=ahead if move in ("closing", "widening", "turned") else None,
        before=median(old),
        now=median(new),
        since=now[0],
        clear=late,
        scale=scale,
        n_useful=gap.analysis.n_useful,
        values=sum(value is not None for value in values),
    )


def stretches(gap: Line, change: int) -> tuple[list[int], list[int]] | None:
    """Positions of the gap's values before it moved and since (step 3), those left out of the chart apart; None where
    their medians do not differ the way the chart says it moved."""
    analysis, values = gap.analysis, gap.series.values
    start, points = analysis.latest.start, analysis.points
    used = [i for i in range(start, len(values)) if values[i] is not None and points.included[i]]
    begins = analysis.runs[-1].start if analysis.runs[-1].side == change else used[-1] + 1
    flagged = used[-1] + 1
    for i in reversed(used):
        if points.special_side[i] != change:
            break
        flagged = i
    begins = min(begins, flagged)
    then, now = [i for i in used if i < begins], [i for i in used if i >= begins]
    if not then or not now:
        return None
    step = median(_at(values, now)) - median(_at(values, then))
    return (then, now) if step * change > 0 else None


def _unmoved(focus: Line, comparator: Line, gap: Line, direction: str, scale: str, *, unclear: bool) -> Verdict:
    analysis, values = gap.analysis, gap.series.values
    used = [i for i in range(analysis.latest.start, len(values)) if analysis.points.included[i]]
    latest = _at(values, used)
    constant = analysis.centre is not None and analysis.n_useful == 0 and len(latest) >= MIN_USEFUL
    move = "few" if not analysis.tested and not constant else "unclear" if unclear or analysis.signal else "none"
    members = [_member(line, (), None, direction) for line in (focus, comparator)]
    clear = side_of(latest, NO_GAP[scale])
    behind, ahead = _placed(members, clear, direction)
    return Verdict(
        move=move,
        why="",
        tone="few" if move == "few" else "none",
        focus=members[0],
        comparator=members[1],
        behind=behind,
        ahead=ahead,
        before=None,
        now=median(latest) if latest else None,
        since=None,
        clear=clear,
        scale=scale,
        n_useful=analysis.n_useful,
        values=len(latest),
    )


def _member(
    line: Line, column: Sequence[float | None], stretch: tuple[list[int], list[int]] | None, direction: str
) -> Member:
    """A group; column: its values in the gap's periods."""
    own = change_now(line.of_level)
    better = {"up": 1, "down": -1, "none": 0}[direction]
    if stretch is None:
        return Member(line.name, None, None, own, 0, 0, own * better)
    then, since = (_at(column, positions) for positions in stretch)
    before, now, just_before = median(then), median(since), median(then[-len(since) :])
    change = own if own and (now - before) * own > 0 and side_of(since, just_before) == own else 0
    return Member(line.name, before, now, own, change, change * better, own * better)


def _at(values: Sequence[float | None], positions: Sequence[int]) -> list[float]:
    return [value for value in (values[i] for i in positions) if value is not None]


def _sign(value: float, scale: str) -> int:
    nothing = NO_GAP[scale]
    return (value > nothing) - (value < nothing)


def _move(before: float, now: float, clear: tuple[int, int], scale: str) -> str:
    """Steps 4 and 5; clear: the side on which each stretch clearly lies."""
    was, late = clear
    step = distance(now, scale) - distance(before, scale)
    if was * late < 0:
        return "turned"
    closes, widens = step < 0, step > 0
    if _sign(before, scale) * _sign(now, scale) < 0:
        closes, widens = closes and was != 0, widens and late != 0
    if closes:
        return "closing"
    return "widening" if widens else "moved"


def _placed(members: Sequence[Member], side: int, direction: str) -> tuple[Member | None, Member | None]:
    """The group behind and the one ahead, of a gap on that side of none; nobody where no direction is better."""
    if side == 0 or direction == "none":
        return None, None
    focus, comparator = members
    return (focus, comparator) if (side > 0) == (direction == "down") else (comparator, focus)


def _why(move: str, behind: Member | None, ahead: Member | None) -> str:
    table = {"closing": _CLOSING, "widening": _WIDENING}.get(move)
    if table is None or behind is None or ahead is None:
        return ""
    return table.get((behind.better, ahead.better), "contrary")


def _tone(move: str, why: str) -> str:
    """A gap that widens is worse, whoever moved. One that closes is better or worse as the groups are."""
    if move == "widening":
        return "worse"
    if move == "closing":
        return "better" if why in _GOOD else "worse" if why in _BAD else "changed"
    return "changed"


def leading(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict to show where there is room for one: what got worse, then any other move, then no change; of these
    the gap that is or was the largest, then the first."""
    return min(verdicts, key=lambda one: (_RANKS[one.tone], -one.largest), default=None)
