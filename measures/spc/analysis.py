"""What an analysis of one series says: frozen values that travel as JSON."""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

# Changes whenever the same numbers could give a different Analysis: stored results of another version are stale.
ENGINE_VERSION = "1.0"

# Fewer useful points than this are drawn, never tested.
MIN_USEFUL = 10


# Two numbers nearer than this (relative to the line, absolute below 1) are the same: 0.1 + 0.2 is on a line at 0.3.
TIE_TOLERANCE = 1e-9


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
class Analysis:
    """One series, read by one rule set.

    chart, rules, engine: how it was computed (`engine` is ENGINE_VERSION at that time).
    n_obs: points given, the missing ones included. n_useful: those neither missing nor on the centre line.
    centre: the median of the baseline, in the unit of the values; None when the baseline holds no value.
    longest_run, longest_run_max, crossings, crossings_min: None when n_useful is 0.
    long_run: longest_run > longest_run_max. few_crossings: crossings < crossings_min.
    raw_signal: either of the two, however few the points. tested: n_useful >= MIN_USEFUL.
    signal: raw_signal of a series that has enough points to be tested.
    runs: every run, in order.
    change: which way the series moved; +1 up, -1 down, 0 when there is no signal or no difference. Descriptive, and
    our own rule: when the latest run is itself unusually long, its side (the series is there now); otherwise the sign
    of the median of the later half of the non-missing values minus the median of the earlier half (of an odd number
    of values the middle one belongs to neither), differences within the tolerance of a tie counting as none.
    """

    chart: str
    rules: str
    engine: str
    n_obs: int
    n_useful: int
    centre: float | None
    longest_run: int | None
    longest_run_max: int | None
    crossings: int | None
    crossings_min: int | None
    long_run: bool
    few_crossings: bool
    tested: bool
    signal: bool
    raw_signal: bool
    runs: tuple[Run, ...]
    change: int

    @property
    def long_runs(self) -> tuple[Run, ...]:
        """The runs longer than chance allows, in order (also in a series too short to be tested)."""
        limit = self.longest_run_max
        return () if limit is None else tuple(run for run in self.runs if run.length > limit)

    def side(self, value: float) -> int:
        """+1 when `value` is above the centre line, -1 below, 0 on it (within the tolerance) or without a line."""
        if self.centre is None:
            return 0
        tolerance = TIE_TOLERANCE * max(1.0, abs(self.centre))
        return int(value - self.centre > tolerance) - int(value - self.centre < -tolerance)

    def to_dict(self) -> dict[str, Any]:
        """A dict that JSON can hold: no NaN, each run as the list [start, end, side, length]."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        plain["runs"] = [list(run) for run in self.runs]
        return plain

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        """The Analysis that `to_dict` was made from. A missing or unknown field is a TypeError."""
        return cls(**{**stored, "runs": tuple(Run(*run) for run in stored.get("runs", ()))})
