"""Values as our pages write them: "3 March 2027", "Mar 2027", "1,204", "2 months"."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.utils import timezone

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


Day = TypeVar("Day", date, datetime)


def _local(value: Day) -> Day:
    """An aware moment moved to the time zone of the page, so that 23:30 UTC in June is tomorrow."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def date_long(value: date | datetime | None) -> str:
    """3 March 2027; empty for None."""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def datetime_long(value: datetime | None) -> str:
    """3 March 2027 at 2:05pm, local time; empty for None."""
    if not value:
        return ""
    moment = _local(value)
    return f"{date_long(moment)} at {moment.hour % 12 or 12}:{moment.minute:02}{'am' if moment.hour < 12 else 'pm'}"


def month(value: date | datetime | None) -> str:
    """Mar 2027; empty for None."""
    if not value:
        return ""
    day = _local(value)
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """
    1,204 or 1,204.5, with no digits after the point that say nothing; exactly `places` digits when given.

    Empty for None.
    """
    if value is None or value == "":
        return ""
    if places is not None:
        return f"{value:,.{places}f}"
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plural(count: int | Decimal, one: str, many: str | None = None) -> str:
    """The count with its noun: 1 month, 2 months; `many` for nouns that take more than an s."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
