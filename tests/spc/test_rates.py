"""How often rule sets signal by chance, as pages say it: what the bench measures, and what is known of it elsewhere."""

import math

import pytest

from bench.false_alarms import LENGTHS, SERIES, SHIFTS, asked, rate
from measures.spc.rates import RATES

SAMPLE = 4_000
# Measured apart from this product, from 20,000 series of independent normal values: chart, rule set, whether moving
# ranges are left out, points; of 100 series with a signal where nothing changed, moved by 1 sd, and by 2.
ELSEWHERE = {
    ("run", "anhoej", None, 12): (1.25, 6.02, 31.58),
    ("run", "anhoej", None, 24): (3.14, 15.47, 63.41),
    ("run", "anhoej", None, 36): (4.42, 25.06, 81.75),
    ("run", "ihi", None, 12): (13.53, 18.90, 42.64),
    ("run", "ihi", None, 24): (37.21, 58.13, 89.60),
    ("run", "ihi", None, 36): (56.29, 79.14, 98.30),
    ("xmr", "mdc7", False, 12): (4.83, 12.29, 30.71),
    ("xmr", "mdc7", False, 24): (15.27, 41.98, 85.14),
    ("xmr", "mdc7", False, 36): (25.78, 61.92, 96.26),
    ("xmr", "mdc7", True, 12): (7.29, 14.64, 34.17),
    ("xmr", "mdc7", True, 24): (18.80, 44.16, 85.73),
    ("xmr", "mdc7", True, 36): (29.20, 63.68, 96.40),
    ("xmr", "mdc6", False, 12): (9.16, 23.41, 61.36),
    ("xmr", "mdc6", False, 24): (28.33, 57.85, 92.58),
    ("xmr", "mdc6", False, 36): (44.14, 77.09, 98.76),
    ("xmr", "mdc6", True, 12): (11.28, 25.02, 62.15),
    ("xmr", "mdc6", True, 24): (31.02, 59.18, 92.81),
    ("xmr", "mdc6", True, 36): (46.37, 77.98, 98.77),
    ("i", "anhoej", False, 12): (3.93, 10.90, 34.07),
    ("i", "anhoej", False, 24): (8.85, 26.87, 75.57),
    ("i", "anhoej", False, 36): (12.99, 39.48, 88.67),
    ("i", "anhoej", True, 12): (6.44, 13.20, 36.36),
    ("i", "anhoej", True, 24): (12.35, 29.50, 76.51),
    ("i", "anhoej", True, 36): (16.81, 42.08, 89.18),
}


def spread(percent: float, count: int) -> float:
    """The standard error of a share, in percent, of so many series."""
    share = min(max(percent, 0.5), 99.5) / 100
    return 100 * math.sqrt(share * (1 - share) / count)


def test_there_is_a_rate_for_every_choice_that_is_offered() -> None:
    assert set(RATES) == {(*choice, n_points) for choice in asked() for n_points in LENGTHS}


@pytest.mark.parametrize(
    "choice",
    [
        ("run", "anhoej", None, 24), ("run", "ihi", None, 36), ("xmr", "mdc7", False, 24), ("xmr", "mdc7", True, 36),
        ("p", "anhoej", None, 24), ("u", "mdc7", None, 12), ("t", "anhoej", True, 24), ("g", "shewhart", None, 24),
        ("s", "mdc6", None, 24), ("mr", "anhoej", None, 24), ("up", "shewhart", False, 36),
    ],
)  # fmt: skip
def test_the_rates_are_those_of_the_engine(choice: tuple[str, str, bool | None, int]) -> None:
    for shift, said in zip(SHIFTS, RATES[choice], strict=True):
        found = rate(*choice, shift, SAMPLE)
        assert abs(found - said) <= 4 * math.hypot(spread(said, SAMPLE), spread(said, SERIES)) + 0.05, (shift, found)


@pytest.mark.parametrize("choice", ELSEWHERE)
def test_the_rates_agree_with_those_measured_elsewhere(choice: tuple[str, str, bool | None, int]) -> None:
    for said, other in zip(RATES[choice], ELSEWHERE[choice], strict=True):
        assert abs(said - other) <= 4 * math.sqrt(2) * spread(other, SERIES) + 0.05, choice
