"""Counts of people, and shares and averages made from them, as they may be shown outside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from collaborative.disclosure.rules import Rules

HIDDEN = "*"
Number = float | int | Decimal


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it may be shown: value is None where it is hidden. rule: by which this was decided."""

    value: float | None
    rule: str

    @property
    def is_hidden(self) -> bool:
        return self.value is None

    @property
    def text(self) -> str:
        """The number with commas between thousands, or "*"."""
        return HIDDEN if self.value is None else f"{self.value:,.10g}"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share or rate as it may be shown, with the parts that may be shown beside it."""

    value: float | None
    numerator: Shown
    denominator: Shown
    rule: str

    @property
    def is_hidden(self) -> bool:
        return self.value is None

    @property
    def text(self) -> str:
        return HIDDEN if self.value is None else f"{self.value:,.10g}"


def count(n: Number, rules: Rules) -> Shown:
    """A count of people: zero stays zero, a small one is hidden, every other is rounded."""
    if n == 0:
        return Shown(0.0, rules.label)
    # Not a whole number of people (hours, bed days) is hidden where it is not above the small ones.
    if n <= rules.small:
        return Shown(None, rules.label)
    return Shown(_rounded(n, rules.base), rules.label)


def rate(numerator: Number, denominator: Number, rules: Rules, *, per: float = 100) -> Rate:
    """So many of so many, for every `per`: from the rounded parts, where neither is small and there are enough people.

    A percentage is whole; a rate for another number has one decimal. The denominator is hidden with a share that has
    too few people, or it would tell how few.
    """
    top, beneath = count(numerator, rules), count(denominator, rules)
    if denominator < rules.floor:
        return Rate(None, replace(top, value=None), replace(beneath, value=None), rules.label)
    if top.value is None or not beneath.value:
        return Rate(None, top, beneath, rules.label)
    value = round(top.value * per / beneath.value, 0 if per == 100 else 1)
    return Rate(value, top, beneath, rules.label)


def average(value: Number, people: Number | None, rules: Rules) -> Shown:
    """An average of so many people, hidden where they are few or nobody said how many they are."""
    few = people is None or people <= rules.small
    return Shown(None if few else float(value), rules.label)


def groups(numbers: Sequence[Number], total: Number, rules: Rules) -> tuple[tuple[Shown, ...], Shown]:
    """Counts of groups that add up to a total, and the total.

    Where one group alone is hidden, the total less the others would be near it: the smallest of the others is hidden as
    well. Each is rounded by itself, the total too, so that nothing need add up.
    """
    shown = [count(n, rules) for n in numbers]
    if sum(one.is_hidden for one in shown) == 1:
        others = [(n, at) for at, n in enumerate(numbers) if n and not shown[at].is_hidden]
        if others:
            _, at = min(others)
            shown[at] = Shown(None, rules.label)
    return tuple(shown), count(total, rules)


def _rounded(n: Number, base: int) -> float:
    """To the nearest multiple of base, halves up."""
    return float((Decimal(str(n)) / base + Decimal("0.5")) // 1 * base)
