"""The analysis of a block of series, one part at a time, as arrays: nothing here loops over points or series."""

from dataclasses import dataclass

import numpy as np

from measures.spc.analysis import LEAST_HELD, MIN_BASELINE, MIN_USEFUL
from measures.spc.catalogue import RATIOS
from measures.spc.limits import anhoej_limits, runs_limits
from measures.spc.lines import Data, Lines, draw
from measures.spc.plan import Plan
from measures.spc.runs import Bools, Floats, Ints, Runs, Signs, find_runs, sides, ties
from measures.spc.signals import Flags, find, special


@dataclass(frozen=True, slots=True)
class Block:
    """Values of some series as they came: values or numerators, denominators or sizes, deviations of subgroups."""

    values: Floats
    sizes: Floats | None
    deviations: Floats | None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The runs of one part of every series of a block, and Anhøj's statistics (as in `analysis.Part`), one a series.

    runs: one entry a run; those of series i are first_run[i] to first_run[i + 1]. n_runs: how many that is.
    """

    runs: Runs
    first_run: Ints
    n_runs: Ints
    n_useful: Ints
    longest: Ints
    longest_max: Ints
    crossings: Ints
    crossings_min: Ints
    long_run: Bools
    few_crossings: Bools


@dataclass(frozen=True, slots=True)
class PartBatch:
    """One part of every series of a block; the fields of `analysis.Part` and `analysis.Points` as arrays.

    One entry a series, but: lines, n, side, flags, reason and direction have one a point. runs_lower is 0 where the
    number of runs is not tested; flags, reason and direction are None where no point can be flagged. short: limits, or
    the lines of a given baseline, are made of fewer than MIN_BASELINE values.
    """

    start: int
    lines: Lines
    n: Floats | None
    tie: Floats
    side: Signs
    facts: RunFacts
    runs_lower: Ints
    runs_upper: Ints
    flags: Flags | None
    reason: Signs | None
    direction: Signs | None
    raw_signal: Bools
    tested: Bools
    signal: Bools
    short: Bools
    trial: Bools
    change: Ints


def prepare(plan: Plan, block: Block) -> Data:
    """The values to plot: ratios where there are denominators; a row whose denominator is missing or not above 0 is
    missing, numerator and all."""
    y, n, sd = block.values, block.sizes, block.deviations
    top = y
    if n is not None:
        with np.errstate(all="ignore"):
            top = y = np.where(n > 0, y, np.nan)
            if plan.chart in RATIOS:
                n = np.where(np.isnan(y), np.nan, n)
                y = y / n
                y = np.where(np.isfinite(y), y, np.nan)
            if sd is not None:
                sd = np.where(n > 1, sd, np.nan)
    if plan.chart == "s" and sd is not None:
        y = sd
    return Data(y, top, n, sd, plan.used, plan.baseline & plan.used)


def slice_of(data: Data, start: int, stop: int) -> Data:
    """The columns of one part."""
    if (start, stop) == (0, data.y.shape[1]):
        return data
    part = slice(start, stop)
    return Data(
        data.y[:, part],
        data.top[:, part],
        None if data.n is None else data.n[:, part],
        None if data.sd is None else data.sd[:, part],
        data.used[part],
        data.base[part],
    )


def compute(plan: Plan, data: Data, start: int) -> PartBatch:
    """The analysis of one part, given as the columns of `data`; `start` is where it begins."""
    lines = draw(plan.chart, data, plan.settings)
    tie = ties(lines.cl, lines.scale)
    side = sides(lines.y, lines.cl, tie)
    seen = side if lines.used.all() else np.where(lines.used, side, 0).astype(np.int8)
    facts = _run_facts(seen)
    lower, upper = _runs_limits(plan, seen, facts.n_useful)
    flags, reason, direction = _flags(plan, lines, side, tie)
    raw_signal = ((facts.n_runs < lower) | (facts.n_runs > upper)) & (lower > 0)
    held = _held(lines, facts, facts.n_runs < lower)
    if plan.rules.anhoej and plan.chart != "mr":  # neighbouring ranges share a value, so their runs say nothing
        raw_signal |= facts.long_run | facts.few_crossings
        held = _held(lines, facts, facts.few_crossings) | _long_now(facts)
    if reason is not None:
        raw_signal |= reason.any(axis=1)
    if plan.settings.centre is None and np.array_equal(data.base, data.used):  # never across its own line: no move
        held = held & (facts.n_runs > 1)
    tested = facts.n_useful >= MIN_USEFUL
    signal = raw_signal & tested
    short = _short(data, asked=lines.limits is not None or any(plan.fixed))
    return PartBatch(
        start=start,
        lines=lines,
        n=data.n,
        tie=tie,
        side=side,
        facts=facts,
        runs_lower=lower,
        runs_upper=upper,
        flags=flags,
        reason=reason,
        direction=direction,
        raw_signal=raw_signal,
        tested=tested,
        signal=signal,
        short=short,
        trial=np.zeros_like(short) if lines.limits is None else short,
        change=_change(facts, held & signal, direction, signal),
    )


def _run_facts(seen: Signs) -> RunFacts:
    """Runs and their statistics from the side of every point, 0 for those that the rules do not see."""
    runs = find_runs(seen)
    n_runs = np.bincount(runs.series, minlength=len(seen))
    first_run = np.concatenate(([0], np.cumsum(n_runs)))
    n_useful = _lengths(runs, first_run, np.add)
    longest = _lengths(runs, first_run, np.maximum)
    longest_max, crossings_min = anhoej_limits(n_useful)
    crossings = np.maximum(n_runs - 1, 0)
    return RunFacts(
        runs=runs,
        first_run=first_run,
        n_runs=n_runs,
        n_useful=n_useful,
        longest=longest,
        longest_max=longest_max,
        crossings=crossings,
        crossings_min=crossings_min,
        long_run=longest > longest_max,
        few_crossings=crossings < crossings_min,
    )


def _lengths(runs: Runs, first_run: Ints, reduce: np.ufunc) -> Ints:
    """Sum or largest of the lengths of each series' runs; 0 where there is none."""
    found = np.zeros(len(first_run) - 1, dtype=np.int64)
    has_runs = first_run[1:] > first_run[:-1]
    if has_runs.all() and len(found):
        return reduce.reduceat(runs.length, first_run[:-1]).astype(np.int64)
    if has_runs.any():
        found[has_runs] = reduce.reduceat(runs.length, first_run[:-1][has_runs])
    return found


def _runs_limits(plan: Plan, seen: Signs, n_useful: Ints) -> tuple[Ints, Ints]:
    """Fewest and most runs that chance allows; 0 where they are not tested."""
    lower, upper = np.zeros(len(seen), dtype=np.int64), np.zeros(len(seen), dtype=np.int64)
    tested = np.flatnonzero(n_useful >= MIN_USEFUL)
    if plan.rules.runs_table and tested.size:
        above = np.count_nonzero(seen[tested] > 0, axis=1)
        pairs, position = np.unique(np.stack([above, n_useful[tested] - above]), axis=1, return_inverse=True)
        limits = np.array([runs_limits(n_above, n_below) for n_above, n_below in pairs.T.tolist()])
        lower[tested], upper[tested] = limits[position.ravel()].T
    return lower, upper


def _flags(plan: Plan, lines: Lines, side: Signs, tie: Floats) -> tuple[Flags, Signs, Signs] | tuple[None, None, None]:
    """The flags of every point; None where the chart has no limits and the rule set flags no point."""
    if lines.limits is None and plan.rules.shift is None:
        return None, None, None
    flags = find(plan.chart, plan.rules, lines.y, side, tie, lines.used, lines.limits)
    return flags, *special(flags, plan.rules, lines.used)


def _short(data: Data, *, asked: bool) -> Bools:
    """Whether lines are made of few values; false for all where it is not asked."""
    if not asked:
        return np.zeros(len(data.y), dtype=bool)
    few: Bools = np.count_nonzero(~np.isnan(data.y[:, data.base]), axis=1) < MIN_BASELINE
    return few


def _of_latest_run(facts: RunFacts, column: Ints) -> Ints:
    """This property of the latest run of every series; 0 for a series without runs."""
    found = np.zeros(len(facts.n_runs), dtype=np.int64)
    has_runs = facts.n_runs > 0
    found[has_runs] = column[facts.first_run[1:][has_runs] - 1]
    return found


def _long_now(facts: RunFacts) -> Bools:
    """Whether the series ends in a run longer than chance allows."""
    found: Bools = _of_latest_run(facts, facts.runs.length) > facts.longest_max
    return found


def _held(lines: Lines, facts: RunFacts, few: Bools) -> Bools:
    """Whether a series with too few runs (`few`) has been on one side for its last third: at least LEAST_HELD useful
    points, and at least a third as many as there are values."""
    if not few.any():
        return few
    n_values = np.count_nonzero(~np.isnan(lines.y) & lines.used, axis=1)
    found: Bools = few & (_of_latest_run(facts, facts.runs.length) >= np.maximum(LEAST_HELD, -(-n_values // 3)))
    return found


def _change(facts: RunFacts, held: Bools, direction: Signs | None, signal: Bools) -> Ints:
    """Which way the series has moved (see `Part.change`); `held`: its latest run is why it has a signal."""
    found: Ints = np.zeros(len(signal), dtype=np.int64)
    chosen = np.flatnonzero(signal)
    if direction is not None and chosen.size:
        found[chosen] = direction[chosen, facts.runs.end[facts.first_run[1:][chosen] - 1]]
    return np.where(held, _of_latest_run(facts, facts.runs.side), found)
