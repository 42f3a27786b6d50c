"""The two doors: `analyse` for one series, `analyse_many` for a matrix of them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from measures.spc.analysis import ENGINE_VERSION, MIN_USEFUL, Analysis, Run
from measures.spc.limits import crossings_min, longest_run_max
from measures.spc.runs import Floats, Runs, find_runs, half_change, row_medians, sides

CHARTS = ("run",)
RULES = ("anhoej",)

# Rows worked on at once: the temporary arrays of a block stay in the processor's cache.
_BLOCK = 4096


def analyse(
    values: Sequence[float | None], *, chart: str = "run", rules: str = "anhoej", freeze: int | None = None
) -> Analysis:
    """Analyse one series, in order; None or nan is a missing value.

    chart: "run", a run chart: the centre line is the median of the baseline.
    rules: "anhoej", a longest run above round(log2 n) + 3 or fewer crossings than chance allows (`spc.limits`).
    freeze: the baseline is the first `freeze` positions, missing ones counted (None: all). Later points are still
    tested against its median.

    Raises ValueError for an infinite value, a chart or rule set that is not offered, or a freeze below 1.
    """
    row = np.array([[np.nan if value is None else value for value in values]], dtype=np.float64)
    return analyse_many(row, chart=chart, rules=rules, freeze=freeze)[0]


def analyse_many(
    matrix: ArrayLike, *, chart: str = "run", rules: str = "anhoej", freeze: int | None = None
) -> list[Analysis]:
    """Analyse every row of a 2-D float array (series x points, nan missing) as `analyse` would, one result a row.

    All series have the length of the matrix: `n_obs` counts every column. Series of different lengths go in
    separate matrices.
    """
    _check_choice("chart", chart, CHARTS)
    _check_choice("rules", rules, RULES)
    if freeze is not None and freeze < 1:
        raise ValueError(f"freeze must be at least 1, not {freeze}")
    series = np.asarray(matrix, dtype=np.float64)
    if series.ndim != 2:
        raise ValueError(f"analyse_many takes a 2-D array of series by points, not {series.ndim}-D")
    if np.isinf(series).any():
        raise ValueError("values must be finite or missing")
    results: list[Analysis] = []
    for first in range(0, len(series), _BLOCK):
        results.extend(_run_charts(series[first : first + _BLOCK], rules, freeze))
    return results


def _check_choice(what: str, given: str, allowed: Sequence[str]) -> None:
    if given not in allowed:
        raise ValueError(f"{what} must be one of {', '.join(allowed)}, not {given!r}")


def _run_charts(matrix: Floats, rules: str, freeze: int | None) -> Iterator[Analysis]:
    """Run charts of one block of series."""
    n_series, n_points = matrix.shape
    centres = row_medians(matrix[:, :freeze])
    side = sides(matrix, centres)
    runs = find_runs(side)
    n_useful = np.count_nonzero(side, axis=1)
    n_runs = np.bincount(runs.series, minlength=n_series)
    first_run = np.concatenate(([0], np.cumsum(n_runs)))
    longest = _longest(runs, first_run, n_useful)
    longest_limit, crossings_limit = _limits(n_useful)
    crossings = np.maximum(n_runs - 1, 0)
    long_run = longest > longest_limit
    few_crossings = crossings < crossings_limit
    tested = n_useful >= MIN_USEFUL
    raw_signal = long_run | few_crossings
    signal = tested & raw_signal
    # In the order of the fields of Analysis.
    return map(
        Analysis,
        repeat("run"),
        repeat(rules),
        repeat(ENGINE_VERSION),
        repeat(n_points),
        n_useful.tolist(),
        _or_none(centres, ~np.isnan(centres)),
        _or_none(longest, n_useful > 0),
        _or_none(longest_limit, n_useful > 0),
        _or_none(crossings, n_useful > 0),
        _or_none(crossings_limit, n_useful > 0),
        long_run.tolist(),
        few_crossings.tolist(),
        tested.tolist(),
        signal.tolist(),
        raw_signal.tolist(),
        _runs_of_each(runs, first_run),
        _change(matrix, runs, first_run, signal, longest_limit).tolist(),
    )


def _or_none(numbers: NDArray[Any], known: NDArray[np.bool_]) -> list[Any]:
    """Plain Python numbers, None where not known."""
    return [number if there else None for number, there in zip(numbers.tolist(), known.tolist(), strict=True)]


def _runs_of_each(runs: Runs, first_run: NDArray[np.int64]) -> list[tuple[Run, ...]]:
    """The runs of each series; `first_run` says where each series' runs begin, and where the last ones end."""
    every_run = list(map(Run._make, zip(*(column.tolist() for column in runs[1:]), strict=True)))
    return [tuple(every_run[start:stop]) for start, stop in pairwise(first_run.tolist())]


def _longest(runs: Runs, first_run: NDArray[np.int64], n_useful: NDArray[np.int64]) -> NDArray[np.int64]:
    """Length of each series' longest run; 0 where there is none."""
    longest = np.zeros(len(n_useful), dtype=np.int64)
    has_runs = n_useful > 0
    if has_runs.any():
        longest[has_runs] = np.maximum.reduceat(runs.length, first_run[:-1][has_runs])
    return longest


def _limits(n_useful: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Longest run allowed and crossings needed, for each series; 0 where there is no useful point."""
    counts, position = np.unique(n_useful, return_inverse=True)
    longest = np.array([longest_run_max(n) if n else 0 for n in counts.tolist()], dtype=np.int64)
    fewest = np.array([crossings_min(n) if n else 0 for n in counts.tolist()], dtype=np.int64)
    return longest[position], fewest[position]


def _change(
    matrix: Floats,
    runs: Runs,
    first_run: NDArray[np.int64],
    signal: NDArray[np.bool_],
    longest_limit: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Which way each series with a signal moved (see `Analysis.change`)."""
    change = np.zeros(len(matrix), dtype=np.int64)
    chosen = np.flatnonzero(signal)
    if chosen.size:
        last = first_run[1:][chosen] - 1
        still_long = runs.length[last] > longest_limit[chosen]
        change[chosen] = np.where(still_long, runs.side[last], half_change(matrix[chosen]))
    return change
