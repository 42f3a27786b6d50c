"""What moved, in what order organisations stand and why: rules without a database."""

from datetime import date

import pytest

from evaluation.presenters.moves import Move, move_of
from evaluation.presenters.order import Facts, Overdue, Rank, is_quiet, reason
from evaluation.presenters.people import phone_url
from measures import periods
from measures.charts import ChartSpec
from measures.spc import analyse

UP = [40, 42, 41, 43, 40, 44, 41, 42, 40, 43, 42, 41, 60, 62, 61, 63, 60, 64, 61, 62, 60, 63, 62, 61]


def spec(values: list[float | None], direction: str = "up") -> ChartSpec:
    starts = tuple(periods.between("month", date(2025, 1, 1), date(2030, 1, 1))[: len(values)])
    return ChartSpec(
        title="T", y_label="Y", unit="", decimals=0, direction=direction, periods=starts,
        labels=tuple(periods.label("month", start) for start in starts), values=tuple(values),
        notes=("",) * len(values), numerators=None, denominators=None, target=None, marks=(), analysis=analyse(values),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("direction", "verdict", "words"),
    [("up", "better", "Better since Jan 2026"), ("down", "worse", "Worse since Jan 2026"),
     ("none", "changed", "Changed since Jan 2026")],
)  # fmt: skip
def test_a_shift_that_holds_says_since_when(direction: str, verdict: str, words: str) -> None:
    assert move_of(spec([float(value) for value in UP], direction)) == Move(verdict, date(2026, 1, 1), words)


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_shift_that_ended_is_neither_better_nor_worse(direction: str) -> None:
    gone = [*UP, 41.0]
    assert analyse(gone).signal
    assert move_of(spec(gone, direction)) == Move("changed", None, "Changed")


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("years", [2, 3])
def test_the_same_year_again_and_again_is_neither_better_nor_worse(years: int, direction: str) -> None:
    year = [40.0, 41, 42, 50, 51, 52, 53, 54, 55, 43, 44, 45]
    assert move_of(spec(year * years, direction)).words == "Changed"


def test_few_crossings_that_end_on_one_side_say_since_when() -> None:
    values = [1.0] * 6 + [9.0] * 4 + [1.0] * 6 + [9.0] * 8
    assert not analyse(values).long_run
    assert move_of(spec(values)) == Move("better", date(2026, 5, 1), "Better since May 2026")


def test_few_points_and_no_points_are_said_as_such() -> None:
    assert move_of(spec([1.0, 2.0, 3.0])).words == "Too early to tell (2 of 10 points)"
    assert move_of(spec([])).verdict == "empty"


WORSE = Move("worse", date(2027, 3, 1), "Worse since Mar 2027")
BETTER = Move("better", date(2027, 1, 1), "Better since Jan 2027")
STILL = Move("none", None, "No clear change")
THREE_MONTHS = Overdue(3, date(2027, 5, 30), "month")
ENTERED = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("facts", "rank", "words"),
    [
        (Facts([WORSE, BETTER], overdue=THREE_MONTHS, open_tests=1, last_entered=ENTERED), Rank.OUTCOME_WORSE,
         "Worse since Mar 2027"),
        (Facts([BETTER], overdue=THREE_MONTHS, open_tests=1, last_entered=ENTERED), Rank.OVERDUE,
         "Numbers 3 months overdue"),
        (Facts([BETTER], overdue=Overdue(1, ENTERED, "week"), last_entered=ENTERED), Rank.OVERDUE,
         "Numbers 1 week overdue"),
        (Facts([BETTER], [WORSE], gap_worse=(ENTERED, "Gap widening"), open_tests=1, last_entered=ENTERED),
         Rank.GAP_WORSE, "Gap widening"),
        (Facts([BETTER], overdue=THREE_MONTHS, gap_worse=(ENTERED, "Gap widening"), last_entered=ENTERED), Rank.OVERDUE,
         "Numbers 3 months overdue"),
        (Facts([BETTER], [WORSE], open_tests=1, last_entered=ENTERED), Rank.OTHER_WORSE,
         "A measure is worse since Mar 2027"),
        (Facts([BETTER], late_tests=[ENTERED], open_tests=1, last_entered=ENTERED), Rank.LATE_TEST,
         "A test is past its day"),
        (Facts([BETTER], late_tests=[ENTERED] * 2, open_tests=2, last_entered=ENTERED), Rank.LATE_TEST,
         "2 tests are past their day"),
        (Facts(begun=False), Rank.NOT_BEGUN, "Not set up yet"),
        (Facts([Move("empty", None, "No data yet")], open_tests=1), Rank.NOT_BEGUN, "No numbers yet"),
        (Facts([BETTER], last_entered=ENTERED), Rank.NO_TEST, "No test under way"),
        (Facts([STILL], open_tests=1, last_entered=ENTERED), Rank.STEADY, "Under way, no clear change"),
        (Facts([Move("changed", None, "Changed")], open_tests=1, last_entered=ENTERED), Rank.STEADY,
         "Under way, changed"),
        (Facts([Move("few", None, "Too early")], open_tests=1, last_entered=ENTERED), Rank.STEADY, "Too early to tell"),
        (Facts([], [STILL], open_tests=1, last_entered=ENTERED), Rank.STEADY, "Under way, no clear change"),
        (Facts([], [BETTER], open_tests=1, last_entered=ENTERED), Rank.BETTER, "A measure is better since Jan 2027"),
        (Facts([Move("few", None, "Too early")], [BETTER], open_tests=1, last_entered=ENTERED), Rank.STEADY,
         "Too early to tell"),
        (Facts([STILL, BETTER], open_tests=1, last_entered=ENTERED), Rank.BETTER, "Better since Jan 2027"),
    ],
)  # fmt: skip
def test_the_most_pressing_reason_stands(facts: Facts, rank: Rank, words: str) -> None:
    found = reason(facts)
    assert (found.rank, found.words) == (rank, words)
    assert found.needs_you == (rank < Rank.NO_TEST)


def test_of_two_that_got_worse_the_longer_one_counts() -> None:
    earlier = Move("worse", date(2026, 11, 1), "Worse since Nov 2026")
    assert reason(Facts([WORSE, earlier], last_entered=ENTERED)).words == "Worse since Nov 2026"


def test_quiet_is_no_test_and_no_numbers_for_three_months() -> None:
    today = date(2027, 9, 2)
    assert is_quiet(Facts(last_entered=date(2027, 6, 1)), today)
    assert not is_quiet(Facts(last_entered=date(2027, 6, 2)), today)
    assert not is_quiet(Facts(last_entered=date(2026, 1, 1), open_tests=1), today)
    assert is_quiet(Facts(last_entered=None), today)


@pytest.mark.parametrize(
    ("number", "url"), [("020 7946 0123", "tel:+442079460123"), ("+44 20 7946 0123", "tel:+442079460123")]
)
def test_a_telephone_number_dials_from_anywhere(number: str, url: str) -> None:
    assert phone_url(number) == url
