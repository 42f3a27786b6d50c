"""What stands along x: dates that can be put in order, or labels that cannot."""

import re
from collections.abc import Iterable
from datetime import date, datetime

_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}.*", re.ASCII | re.DOTALL)
_TIME = re.compile(r"[T ]\d.*", re.ASCII | re.DOTALL)

# Dates that cannot be put in order as they stand: 03/04/2027, 2027/4/3, 2027-4-3, 04/2027, 3 April 2027, Apr-27.
_OTHER_DATES = (
    re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})(\s.*)?", re.ASCII),
    re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(\s.*)?", re.ASCII),
    re.compile(r"\d{1,2}[-/]\d{4}", re.ASCII),
    re.compile(
        r"(\w{3,9}[ ,]+)?(\d{1,2}(st|nd|rd|th)?[-/ .]*)?"
        r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?"
        r"|dec(ember)?)[-/ .']*(\d{1,2}(st|nd|rd|th)?,? *)?(\d{4}|\d{2})",
        re.ASCII | re.IGNORECASE,
    ),
)


def are_dates(texts: Iterable[tuple[str, str]]) -> bool:
    """Whether these texts, each with the name of its row, are dates, so that they sort in time; otherwise labels.

    Dates are days (2027-03-31, with a time or without), months (2027-03), weeks (2027-W13) and financial years
    (2027-28). Raises ValueError for a day that does not exist, for dates written in a way that does not sort or that
    can be read as two days, and for a series in which only some are dates.
    """
    first: dict[str, tuple[str, str]] = {}
    months = []
    for text, place in texts:
        form = _form(text, place)
        first.setdefault(form, (text, place))
        if form == "month":
            months.append((text, place))
    if len(first) > 1:
        (one, here), (other, there) = list(first.values())[:2]
        raise ValueError(f"x is written in more than one way: {one!r} in {here}, {other!r} in {there}")
    if not all(_follows(text) for text, _ in months):
        for text, place in months:
            if not 1 <= int(text[5:]) <= 12:
                raise ValueError(f"x of {place} is {text!r}, a month that does not exist")
    return bool(first) and "label" not in first


def _form(text: str, place: str) -> str:
    """Which way of writing a date this is: a day, a month, another that Python reads, or "label"."""
    if _MONTH.fullmatch(text):
        return "month"
    if _DAY.fullmatch(text):
        if not _exists(text):
            raise ValueError(f"x of {place} is {text!r}, a date that does not exist")
        return "day"
    if any(way.fullmatch(text) for way in _OTHER_DATES):
        raise ValueError(
            f"x of {place} is {text!r}, a date that cannot be read for certain: write the day as 2027-03-31,"
            " or the month as 2027-03"
        )
    try:
        date.fromisoformat(text)
    except ValueError:
        return "label"
    return "week" if "W" in text else "compact day"


def _exists(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
        if _TIME.fullmatch(text[10:]):
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return not text[10:11].isdigit()


def _follows(text: str) -> bool:
    """Whether this is a financial year: 2027-28."""
    return int(text[5:]) == (int(text[:4]) + 1) % 100
