"""Which period of its measure a day begins, for many days at once."""

import numpy as np

from measures import periods
from measures.bulk.matrices import Bools, Days, Ints

FREQUENCIES = (periods.MONTH, periods.QUARTER, periods.WEEK)
_MONTH, _QUARTER, _WEEK = range(3)
# numpy counts days from Thursday 1 January 1970; weeks begin on Mondays.
_MONDAY = 3


def ordinals(days: Days, frequency: Ints) -> tuple[Ints, Bools]:
    """The number of the period that holds each day, counted from 1970, and whether the day is its first.

    frequency: by its place in FREQUENCIES, one a day.
    """
    since = days.astype("datetime64[D]").astype(np.int64)
    if not len(since):
        return _ordinals(since, frequency)
    first = since.min()
    n_days = int(since.max() - first) + 1
    if n_days * len(FREQUENCIES) > len(since):
        return _ordinals(since, frequency)
    # Few days and many numbers: each day is worked out once, and looked up.
    every = np.tile(np.arange(first, first + n_days), len(FREQUENCIES))
    number, begins = _ordinals(every, np.repeat(np.arange(len(FREQUENCIES)), n_days))
    place = frequency * n_days + since - first
    return number[place], begins[place]


def _ordinals(since: Ints, frequency: Ints) -> tuple[Ints, Bools]:
    days = since.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    number = months.astype(np.int64)
    first = days == months.astype("datetime64[D]")
    quarters = frequency == _QUARTER
    first &= ~quarters | (number % 3 == 0)
    number = np.where(quarters, number // 3, number)
    weeks = frequency == _WEEK
    if weeks.any():
        since = since + _MONDAY
        number, first = np.where(weeks, since // 7, number), np.where(weeks, since % 7 == 0, first)
    return number, first
