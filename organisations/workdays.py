"""Working days in England and Wales, as far as the first one of a month needs them. Pure.

Bank holidays that can stand before it: New Year's Day with its substitute, Good Friday, Easter Monday, and the first
Monday of May (Banking and Financial Dealings Act 1971, schedule 1). Those proclaimed for one year alone are not known.
"""

from datetime import date, timedelta

_SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def first_working_day(year: int, month: int) -> date:
    """The first day of a month on which offices work: neither of a weekend nor a bank holiday."""
    day, holidays = date(year, month, 1), _holidays(year)
    while day.weekday() >= _SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def _holidays(year: int) -> set[date]:
    new_year = date(year, 1, 1)
    if new_year.weekday() >= _SATURDAY:
        new_year += timedelta(days=7 - new_year.weekday())
    may = date(year, 5, 1)
    may += timedelta(days=-may.weekday() % 7)
    sunday = easter(year)
    return {new_year, sunday - timedelta(days=2), sunday + timedelta(days=1), may}
