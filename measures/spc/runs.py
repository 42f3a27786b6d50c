"""Medians and runs of many series at once. Rows are series, columns are points in order, nan is missing."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from measures.spc.analysis import TIE_TOLERANCE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Runs(NamedTuple):
    """Every run of every series, one entry a run, ordered by series and then by position."""

    series: Ints
    start: Ints
    end: Ints
    side: Ints
    length: Ints


def row_medians(matrix: Floats) -> Floats:
    """Median of each row without its missing values; of an even count the mean of the two middle ones.

    A row without values gives nan. The mean is taken of halves, so that it cannot overflow.
    """
    n_series, n_points = matrix.shape
    if n_points == 0:
        return np.full(n_series, np.nan)
    ordered = np.sort(matrix, axis=1)  # nan sorts to the end
    n_values = np.count_nonzero(~np.isnan(matrix), axis=1)
    rows = np.arange(n_series)
    lower = ordered[rows, np.maximum(n_values - 1, 0) // 2]
    upper = ordered[rows, n_values // 2]
    medians: Floats = 0.5 * lower + 0.5 * upper
    return medians


def sides(matrix: Floats, centres: Floats) -> NDArray[np.int8]:
    """+1 above, -1 below, 0 on the line or missing, for each point; `centres` holds one line a row."""
    tolerance = TIE_TOLERANCE * np.maximum(1.0, np.abs(centres))
    with np.errstate(over="ignore"):  # a distance too large for a float is still above or below
        distance = matrix - centres[:, None]
    return (distance > tolerance[:, None]).astype(np.int8) - (distance < -tolerance[:, None]).astype(np.int8)


def find_runs(side: NDArray[np.int8]) -> Runs:
    """The runs in a matrix of sides. Points of side 0 are skipped: they neither break nor lengthen a run."""
    series, column = np.nonzero(side)
    useful_side = side[series, column]
    first = np.ones(series.size, dtype=bool)
    first[1:] = (series[1:] != series[:-1]) | (useful_side[1:] != useful_side[:-1])
    starts = np.flatnonzero(first)
    ends = np.append(starts, series.size)[1:]
    return Runs(
        series=series[starts],
        start=column[starts],
        end=column[ends - 1],
        side=useful_side[starts].astype(np.int64),
        length=ends - starts,
    )


def half_change(matrix: Floats) -> Ints:
    """Sign of (median of the later half - median of the earlier half) of each row's non-missing values.

    Of an odd number of values the middle one belongs to neither half. 0 within the tolerance of a tie, and for rows
    with fewer than two values.
    """
    present = ~np.isnan(matrix)
    rank = np.cumsum(present, axis=1) - 1
    n_values = np.count_nonzero(present, axis=1)[:, None]
    half = n_values // 2
    earlier = row_medians(np.where(present & (rank < half), matrix, np.nan))
    later = row_medians(np.where(present & (rank >= n_values - half), matrix, np.nan))
    return sides(later[:, None], earlier)[:, 0].astype(np.int64)
