"""Medians, sides and runs of many series at once. Rows are series, columns are points in order, nan is missing."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Two numbers nearer than this (relative to the line) are the same: 0.1 + 0.2 is on a line at 0.3.
TIE_TOLERANCE = 1e-9

# What adding up a series may leave behind, relative to its largest value: decides for a line at 0.
_ROUNDING = 8 * np.finfo(np.float64).eps

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Signs = NDArray[np.int8]
Bools = NDArray[np.bool_]


class Runs(NamedTuple):
    """Every run of every series, one entry a run, ordered by series and then by position."""

    series: Ints
    start: Ints
    end: Ints
    side: Ints
    length: Ints


def medians(matrix: Floats) -> tuple[Floats, Floats]:
    """Median of each row without its missing values, and the largest absolute value of each row.

    Of an even count the median is the mean of the two middle values, taken of halves so that it cannot overflow.
    A row without values gives nan twice.
    """
    n_series, n_points = matrix.shape
    if n_points == 0:
        return np.full(n_series, np.nan), np.full(n_series, np.nan)
    ordered = np.sort(matrix, axis=1)  # nan sorts to the end
    if np.isnan(ordered[:, -1]).any():
        n_values = n_points - np.count_nonzero(np.isnan(ordered), axis=1)
        rows = np.arange(n_series)
        last = np.maximum(n_values - 1, 0)
        lower, upper, highest = ordered[rows, last // 2], ordered[rows, n_values // 2], ordered[rows, last]
    else:
        lower, upper, highest = ordered[:, (n_points - 1) // 2], ordered[:, n_points // 2], ordered[:, -1]
    found: Floats = 0.5 * lower + 0.5 * upper
    return found, np.maximum(np.abs(ordered[:, 0]), np.abs(highest))


def largest(matrix: Floats) -> Floats:
    """The largest absolute value of each row without its missing values; 0 for a row without values."""
    return np.fmax.reduce(np.abs(matrix), axis=1, initial=0.0)


def ties(centres: Floats, scale: Floats) -> Floats:
    """How near to its line a value of each row must be to lie on it.

    A thousand-millionth of the line, or what rounding leaves of the row's largest value (`scale`) when that is more.
    In proportion to the data, so that thousandths and millions are read alike.
    """
    found: Floats = np.fmax(TIE_TOLERANCE * np.abs(centres), _ROUNDING * scale)
    return found


def sides(matrix: Floats, centres: Floats, tie: Floats) -> Signs:
    """+1 above, -1 below, 0 on the line or missing, for each point; one line and one tie a row, or one a point."""
    if centres.ndim == 1:
        centres, tie = centres[:, None], tie[:, None]
    with np.errstate(over="ignore", invalid="ignore"):  # a distance too large for a float is still above or below
        distance = matrix - centres
        above, below = distance > tie, distance < -tie
    found: Signs = above.view(np.int8) - below.view(np.int8)
    return found


def find_runs(side: Signs) -> Runs:
    """The runs in a matrix of sides. Points of side 0 are skipped: they neither break nor lengthen a run."""
    flat = side.ravel()
    position = np.flatnonzero(flat)
    if not position.size:
        return Runs(position, position, position, position, position)
    useful_side = flat[position]
    first = np.ones(position.size, dtype=bool)
    np.not_equal(useful_side[1:], useful_side[:-1], out=first[1:])
    # The first useful point of each series begins a run, too.
    first_of_series = np.cumsum(np.count_nonzero(side[:-1], axis=1))
    first[first_of_series[first_of_series < position.size]] = True
    starts = np.flatnonzero(first)
    ends = np.concatenate((starts[1:], [position.size]))
    series, start = np.divmod(position[starts], side.shape[1])
    return Runs(
        series=series,
        start=start,
        end=position[ends - 1] - series * side.shape[1],
        side=useful_side[starts].astype(np.int64),
        length=ends - starts,
    )
