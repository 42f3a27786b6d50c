"""Periods: the weeks, months or quarters a measure is counted for, or the days of rare events. Pure.

A period is named by its first day.
"""

import re
from datetime import date, timedelta

WEEK, MONTH, QUARTER, EVENT = "week", "month", "quarter", "event"
_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = tuple(name[:3] for name in _LONG_MONTHS)
_MONTH_NUMBERS = {"sept": 9} | {
    name.lower(): number for names in (_MONTHS, _LONG_MONTHS) for number, name in enumerate(names, 1)
}
_NUMERIC = re.compile(r"^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ]00:00(?::00)?)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_WORDS = re.compile(r"^(?:(\d{1,2})[ -])?([A-Za-z]{3,9})[ ,-]+(\d{4}|\d{2})$")
_QUARTER = re.compile(r"^[Qq]([1-4])[ -](\d{4})$")


def first_day(frequency: str, day: date) -> date:
    """First day of the period that holds this day: Monday, the 1st, or the 1st of January, April, July or October.

    Of an event it is the day itself.
    """
    if frequency == EVENT:
        return day
    if frequency == WEEK:
        return day - timedelta(days=day.weekday())
    if frequency == MONTH:
        return day.replace(day=1)
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def following(frequency: str, start: date) -> date:
    """First day of the next period."""
    if frequency in (WEEK, EVENT):
        return start + timedelta(days=7 if frequency == WEEK else 1)
    months = start.month - 1 + (1 if frequency == MONTH else 3)
    return date(start.year + months // 12, months % 12 + 1, 1)


def last_day(frequency: str, start: date) -> date:
    """Last day of the period."""
    return following(frequency, start) - timedelta(days=1)


def between(frequency: str, first: date, last: date) -> list[date]:
    """Every period from the one holding `first` to the one holding `last`, in order; empty when last is earlier."""
    periods = []
    start = first_day(frequency, first)
    while start <= last:
        periods.append(start)
        start = following(frequency, start)
    return periods


def ended(frequency: str, first: date, today: date) -> list[date]:
    """The periods from `first` on that are over: their last day is before today. Events are due on no day."""
    if frequency == EVENT:
        return []
    return [start for start in between(frequency, first, today) if last_day(frequency, start) < today]


def label(frequency: str, start: date) -> str:
    """'Mar 2027', 'Jan to Mar 2027' or, for a week (its Monday) and an event, '1 Mar 2027'."""
    month = f"{_MONTHS[start.month - 1]} {start.year}"
    if frequency == MONTH:
        return month
    if frequency in (WEEK, EVENT):
        return f"{start.day} {month}"
    return f"{_MONTHS[start.month - 1]} to {_MONTHS[start.month + 1]} {start.year}"


def parse(frequency: str, text: str) -> date:
    """The period a person or a spreadsheet wrote: 2027-03, 01/03/2027, Mar 2027, March-27, Q1 2027, a date in it.

    Of an event the day must be there as well. Raises ValueError, in words for the person, where it cannot be read.
    """
    like = "3 Mar 2027 or 03/03/2027" if frequency == EVENT else "Mar 2027 or 01/03/2027"
    try:
        day, is_whole = _read(text.strip())
    except (ValueError, KeyError) as error:
        raise ValueError(f"‘{text.strip()}’ is not a date we can read. Write it like {like}.") from error
    if frequency == EVENT and not is_whole:
        raise ValueError(f"‘{text.strip()}’ has no day. Write it like {like}.")
    return first_day(frequency, day)


def _read(text: str) -> tuple[date, bool]:
    """The date, and whether its day was written."""
    if found := _NUMERIC.match(text):
        year, month, day = found.groups()
        return date(int(year), int(month), int(day or 1)), bool(day)
    if found := _DAY_FIRST.match(text):
        return date(int(found[3]), int(found[2]), int(found[1])), True
    if found := _QUARTER.match(text):
        return date(int(found[2]), 3 * int(found[1]) - 2, 1), False
    if found := _WORDS.match(text):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return date(year, _month_number(found[2]), int(found[1] or 1)), bool(found[1])
    raise ValueError(text)


def _month_number(word: str) -> int:
    return _MONTH_NUMBERS[word.lower()]
