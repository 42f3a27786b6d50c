"""What an analysis flags, gathered into stretches with words: the one place that names a signal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from measures.charts.lines import baselines
from measures.charts.spec import ChartSpec
from measures.spc import Part

_RUNS = frozenset({"run", "shift"})
# So many points on the other side are a level of their own, which a later run can be better or worse than.
_LEVEL = 5
# An exceptional point, or two near a limit, is over when the next point is ordinary: it moves nothing.
PASSING = frozenset({"outside", "two_of_three"})


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of points that a rule points out.

    kind: "run" (longer than chance allows), "shift", "trend", "two_of_three" or "outside". side: +1 above or up, -1
    below or down. length: points counted by the rule. positions: those that are marked. part: number of the part,
    from 0. tone: "better", "worse", "changed" where no direction is better or none is shown, or "before" of a level
    that what follows is compared with.
    meaning: "better" or "worse" where the words may say so, else "".
    """

    kind: str
    start: int
    end: int
    side: int
    length: int
    positions: tuple[int, ...]
    part: int
    tone: str
    meaning: str

    @property
    def words(self) -> str:
        """The words that stand on the chart."""
        up = self.side > 0
        if self.kind == "outside":
            limit = "above the upper limit" if up else "below the lower limit"
            return limit.capitalize() if self.length == 1 else f"{self.length} {limit}"
        if self.kind == "trend":
            return f"Trend: {self.length} {'rising' if up else 'falling'}"
        if self.kind == "two_of_three":
            return f"2 of 3 near the {'upper' if up else 'lower'} limit"
        return f"{self.length} in a row {'above' if up else 'below'}"

    @property
    def verdict(self) -> str:
        """The words with what they mean, where that is better or worse."""
        return f"{self.words}: {self.meaning}" if self.meaning else self.words

    def holds(self, other: "Band") -> bool:
        """Whether this is a run, and the other an exceptional point (or two near a limit) within it on its side."""
        return (
            self.kind in _RUNS
            and other.kind in PASSING
            and self.side == other.side
            and set(self.positions).issuperset(other.positions)
        )


def tone(side: int, direction: str) -> str:
    """Whether a move to that side (+1 up, -1 down, 0 neither) is better or worse, or only a change."""
    if direction == "none" or side == 0:
        return "changed"
    return "better" if (side > 0) == (direction == "up") else "worse"


def uses_runs(spec: ChartSpec) -> bool:
    """Whether long runs and few crossings are rules here: not of moving ranges, which share values."""
    return spec.rules.anhoej and spec.analysis.chart != "mr"


def latest_point(spec: ChartSpec) -> int | None:
    """Position of the last value that is not left out, None without one."""
    included = spec.analysis.points.included
    return next((i for i, _ in reversed(spec.known) if included[i]), None)


def change_now(spec: ChartSpec) -> int:
    """Which way the series has moved and still is: +1 up, -1 down, 0 neither or not shown.

    As the analysis says; with Making Data Count's rules, whose icon is of the latest point, only where that point is
    a signal.
    """
    change = spec.analysis.change
    if change and spec.rules.icons:
        last = latest_point(spec)
        if last is None or not spec.analysis.points.special[last]:
            return 0
    return change


def find_bands(spec: ChartSpec) -> tuple[Band, ...]:
    """Every stretch that a rule points out, by part and where it begins; parts too short to be tested have none."""
    found: list[Band] = []
    now = change_now(spec)
    for number, part in enumerate(spec.analysis.parts):
        if part.signal:
            latest = number == len(spec.analysis.earlier)
            runs = _long_runs(spec, number, part, latest=latest, now=now)
            flagged = _flagged(spec, number, part, latest=latest, now=now)
            judged = _unjudged(spec, [*runs, *flagged])
            found.extend(sorted(judged, key=lambda band: (band.start, -band.length)))
    return tuple(found)


def _unjudged(spec: ChartSpec, bands: list[Band]) -> Iterator[Band]:
    """The bands; those that what follows is compared with are called neither better nor worse: in a fixed baseline,
    or in a run that is the level before the change."""
    before = [band for band in bands if band.tone == "before"]
    for band in bands:
        fixed = any(first <= band.start and band.end <= last for first, last in baselines(spec))
        if fixed or any(run.holds(band) for run in before):
            yield replace(band, tone="before" if band.kind in _RUNS else "changed", meaning="")
        else:
            yield band


def _is_before(spec: ChartSpec, part: Part, start: int, side: int, moved: int) -> bool:
    """Whether a run is the level that the part moved away from: the latest run is one on the other side, and nothing
    was there before. A fixed baseline is that level itself."""
    fixed = any(part.start <= first < part.stop for first, _ in baselines(spec))
    if fixed or not moved or side == moved:
        return False
    there = [run for run in part.runs if run.side == moved and run.length >= _LEVEL]
    return bool(there) and there[-1] == part.runs[-1] and there[0].start > start


def _long_runs(spec: ChartSpec, number: int, part: Part, *, latest: bool, now: int) -> Iterator[Band]:
    """Runs longer than chance allows; better and worse only where the part shows which way it moved."""
    if not uses_runs(spec):
        return
    points = spec.analysis.points
    moved = now if latest else part.change
    for run in part.long_runs:
        meant = tone(run.side, spec.direction) if moved else "changed"
        meant = "before" if _is_before(spec, part, run.start, run.side, moved) else meant
        positions = tuple(i for i in range(run.start, run.end + 1) if points.side[i] == run.side and points.included[i])
        meaning = meant if latest and meant != "changed" and run.side == now else ""
        yield Band("run", run.start, run.end, run.side, run.length, positions, number, meant, meaning)


def _flagged(spec: ChartSpec, number: int, part: Part, *, latest: bool, now: int) -> Iterator[Band]:
    """The flagged points of the rules of points, gathered into stretches."""
    points = spec.analysis.points
    if not any(points.special[part.start : part.stop]):
        return
    last = latest_point(spec) if latest else None
    for kind, stretch, side, length in _stretches(spec, part):
        meant = tone(side, spec.direction)
        moved = now if latest else part.change
        meant = "before" if kind == "shift" and _is_before(spec, part, stretch[0], side, moved) else meant
        holds = last is not None and stretch[-1] == last and now == side and meant != "changed"
        yield Band(kind, stretch[0], stretch[-1], side, length, tuple(stretch), number, meant, meant if holds else "")


def _stretches(spec: ChartSpec, part: Part) -> Iterator[tuple[str, list[int], int, int]]:
    """Rule, positions, side and length of each stretch of flagged points."""
    points, rules = spec.analysis.points, spec.rules
    if rules.outside:
        for stretch, side in _gathered(spec, part, points.outside, _neighbours(spec)):
            yield "outside", stretch, side, len(stretch)
    if rules.trend:
        for stretch, side in _gathered(spec, part, points.trend, _same_trend(spec, part)):
            yield "trend", *_whole_trend(spec, part, stretch, side)
    if rules.two_of_three:
        for stretch, side in _gathered(spec, part, points.two_of_three, lambda a, b: b - a <= 2):
            yield "two_of_three", stretch, side, len(stretch)
    if rules.shift:
        for stretch, side in _gathered(spec, part, points.shift, _same_shift(spec)):
            yield "shift", stretch, side, len(stretch)


def _gathered(
    spec: ChartSpec, part: Part, flags: tuple[int | None, ...], together: Callable[[int, int], bool]
) -> list[tuple[list[int], int]]:
    """Flagged points that are not left out, neighbours on one side gathered as `together` says."""
    included = spec.analysis.points.included
    found: list[tuple[list[int], int]] = []
    for i in range(part.start, part.stop):
        side = flags[i] if included[i] else 0
        if not side:
            continue
        if found and found[-1][1] == side and together(found[-1][0][-1], i):
            found[-1][0].append(i)
        else:
            found.append(([i], side))
    return found


def _between(spec: ChartSpec, first: int, last: int) -> list[int]:
    """Positions strictly between two that rules see: left-out points are not there for them."""
    included = spec.analysis.points.included
    return [i for i in range(first + 1, last) if included[i]]


def _neighbours(spec: ChartSpec) -> Callable[[int, int], bool]:
    return lambda first, last: not _between(spec, first, last)


def _same_shift(spec: ChartSpec) -> Callable[[int, int], bool]:
    """A rule set that skips ties lets a shift go on over gaps and points on the line."""
    side, skips = spec.analysis.points.side, not spec.rules.ties_break
    return lambda first, last: all(skips and not side[i] for i in _between(spec, first, last))


def _same_trend(spec: ChartSpec, part: Part) -> Callable[[int, int], bool]:
    """A trend goes on while values move its way (or, in a rule set that skips ties, stay)."""
    values, flags, skips = spec.values, spec.analysis.points.trend, not spec.rules.ties_break

    def together(first: int, last: int) -> bool:
        between, move = _between(spec, first, last), _move(values, first, last, part.tie)
        if between and not skips:
            return False
        if any(values[i] is not None for i in between):
            return move == 0
        return move == flags[last] or (skips and move == 0)

    return together


def _move(values: tuple[float | None, ...], first: int, last: int, tie: float) -> int:
    before, after = values[first], values[last]
    if before is None or after is None or abs(after - before) <= tie:
        return 0
    return 1 if after > before else -1


def _whole_trend(spec: ChartSpec, part: Part, stretch: list[int], side: int) -> tuple[list[int], int, int]:
    """A trend with its turning point, which is flagged as the beginning of the next; and how many levels it has."""
    values, flags, included = spec.values, spec.analysis.points.trend, spec.analysis.points.included
    following = next((i for i in range(stretch[-1] + 1, part.stop) if flags[i] == -side and included[i]), part.stop)
    reached = following < part.stop and _move(values, stretch[-1], following, part.tie) == side
    between = _between(spec, stretch[-1], following)
    if reached and all(not spec.rules.ties_break and values[i] is None for i in between):
        stretch = [*stretch, following]
    moves = sum(_move(values, a, b, part.tie) != 0 for a, b in pairwise(stretch))
    return stretch, side, moves + 1
