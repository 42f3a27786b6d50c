"""How much the points of a process vary by themselves: moving ranges and the constants of subgroups."""

import math

import numpy as np

from measures.spc.runs import Bools, Floats, largest

# Mean moving range of a normal process, in standard deviations (d2 of two values), and the factor of the upper limit
# of moving ranges. Source: Montgomery, Introduction to Statistical Quality Control, appendix VI; as in qicharts2.
D2 = 1.128
D4 = 3.267
# The same limit for the successive differences of an I prime chart, as in qicharts2.
D4_PRIME = 3.2665

# Subgroups larger than this have a c4 by its series in 1 / n.
_LARGE = 1e5

_ROUNDING = 64 * np.finfo(np.float64).eps


def row_sums(matrix: Floats) -> Floats:
    """Sum of each row without its missing values."""
    # In order of rows, so that a series adds up to the same last bit alone and among others.
    filled = np.ascontiguousarray(np.where(np.isnan(matrix), 0.0, matrix))
    found: Floats = filled.sum(axis=1)
    return found


def row_means(matrix: Floats) -> Floats:
    """Mean of each row without its missing values; nan for a row without values."""
    found: Floats = row_sums(matrix) / np.count_nonzero(~np.isnan(matrix), axis=1)
    return found


def mean_range(values: Floats, *, screened: bool) -> Floats:
    """Mean moving range of each row: the mean of |v_i - v_(i-1)| over neighbours that are both there.

    values: the baseline's columns only, so that neighbours across an excluded column are joined and neighbours across
    a missing value are not. screened: see `screened_mean`. nan where there is no range, or where all are nothing
    (no variation, so no spread to draw limits from).
    """
    ranges = np.abs(np.diff(values, axis=1))
    nothing = largest(ranges) <= _ROUNDING * largest(values)
    return np.where(nothing, np.nan, screened_mean(ranges, D4, screened=screened))


def screened_mean(ranges: Floats, factor: float, *, screened: bool) -> Floats:
    """Mean of each row; if screened, of those below `factor` times that mean, once over.

    Source: Nelson LS (1982) "Control charts for individual measurements", Journal of Quality Technology 14: 172-173.
    """
    mean = row_means(ranges)
    if not screened:
        return mean
    return row_means(np.where(ranges < factor * mean[:, None], ranges, np.nan))


def c4(sizes: Floats) -> Floats:
    """Mean standard deviation of normal subgroups of these sizes, in standard deviations; nan below a size of 2.

    c4 = sqrt(2 / (n - 1)) gamma(n / 2) / gamma((n - 1) / 2). Source: Montgomery, appendix VI.
    """
    different, position = np.unique(sizes, return_inverse=True)
    found = np.array([_c4(size) for size in different.tolist()], dtype=np.float64)
    looked_up: Floats = found[position].reshape(sizes.shape)
    return looked_up


def _c4(size: float) -> float:
    if not size > 1:
        return math.nan
    if size > _LARGE:  # the gammas lose their last digits, and the series has all that matter
        return 1 - 1 / (4 * size) - 7 / 32 / size / size
    return math.sqrt(2 / (size - 1)) * math.exp(math.lgamma(size / 2) - math.lgamma((size - 1) / 2))


def subgroup_spread(deviations: Floats, sizes: Floats, base: Bools) -> Floats:
    """The usual standard deviation of each row's subgroups.

    Sizes all equal: the mean of the standard deviations. Otherwise pooled, sqrt(sum (n-1) s^2 / sum (n-1)).
    All subgroups of the part decide which (one without values has size 0); the baseline's are averaged.
    Source: Montgomery, equations 6.29 and 6.31, as in qicharts2.
    """
    counted = np.where(np.isnan(sizes), 0.0, sizes)
    equal = counted.max(axis=1, initial=0.0) == counted.min(axis=1, initial=np.inf)
    s = deviations[:, base]
    degrees = np.where(np.isnan(s), np.nan, sizes[:, base] - 1)
    pooled = np.sqrt(row_sums(degrees * s**2) / row_sums(degrees))
    return np.where(equal, row_means(s), pooled)
