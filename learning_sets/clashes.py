"""What speaks against a day for a learning set, and days that are spread evenly over a year. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

TERM = "term"
_SATURDAY = 5
_DAYS = 365


@dataclass(frozen=True)
class Span:
    """Days that have a name: both the first and the last belong to them. where: the nation and region they hold in."""

    name: str
    first: date
    last: date
    kind: str
    where: str = ""

    def meets(self, first: date, last: date) -> bool:
        return self.first <= last and first <= self.last

    @property
    def said(self) -> str:
        return f"{self.name} ({self.where})" if self.where else self.name


def clashes(first: date, last: date, *, calendar: Iterable[Span], sets: Iterable[Span] = ()) -> list[str]:
    """Why these days are not a good choice, a sentence for each reason; empty where nothing is known against them.

    calendar: bank holidays, school holidays and terms. sets: other learning sets; their `where` is the collaborative.
    A term speaks against no day. Of a place whose terms are known, days between two of them do.
    """
    spans = list(calendar)
    found = [f"{one.said} is on the same day." for one in sets if one.meets(first, last)]
    found += [f"It falls on {one.said}." for one in spans if one.kind != TERM and one.meets(first, last)]
    for where in sorted({one.where for one in spans if one.kind == TERM}):
        terms = sorted((one for one in spans if one.kind == TERM and one.where == where), key=lambda one: one.first)
        found += _between(first, terms, where)
    if first.weekday() >= _SATURDAY:
        found.append("It falls on a weekend.")
    return found


def _between(day: date, terms: list[Span], where: str) -> list[str]:
    for before, after in pairwise(terms):
        if before.last < day < after.first:
            place = f" in {where}" if where else ""
            return [f"It falls in school holidays{place}, between {before.name} and {after.name}."]
    return []


def spread(first: date, many: int, avoid: Collection[date] = ()) -> list[date]:
    """So many days, evenly over a year from the first: each moved on to the next day of the week that offices work and
    that is not to be avoided."""
    return [_clear(first + timedelta(days=round(at * _DAYS / many)), avoid) for at in range(many)]


def _clear(day: date, avoid: Collection[date]) -> date:
    while day.weekday() >= _SATURDAY or day in avoid:
        day += timedelta(days=1)
    return day
