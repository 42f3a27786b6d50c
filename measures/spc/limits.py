"""Limits of the Anhøj rules: how long a run, and how few crossings, chance allows.

Source of both formulas: Anhøj J, Olesen AV (2014) "Run charts revisited", PLoS ONE 9(11): e113825,
as the R package qicharts2 applies them.
"""

import math
from functools import lru_cache

# Chance of at most this many crossings is at least 1 in 20: written as whole numbers so that the test is exact.
_TAIL_IN = 20


def longest_run_max(n_useful: int) -> int:
    """The longest run that is not a signal among `n_useful` (>= 1) useful points: round(log2 n) + 3."""
    return round(math.log2(n_useful)) + 3


@lru_cache(maxsize=8192)
def crossings_min(n_useful: int) -> int:
    """The fewest crossings that are not a signal among `n_useful` (>= 1) useful points.

    The smallest k with P(Binomial(n_useful - 1, 1/2) <= k) >= 0.05, in whole-number arithmetic: the binomial
    coefficients are added until they reach one twentieth of 2 ** (n_useful - 1).
    """
    trials = n_useful - 1
    every_outcome = 1 << trials
    coefficient = 1
    total = 1
    k = 0
    while total * _TAIL_IN < every_outcome:
        coefficient = coefficient * (trials - k) // (k + 1)
        total += coefficient
        k += 1
    return k
