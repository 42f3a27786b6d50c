"""Which numbers are so far from a series that they are asked about: slips of the hand are, what happens is not."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from measures.unusual import Usual, far_count, far_number, far_rate, far_share

COUNTS = (14.0, 12.0, 9.0, 21.0, 15.0, 13.0, 17.0, 11.0)
WAITS = (12.4, 13.1, 11.8, 12.9, 14.0, 12.2, 13.5)
SHARES = (0.62, 0.66, 0.70, 0.64, 0.68, 0.65, 0.71)
Test = Callable[[float, Sequence[float]], Usual | None]


def test_a_count_with_two_digits_too_many_is_far_and_told_with_the_usual() -> None:
    assert far_count(1200, COUNTS) == Usual(11, 17)


@pytest.mark.parametrize("count", [1, 5, 21, 30, 45, 60])
def test_what_a_count_around_fourteen_may_come_to_is_not_asked_about(count: int) -> None:
    assert far_count(count, COUNTS) is None


@pytest.mark.parametrize(
    ("count", "earlier", "far"),
    [
        # Fewer than six numbers tell nothing.
        (1200, COUNTS[:5], False),
        (1200, COUNTS[:6], True),
        # Always none: the first few events are no slip, a dozen are asked about.
        (3, [0] * 12, False),
        (11, [0] * 12, False),
        (12, [0] * 12, True),
        # Rare events: many times more than the middle, which is none.
        (4, [0, 0, 1, 0, 0, 2, 0, 0, 1, 0], False),
        # Always the same.
        (5, [5] * 8, False),
        (6, [5] * 8, False),
        (0, [5] * 8, False),
        (50, [5] * 8, True),
        # A large number can be too small, also none.
        (20, [200, 210, 190, 205, 198, 202], True),
        (0, [200, 210, 190, 205, 198, 202], True),
        # None was there before, more than once.
        (0, [200, 0, 190, 205, 0, 202, 201], False),
        # One earlier slip does not make another one usual.
        (1300, [*COUNTS, 1200], True),
        (1300, [*COUNTS, 1200, 1250], False),
    ],
)
def test_counts(count: float, earlier: Sequence[float], far: bool) -> None:
    assert (far_count(count, earlier) is not None) is far


@pytest.mark.parametrize(
    ("number", "earlier", "far"),
    [
        (12.6, WAITS, False),
        (20.0, WAITS, False),
        (126, WAITS, True),
        (1.26, WAITS, True),
        (-12.6, WAITS, True),
        (37.1, [37.0] * 8, False),
        (371, [37.0] * 8, True),
        # Nothing but 0 tells no scale.
        (8, [0.0] * 8, False),
        # Below and above zero: the size counts, and small is no slip.
        (0.1, [-3.0, 2.0, 4.0, -1.0, 3.0, -2.0], False),
        (-7.0, [-3.0, 2.0, 4.0, -1.0, 3.0, -2.0], False),
        (-40.0, [-3.0, 2.0, 4.0, -1.0, 3.0, -2.0], True),
    ],
)
def test_measured_numbers(number: float, earlier: Sequence[float], far: bool) -> None:
    assert (far_number(number, earlier) is not None) is far


@pytest.mark.parametrize(
    ("numerator", "denominator", "earlier", "far"),
    [
        (67, 100, SHARES, False),
        (85, 100, SHARES, False),
        (40, 100, SHARES, False),
        (7, 100, SHARES, True),
        # So few people can come to anything.
        (0, 3, SHARES, False),
        (0, 0, SHARES, False),
        # Near none and near all, the same by either way of counting.
        (0, 50, [0.02, 0.0, 0.04, 0.02, 0.0, 0.02], False),
        (4, 50, [0.02, 0.0, 0.04, 0.02, 0.0, 0.02], False),
        (30, 50, [0.02, 0.0, 0.04, 0.02, 0.0, 0.02], True),
        (46, 50, [0.98, 1.0, 0.96, 0.98, 1.0, 0.98], False),
        (20, 50, [0.98, 1.0, 0.96, 0.98, 1.0, 0.98], True),
        (19, 20, [1.0] * 8, False),
        (1, 20, [1.0] * 8, True),
        (1, 20, [0.0] * 8, False),
        # Of very many people chance leaves little room, but that is no slip either.
        (9_780, 10_000, [1.0] * 8, False),
        (7, 100, SHARES[:5], False),
    ],
)
def test_shares(numerator: float, denominator: float, earlier: Sequence[float], far: bool) -> None:
    assert (far_share(numerator, denominator, earlier) is not None) is far
    mirrored = far_share(denominator - numerator, denominator, [1 - share for share in earlier])
    assert (mirrored is not None) is far


def test_rates_are_held_against_what_as_many_bed_days_would_bring() -> None:
    earlier = [0.004, 0.006, 0.005, 0.003, 0.007, 0.005]
    assert far_rate(6, 1000, earlier) is None
    assert far_rate(12, 2000, earlier) is None
    assert far_rate(3, 50, earlier) is None
    assert far_rate(60, 1000, earlier) == Usual(0.004, 0.006)
    assert far_rate(6, 0, earlier) is None


@pytest.mark.parametrize(("test", "mean"), [(far_count, 14), (far_count, 140), (far_number, 14), (far_number, 140)])
def test_a_digit_too_many_is_found_and_chance_is_not(test: Test, mean: int) -> None:
    random = Random(f"{test.__name__} {mean}")
    found = wrong = 0
    for _ in range(500):
        series = [float(max(0, round(random.gauss(mean, mean**0.5)))) for _ in range(12)]
        found += test(series[-1] * 10, series[:-1]) is not None
        wrong += test(series[-1], series[:-1]) is not None
    assert wrong == 0
    assert found >= 470
