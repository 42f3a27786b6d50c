"""Days to avoid, days that are spread, tables of days, and what answers amount to."""

from datetime import date

import pytest

from learning_sets.asking import Question, tallies
from learning_sets.clashes import Span, clashes, spread
from learning_sets.pasting import read_days
from organisations.workdays import bank_holidays


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # As published on www.gov.uk/bank-holidays; both Christmas days on a weekend, New Year's Day on a Saturday.
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
        (2033, "01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27"),
    ],
)
def test_bank_holidays_are_those_published(year: int, days: str) -> None:
    assert list(bank_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in days.split()]


AUTUMN = Span("Autumn term", date(2026, 9, 2), date(2026, 12, 18), "term", "Leeds, England")
SPRING = Span("Spring term", date(2027, 1, 5), date(2027, 3, 25), "term", "Leeds, England")
GOOD_FRIDAY = Span("Good Friday", date(2027, 3, 26), date(2027, 3, 26), "bank_holiday", "England and Wales")
OTHER = Span("A learning set of Sexual Safety", date(2027, 3, 3), date(2027, 3, 3), "set")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 3, 2), []),
        (date(2027, 3, 26), ["It falls on Good Friday (England and Wales)."]),
        (date(2027, 3, 3), ["A learning set of Sexual Safety is on the same day."]),
        (
            date(2026, 12, 22),
            ["It falls in school holidays in Leeds, England, between Autumn term and Spring term."],
        ),
        (date(2027, 3, 6), ["It falls on a weekend."]),
        # Before the first term and after the last one nothing is known.
        (date(2027, 4, 1), []),
        (date(2026, 8, 3), []),
    ],
)
def test_a_warning_says_why(day: date, said: list[str]) -> None:
    # The terms in no order: they are compared by their days.
    assert clashes(day, day, calendar=[SPRING, GOOD_FRIDAY, AUTUMN], sets=[OTHER]) == said


def test_days_are_spread_and_moved_on_from_weekends_and_days_off() -> None:
    # 91, 182 and 274 days after a Monday are Mondays and a Tuesday; the second is a day off, so it is the day after.
    assert spread(date(2027, 1, 4), 4, {date(2027, 4, 5)}) == [
        date(2027, 1, 4),
        date(2027, 4, 6),
        date(2027, 7, 5),
        date(2027, 10, 5),
    ]
    assert spread(date(2027, 1, 2), 1) == [date(2027, 1, 4)]


def test_a_table_of_days_is_read_and_its_mistakes_are_named() -> None:
    table = "Name;From;To;Kind;Region\nHalf term;15/2/2027;19/2/2027;School holiday;Leeds\nGala;2027-03-03;;other;\n\n"
    rows, problems = read_days(table, kinds=["school_holiday", "other"])
    assert problems == []
    assert [(row["name"], row["starts_on"], row["ends_on"], row["kind"], row["region"]) for row in rows] == [
        ("Half term", date(2027, 2, 15), date(2027, 2, 19), "school_holiday", "Leeds"),
        ("Gala", date(2027, 3, 3), date(2027, 3, 3), "other", ""),
    ]
    wrong = "name,from,to,kind\nA,31/2/2027,,other\n,1/2/2027,,other\nB,1/2/2027,,party\nC,3/2/2027,1/2/2027,other"
    rows, problems = read_days(wrong, kinds=["other"])
    assert rows == []
    assert [line.split(":")[0] for line in problems] == ["Line 2", "Line 3", "Line 4", "Line 5"]
    assert read_days("a,b\n1,2", kinds=["other"])[1] == ["The first line must name these columns too: name, from, kind"]


def test_answers_are_counted_by_the_words_of_the_question() -> None:
    useful, keep = Question("q1", "Useful?", "scale"), Question("q2", "Keep?")
    other = Question("q1", "Useful today?", "scale")
    answers = [
        [{**useful.stored, "answer": 5}, {**keep.stored, "answer": "the gallery"}],
        [{**useful.stored, "answer": 2}, {**keep.stored, "answer": "a quiet room"}],
        [{**other.stored, "answer": 1}],
    ]
    first, second, third = tallies(answers, [useful, Question("q9", "Never answered?"), keep])
    assert (first.counts, first.mean) == (((1, 0), (2, 1), (3, 0), (4, 0), (5, 1)), 3.5)
    # Not in the order in which they came.
    assert second.words == ("a quiet room", "the gallery")
    assert (third.question, third.answered) == (other, 1)
