from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from collaborative.nhsuk.filters import date_long, datetime_long, month, number, plural


def test_dates_are_written_as_people_write_them() -> None:
    assert date_long(date(2027, 3, 3)) == "3 March 2027"
    assert month(date(2027, 3, 31)) == "Mar 2027"
    assert (date_long(None), month(None), datetime_long(None)) == ("", "", "")


def test_a_moment_is_shown_on_the_clock_of_the_reader() -> None:
    late = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert date_long(late) == "1 July 2027"
    assert month(late) == "Jul 2027"
    assert datetime_long(late) == "1 July 2027 at 12:30am"


@pytest.mark.parametrize(
    ("hour", "text"), [(0, "12:05am"), (9, "9:05am"), (12, "12:05pm"), (14, "2:05pm"), (23, "11:05pm")]
)
def test_the_hour_has_no_nought_before_it(hour: int, text: str) -> None:
    assert datetime_long(datetime(2027, 1, 5, hour, 5, tzinfo=UTC)) == f"5 January 2027 at {text}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (100, "100"),
        (1204, "1,204"),
        (1204.5, "1,204.5"),
        (Decimal("0.10"), "0.1"),
        (Decimal("1E+3"), "1,000"),
        (1e-7, "0.0000001"),
        (-3.0, "-3"),
        (None, ""),
    ],
)
def test_a_number_has_thousands_and_no_empty_decimals(value: float | None, text: str) -> None:
    assert number(value) == text


def test_places_are_kept_when_asked_for() -> None:
    assert number(3, places=1) == "3.0"
    assert number(1234.567, places=2) == "1,234.57"


def test_a_count_agrees_with_its_noun() -> None:
    assert plural(1, "month") == "1 month"
    assert plural(0, "month") == "0 months"
    assert plural(1200, "study", "studies") == "1,200 studies"
