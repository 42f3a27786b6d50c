"""What an analysis of one series says: frozen values that travel as JSON."""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

# Changes whenever the same numbers could give a different Analysis, or one stored otherwise: stored results of another
# version are stale.
ENGINE_VERSION = "3.2"

# Fewer useful points than this are drawn, never tested.
MIN_USEFUL = 10

# A series that crosses its line too seldom is said to have moved only after this many points in a row on one side.
LEAST_HELD = 5

# Limits from fewer points than this are called trial limits.
MIN_BASELINE = 12

Column = tuple[float | None, ...]


class Run(NamedTuple):
    """Consecutive useful points on one side of the centre line.

    `start` and `end` are the 0-based positions, in the series as given, of the first and the last useful point of
    the run; `side` is +1 above and -1 below; `length` counts useful points, so it can be less than end - start + 1.
    """

    start: int
    end: int
    side: int
    length: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with its own centre line and limits, tested on its own.

    start, stop: 0-based positions, `stop` exclusive. n_used: points not excluded, the missing ones counted.
    n_useful: those neither missing, excluded nor on the centre line.
    centre: the centre line, in the unit of the values; None when the baseline holds no value.
    tie: a value nearer to the centre line than this is on it.
    longest_run, longest_run_max, crossings, crossings_min: None when n_useful is 0.
    long_run: longest_run > longest_run_max. few_crossings: crossings < crossings_min. Both are facts of the part,
    whether or not the rule set asks for them.
    runs_lower, runs_upper: fewer or more runs than these are unusual (at most 2.5% each by chance); None unless the
    rule set tests the number of runs and there are MIN_USEFUL useful points.
    n_trends: how many trends there are; None where the rule set has no trend.
    raw_signal: a rule of the set is met, however few the points. tested: n_useful >= MIN_USEFUL.
    signal: raw_signal of a part that has enough points to be tested.
    trial: limits of fewer than MIN_BASELINE points with a value. no_variation: there are values, all of them equal.
    runs: every run, in order.
    change: which way the series has moved; +1 up, -1 down, 0 when there is no signal, or one that does not show which
    way things are going now. Our own rule: the signal must hold now, in a run longer than chance allows that ends the
    series (points on the line and missing ones skipped) or in a special cause at the latest useful point; where there
    are too few crossings or runs, it is enough that the latest run has at least LEAST_HELD useful points and at least
    a third as many as the part has values. Then it is the side of that run or cause, but a
    run that is the only one (all else on a line drawn through the same points) is no move. A shift that has ended, or a
    flat series with seasons, has moved neither way.
    """

    start: int
    stop: int
    n_used: int
    n_useful: int
    centre: float | None
    tie: float
    longest_run: int | None
    longest_run_max: int | None
    crossings: int | None
    crossings_min: int | None
    long_run: bool
    few_crossings: bool
    runs_lower: int | None
    runs_upper: int | None
    n_trends: int | None
    raw_signal: bool
    tested: bool
    signal: bool
    trial: bool
    no_variation: bool
    runs: tuple[Run, ...]
    change: int

    @property
    def n_points(self) -> int:
        """Points in this part, the missing and the excluded ones counted."""
        return self.stop - self.start

    @property
    def long_runs(self) -> tuple[Run, ...]:
        """The runs longer than chance allows, in order (also in a part too short to be tested)."""
        limit = self.longest_run_max
        return () if limit is None else tuple(run for run in self.runs if run.length > limit)

    @property
    def runs_verdict(self) -> str:
        """What the number of runs says: "too few", "too many", "as expected" or "not applied"."""
        if self.runs_lower is None or self.runs_upper is None:
            return "not applied"
        if len(self.runs) < self.runs_lower:
            return "too few"
        return "too many" if len(self.runs) > self.runs_upper else "as expected"


@dataclass(frozen=True, slots=True)
class Points:
    """One entry a point, in the order given; None where there is nothing to draw.

    y: what is plotted (the ratio, the moving range, the value), times the multiplier. n: the denominator or subgroup
    size, 0 where missing; None when the chart has none.
    cl: centre line. lcl, ucl: control limits (3 sigma). lcl_95, ucl_95: the 2-sigma lines.
    part: 1-based number of the part. baseline: within the frozen baseline. included: neither excluded nor, on an MR
    chart, a range that uses an excluded value.
    outside, close, side: +1 above (the upper limit, between the upper 2- and 3-sigma lines, the centre line), -1
    below, 0 neither; `side` is None for a missing value, `outside` and `close` also without limits.
    trend, shift: +1 or -1 for a point of a trend up or down, of a shift above or below. two_of_three likewise.
    special: why the point is a signal of the rule set, the first that holds of "outside", "trend", "two_of_three",
    "shift"; "" when none does. special_side: its direction, +1 up or above, -1 down or below, 0.
    kind: "common_cause", "improvement", "concern", or where no direction is better "neutral_high" and "neutral_low".
    """

    y: Column
    n: Column | None
    cl: Column
    lcl: Column
    ucl: Column
    lcl_95: Column
    ucl_95: Column
    part: tuple[int, ...]
    baseline: tuple[bool, ...]
    included: tuple[bool, ...]
    outside: tuple[int | None, ...]
    close: tuple[int | None, ...]
    side: tuple[int | None, ...]
    trend: tuple[int, ...]
    shift: tuple[int, ...]
    two_of_three: tuple[int, ...]
    special: tuple[str, ...]
    special_side: tuple[int, ...]
    kind: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """A dict that JSON can hold; a column of which all entries are equal is stored as that one entry."""
        return {field.name: _packed(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_dict(cls, stored: dict[str, Any], n_points: int) -> Self:
        """The Points that `to_dict` was made from."""
        found: dict[str, Any] = {name: _unpacked(column, n_points) for name, column in stored.items()}
        return cls(**found | {"n": None if stored.get("n") is None else found["n"]})


def _packed(column: tuple[Any, ...] | None) -> Any:
    if column is None:
        return None
    return column[0] if column and all(entry == column[0] for entry in column) else list(column)


def _unpacked(stored: Any, n_points: int) -> tuple[Any, ...]:
    return tuple(stored) if isinstance(stored, list) else (stored,) * n_points


@dataclass(frozen=True, slots=True)
class Analysis:
    """One series, read by one rule set.

    chart, rules, engine: how it was computed (`engine` is ENGINE_VERSION at that time). n_obs: points given, the
    missing and the excluded ones counted. screened: whether large moving ranges were left out of the spread (None
    where the chart does not use them). direction: which way is better, "up", "down" or "none". target: as given.
    latest: the part that the series is in now; its statistics can be read from the analysis itself (`centre`,
    `signal`, ...). earlier: the parts before it, in order.
    points: every point with its lines and flags.
    variation: the icon of the latest point, for rule sets that have one: "common_cause", "improvement_high",
    "improvement_low", "concern_high", "concern_low", "neutral_high", "neutral_low".
    assurance: whether the target lies outside the latest limits, None without target, direction or limits:
    "consistent_pass", "consistent_fail" or "inconsistent" (also when there are no limits to judge by).
    notes: what the reader should know about the numbers, in plain words.
    """

    chart: str
    rules: str
    engine: str
    n_obs: int
    screened: bool | None
    direction: str
    target: float | None
    latest: Part
    earlier: tuple[Part, ...]
    points: Points
    variation: str | None
    assurance: str | None
    notes: tuple[str, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every part, in order."""
        return (*self.earlier, self.latest)

    @property
    def n_useful(self) -> int:
        """Useful points of the latest part."""
        return self.latest.n_useful

    @property
    def centre(self) -> float | None:
        """Centre line of the latest part."""
        return self.latest.centre

    @property
    def longest_run(self) -> int | None:
        """Length of the longest run of the latest part."""
        return self.latest.longest_run

    @property
    def longest_run_max(self) -> int | None:
        """The longest run that chance allows in the latest part."""
        return self.latest.longest_run_max

    @property
    def crossings(self) -> int | None:
        """How often the latest part crosses its centre line."""
        return self.latest.crossings

    @property
    def crossings_min(self) -> int | None:
        """The fewest crossings that chance allows in the latest part."""
        return self.latest.crossings_min

    @property
    def long_run(self) -> bool:
        """Whether the longest run of the latest part is longer than chance allows."""
        return self.latest.long_run

    @property
    def few_crossings(self) -> bool:
        """Whether the latest part crosses its centre line less often than chance allows."""
        return self.latest.few_crossings

    @property
    def tested(self) -> bool:
        """Whether the latest part has enough useful points to be tested."""
        return self.latest.tested

    @property
    def signal(self) -> bool:
        """Whether the latest part, tested, has a signal."""
        return self.latest.signal

    @property
    def raw_signal(self) -> bool:
        """Whether a rule is met in the latest part, however few its points."""
        return self.latest.raw_signal

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs of the latest part; positions count from the start of the series."""
        return self.latest.runs

    @property
    def long_runs(self) -> tuple[Run, ...]:
        """The runs of the latest part that are longer than chance allows."""
        return self.latest.long_runs

    @property
    def change(self) -> int:
        """Which way the latest part moved (see `Part.change`)."""
        return self.latest.change

    def side(self, value: float) -> int:
        """+1 when `value` is above the latest centre line, -1 below, 0 on it (within a tie) or without a line."""
        if self.latest.centre is None:
            return 0
        distance = value - self.latest.centre
        return int(distance > self.latest.tie) - int(distance < -self.latest.tie)

    def to_dict(self) -> dict[str, Any]:
        """A dict that JSON can hold: no NaN, the latest part's statistics beside the rest, each run as a list."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        del plain["latest"]
        plain |= _part_to_dict(self.latest)
        plain["earlier"] = [_part_to_dict(part) for part in self.earlier]
        plain["points"] = self.points.to_dict()
        plain["notes"] = list(self.notes)
        return plain

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """The Analysis that `to_dict` was made from. A missing or unknown field is a TypeError."""
        mine = {name: value for name, value in stored.items() if name not in _PART_FIELDS}
        latest = _part_from_dict({name: value for name, value in stored.items() if name in _PART_FIELDS})
        mine["earlier"] = tuple(_part_from_dict(part) for part in stored.get("earlier", ()))
        mine["points"] = Points.from_dict(stored.get("points", {}), stored.get("n_obs", 0))
        mine["notes"] = tuple(stored.get("notes", ()))
        return cls(**mine, latest=latest)


_PART_FIELDS = frozenset(field.name for field in fields(Part))


def _part_to_dict(part: Part) -> dict[str, Any]:
    plain = {field.name: getattr(part, field.name) for field in fields(part)}
    plain["runs"] = [list(run) for run in part.runs]
    return plain


def _part_from_dict(stored: dict[str, Any]) -> Part:
    return Part(**{**stored, "runs": tuple(Run(*run) for run in stored.get("runs", ()))})
