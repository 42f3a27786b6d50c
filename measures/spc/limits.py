"""How long a run, how few crossings and how many runs chance allows."""

import math
from functools import lru_cache

import numpy as np

from measures.spc.runs import Ints

# Chance of at most this many crossings is at least 1 in 20: written as whole numbers so that the test is exact.
_CROSSINGS_TAIL_IN = 20

# Too few runs, or too many, have a chance of at most 1 in 40 on either side.
_RUNS_TAIL_IN = 40


def longest_run_max(n_useful: int) -> int:
    """The longest run that is not a signal among `n_useful` (>= 1) useful points: round(log2 n) + 3.

    Source: Anhøj J, Olesen AV (2014) "Run charts revisited", PLoS ONE 9(11): e113825, as qicharts2 applies it.
    """
    return round(math.log2(n_useful)) + 3


@lru_cache(maxsize=8192)
def crossings_min(n_useful: int) -> int:
    """The fewest crossings that are not a signal among `n_useful` (>= 1) useful points.

    The smallest k with P(Binomial(n_useful - 1, 1/2) <= k) >= 0.05, in whole-number arithmetic: the binomial
    coefficients are added until they reach one twentieth of 2 ** (n_useful - 1). Source: as `longest_run_max`.
    """
    trials = n_useful - 1
    every_outcome = 1 << trials
    coefficient = 1
    total = 1
    k = 0
    while total * _CROSSINGS_TAIL_IN < every_outcome:
        coefficient = coefficient * (trials - k) // (k + 1)
        total += coefficient
        k += 1
    return k


@lru_cache(maxsize=8192)
def runs_limits(n_above: int, n_below: int) -> tuple[int, int]:
    """The fewest and the most runs that are not a signal, of `n_above` useful points above the line and `n_below`.

    The tightest limits beyond which lie at most 2.5% on either side, when every order of the points is as likely as
    any other. With a above and b below, of the C(a + b, a) orders 2 C(a-1, k-1) C(b-1, k-1) have 2k runs, and
    C(a-1, k) C(b-1, k-1) + C(a-1, k-1) C(b-1, k) have 2k + 1. In whole numbers, so the test is exact.
    Source: Swed FS, Eisenhart C (1943) "Tables for testing randomness of grouping in a sequence of alternatives",
    Annals of Mathematical Statistics 14(1): 66-87. Where all points lie on one side there is nothing to order: (1, 1).
    """
    if not n_above or not n_below:
        return 1, 1
    every_order = math.comb(n_above + n_below, n_above)
    most = 2 * min(n_above, n_below) + (n_above != n_below)
    above, below = (_combinations(side - 1, min(n_above, n_below)) for side in (n_above, n_below))
    return (
        _edge(range(2, most + 1), above, below, every_order),
        _edge(range(most, 1, -1), above, below, every_order),
    )


def _combinations(of: int, most: int) -> list[int]:
    """How many ways there are to choose 0, 1, ... `most` of so many: each from the one before, which keeps long
    series quick."""
    ways = [1]
    for k in range(1, most + 1):
        ways.append(ways[-1] * (of - k + 1) // k)
    return ways


def _edge(counts: range, above: list[int], below: list[int], every_order: int) -> int:
    """The first number of runs, going inwards, that is not in the tail."""
    tail = 0
    for runs in counts:
        tail += _orders(runs, above, below)
        if tail * _RUNS_TAIL_IN > every_order:
            return runs
    return counts[-1]


def _orders(runs: int, above: list[int], below: list[int]) -> int:
    """In how many orders there are so many runs, from the combinations of one point fewer above, and below."""
    k = runs // 2
    if runs % 2 == 0:
        return 2 * above[k - 1] * below[k - 1]
    return above[k] * below[k - 1] + above[k - 1] * below[k]


def anhoej_limits(n_useful: Ints) -> tuple[Ints, Ints]:
    """Longest run allowed and crossings needed, for each number of useful points; 0 where there is none."""
    top = int(n_useful.max(initial=0))
    if top > _TABLE_TOP:  # long series: only the numbers that occur
        counts, position = np.unique(n_useful, return_inverse=True)
        longest, fewest = _limits_of(counts.tolist())
        return longest[position], fewest[position]
    longest, fewest = _table()
    return longest[n_useful], fewest[n_useful]


_TABLE_TOP = 400


@lru_cache(maxsize=1)
def _table() -> tuple[Ints, Ints]:
    return _limits_of(list(range(_TABLE_TOP + 1)))


def _limits_of(counts: list[int]) -> tuple[Ints, Ints]:
    longest = np.array([longest_run_max(n) if n else 0 for n in counts], dtype=np.int64)
    fewest = np.array([crossings_min(n) if n else 0 for n in counts], dtype=np.int64)
    return longest, fewest
