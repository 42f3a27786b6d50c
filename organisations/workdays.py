"""Working days and bank holidays in England and Wales. Pure."""

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
    day, holidays = date(year, month, 1), bank_holidays(year)
    while day.weekday() >= _SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays of England and Wales in a year, by day.

    By the Banking and Financial Dealings Act 1971, schedule 1, with the substitute days that are proclaimed when one
    falls on a weekend, and the days that are public holidays by common law. Those proclaimed for one year alone are not
    known.
    """
    new_year, christmas, boxing = date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)
    sunday = easter(year)
    days = {
        _substitute(new_year, date(year, 1, 3 if new_year.weekday() == _SATURDAY else 2)): "New Year's Day",
        sunday - timedelta(days=2): "Good Friday",
        sunday + timedelta(days=1): "Easter Monday",
        _monday(date(year, 5, 1)): "Early May bank holiday",
        _monday(date(year, 5, 25)): "Spring bank holiday",
        _monday(date(year, 8, 25)): "Summer bank holiday",
        _substitute(christmas, date(year, 12, 27)): "Christmas Day",
        _substitute(boxing, date(year, 12, 28)): "Boxing Day",
    }
    return dict(sorted(days.items()))


def _substitute(day: date, instead: date) -> date:
    return instead if day.weekday() >= _SATURDAY else day


def _monday(day: date) -> date:
    """The first Monday from a day on. From the 25th of a month with 31 days it is the month's last."""
    return day + timedelta(days=-day.weekday() % 7)
