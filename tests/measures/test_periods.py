"""Periods: every way of writing one, what is refused, and where each begins and ends."""

import re
from datetime import date

import pytest

from measures import periods
from measures.periods import EVENT, MONTH, QUARTER, WEEK

MARCH = date(2027, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2027-03", "2027/03", "2027-3", "2027-03-01", "2027/3/17", "2027-03-17T00:00", "2027-03-01 00:00:00",
        "01/03/2027", "1/3/2027", "17-03-2027", "17.3.2027", "Mar 2027", "mar 2027", "MARCH 2027", "March-27", "Mar 27",
        "March, 2027", "1 March 2027", "17 Mar 2027", "17-Mar-27", " Mar 2027 ",
    ],
)  # fmt: skip
def test_every_way_to_write_a_month(text: str) -> None:
    assert periods.parse(MONTH, text) == MARCH


@pytest.mark.parametrize(
    ("frequency", "text", "start"),
    [
        (QUARTER, "Q1 2027", date(2027, 1, 1)), (QUARTER, "q4-2027", date(2027, 10, 1)),
        (QUARTER, "Mar 2027", date(2027, 1, 1)), (MONTH, "Q2 2027", date(2027, 4, 1)),
        (WEEK, "03/03/2027", date(2027, 3, 1)), (WEEK, "2027-03-07", date(2027, 3, 1)),
        (WEEK, "1 Jan 2027", date(2026, 12, 28)), (MONTH, "Sept 2027", date(2027, 9, 1)),
        (MONTH, "29/02/2028", date(2028, 2, 1)),
    ],
)  # fmt: skip
def test_the_period_that_holds_the_day(frequency: str, text: str, start: date) -> None:
    assert periods.parse(frequency, text) == start


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2027", "2027-13", "31/02/2027", "29/02/2027", "13/13/2027", "Mxr 2027", "Q5 2027", "2027-03-01 14:30",
     "46082", "01/03/27", "Mar", "Mar 202"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(text: str) -> None:
    words = f"‘{text}’ is not a date we can read. Write it like Mar 2027 or 01/03/2027."
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        periods.parse(MONTH, f" {text} ")


@pytest.mark.parametrize(
    ("frequency", "day", "first", "last", "following", "label"),
    [
        (WEEK, date(2027, 3, 7), MARCH, date(2027, 3, 7), date(2027, 3, 8), "1 Mar 2027"),
        (MONTH, date(2027, 12, 31), date(2027, 12, 1), date(2027, 12, 31), date(2028, 1, 1), "Dec 2027"),
        (QUARTER, date(2027, 12, 31), date(2027, 10, 1), date(2027, 12, 31), date(2028, 1, 1), "Oct to Dec 2027"),
    ],
)
def test_a_period(frequency: str, day: date, first: date, last: date, following: date, label: str) -> None:
    assert periods.first_day(frequency, day) == first
    assert periods.last_day(frequency, first) == last
    assert periods.following(frequency, first) == following
    assert periods.label(frequency, first) == label


def test_periods_from_one_to_another_and_those_that_have_ended() -> None:
    assert periods.between(MONTH, date(2027, 1, 20), MARCH) == [date(2027, 1, 1), date(2027, 2, 1), MARCH]
    assert periods.between(MONTH, MARCH, date(2027, 2, 28)) == []
    assert periods.ended(MONTH, date(2027, 1, 20), date(2027, 2, 28)) == [date(2027, 1, 1)]
    assert periods.ended(MONTH, date(2027, 1, 20), MARCH) == [date(2027, 1, 1), date(2027, 2, 1)]


def test_an_event_is_a_day_of_its_own_and_never_due() -> None:
    day = date(2027, 3, 17)
    assert periods.first_day(EVENT, day) == periods.last_day(EVENT, day) == day
    assert periods.label(EVENT, day) == "17 Mar 2027"
    assert periods.ended(EVENT, date(2027, 1, 1), day) == []
