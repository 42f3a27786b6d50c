"""An aim in four parts, and the sentence they make."""

from collections.abc import Sequence
from datetime import date

PARTS = ("what", "how much", "for whom", "by when")
_MONTHS = (
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


def words(parts: Sequence[str]) -> str:
    """ "…, …, for …, by 31 March 2028" of the parts that are given, in the order of PARTS; by when is an ISO date."""
    what, how_much, for_whom, by_when = [*parts, "", "", "", ""][:4]
    said = [what, how_much, f"for {for_whom}" if for_whom else "", f"by {_day(by_when)}" if by_when else ""]
    return ", ".join(part for part in said if part)


def kept(parts: Sequence[str], text: str) -> tuple[str, ...]:
    """The parts while they still make this text; none where somebody has put it otherwise."""
    return tuple(parts) if parts and words(parts) == text else ()


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
