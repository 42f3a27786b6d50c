"""One period's numbers: what they come to, and what is wrong with them. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

LARGEST = Decimal("9999999999.9999")
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([-+]?\d*),(\d+)", re.ASCII)


# Why an average has no number where nobody was measured.
NOBODY = "Nobody was measured"
FIELDS = ("numerator", "denominator", "deviation")


@dataclass(frozen=True)
class Shape:
    """What a measure's numbers must look like.

    has_deviation: an average, whose denominator is how many were measured. whole: the numbers, by field, that count
    people or things one by one. has_number: not so where a date says everything.
    """

    has_denominator: bool
    is_percentage: bool
    may_be_negative: bool
    numerator_label: str
    denominator_label: str
    has_deviation: bool = False
    whole: frozenset[str] = frozenset()
    has_number: bool = True


class Told(Protocol):
    """Something that tells of one period: a stored point, an entry, or what somebody saw."""

    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def deviation(self) -> Decimal | None: ...
    @property
    def no_data_reason(self) -> str: ...


def value_of(kind: str, rate_per: int, numerator: Decimal | None, denominator: Decimal | None) -> float | None:
    """What is plotted: 100 n/d for a percentage, rate_per n/d for a rate, n itself for all other kinds.

    None where nothing was counted (a denominator of zero) or nothing was entered.
    """
    if numerator is None:
        return None
    if kind not in ("percentage", "rate"):
        return float(numerator)
    if not denominator:
        return None
    return float(numerator * (100 if kind == "percentage" else rate_per) / denominator)


def read_number(text: str) -> Decimal | None:
    """A number as typed ('1,204', ' 12.5 ', '40%'), or None for nothing. Raises ValueError, in words.

    A comma stands between thousands and nowhere else: '12,5' could be 12.5 or 125, so it is refused. Spaces between
    digits do not count.
    """
    bare = re.sub(r"\s", "", text).removesuffix("%")
    if not bare:
        return None
    if found := _DECIMAL_COMMA.fullmatch(bare):
        if not _THOUSANDS.fullmatch(bare):
            raise ValueError(f"Write {found[1] or 0}.{found[2]}, with a point.")
    elif not _PLAIN.fullmatch(bare) and not _THOUSANDS.fullmatch(bare):
        raise ValueError(f"‘{text.strip()}’ is not a number.")
    number = Decimal(bare.replace(",", ""))
    if abs(number) > LARGEST:
        raise ValueError("This number is too large.")
    if number != round(number, 4):
        raise ValueError("Use no more than 4 decimal places.")
    return number


def problems(
    shape: Shape, numerator: Decimal | None, denominator: Decimal | None, deviation: Decimal | None = None
) -> dict[str, str]:
    """What is wrong, by field ('numerator', 'denominator', 'deviation'); empty when the numbers can be stored."""
    if numerator is None and denominator is None and deviation is None:
        return {}
    found = {
        "numerator": _alone(numerator, shape.numerator_label, may_be_negative=shape.may_be_negative),
        "denominator": _alone(denominator, shape.denominator_label, may_be_negative=False),
        "deviation": _deviation(shape, denominator, deviation),
    }
    if not shape.has_number and numerator not in (None, 1):
        found["numerator"] = "Enter the date alone: each event counts as one."
    if not shape.has_denominator:
        found["denominator"] = "" if denominator is None else "This measure has no second number."
    for field, number in (("numerator", numerator), ("denominator", denominator)):
        if field in shape.whole and number is not None and number % 1 and not found[field]:
            found[field] = "Enter a whole number."
    if shape.has_denominator and numerator is not None and denominator is not None and not any(found.values()):
        found["numerator"] = _together(shape, numerator, denominator)
    return {field: message for field, message in found.items() if message}


def _alone(number: Decimal | None, label: str, *, may_be_negative: bool) -> str:
    if number is None:
        return f"Enter a number for {label}."
    return "Enter 0 or more." if number < 0 and not may_be_negative else ""


def _deviation(shape: Shape, measured: Decimal | None, deviation: Decimal | None) -> str:
    """One measurement has no spread; more than one cannot be without."""
    if not shape.has_deviation:
        return "" if deviation is None else "This measure has no standard deviation."
    if deviation is None:
        needed = measured is not None and measured > 1
        return "Enter the standard deviation. It may be empty only where one was measured." if needed else ""
    return "Enter 0 or more." if deviation < 0 else ""


def nobody_measured(shape: Shape, numerator: Decimal | None, denominator: Decimal | None) -> bool:
    """Whether an average says that there was nobody to measure: none measured, and no average."""
    return shape.has_deviation and numerator is None and denominator == 0


def _together(shape: Shape, numerator: Decimal, denominator: Decimal) -> str:
    if denominator == 0 and shape.has_deviation:
        return f"{shape.denominator_label} is 0, so there is no average. Leave this empty."
    if denominator == 0 and numerator != 0:
        return f"{shape.denominator_label} is 0, so this must be 0 too."
    if shape.is_percentage and numerator > denominator:
        return f"{grouped(numerator)} out of {grouped(denominator)} is more than all of them."
    return ""


def grouped(number: Decimal) -> str:
    """A number as one reads it: 1,204 or 12.5."""
    return f"{number:,f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"


def number_text(number: Decimal | None) -> str:
    """A stored number as one would type it: 3, 12.5; empty for None."""
    if number is None:
        return ""
    return f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def said(shape: Shape, told: Told) -> str:
    """One period in words, or its reason: '3 out of 10', '12.5 (20 measured, standard deviation 3.1)', 'An event'."""
    if told.no_data_reason:
        return told.no_data_reason
    texts = [number_text(number) for number in (told.numerator, told.denominator) if number is not None]
    if not shape.has_number and texts:
        return "An event"
    if not shape.has_deviation or len(texts) < 2:
        return " out of ".join(texts)
    spread = "" if told.deviation is None else f", standard deviation {number_text(told.deviation)}"
    return f"{texts[0]} ({texts[1]} measured{spread})"
