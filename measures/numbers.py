"""One period's numbers: what they come to, and what is wrong with them. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

LARGEST = Decimal("9999999999.9999")
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([-+]?\d*),(\d+)", re.ASCII)


@dataclass(frozen=True)
class Shape:
    """What a measure's numbers must look like."""

    has_denominator: bool
    is_percentage: bool
    may_be_negative: bool
    numerator_label: str
    denominator_label: str


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


def problems(shape: Shape, numerator: Decimal | None, denominator: Decimal | None) -> dict[str, str]:
    """What is wrong, by field ('numerator', 'denominator'); empty when the pair can be stored."""
    if numerator is None and denominator is None:
        return {}
    found = {
        "numerator": _alone(numerator, shape.numerator_label, may_be_negative=shape.may_be_negative),
        "denominator": _alone(denominator, shape.denominator_label, may_be_negative=False),
    }
    if not shape.has_denominator:
        found["denominator"] = "" if denominator is None else "This measure has no second number."
    elif numerator is not None and denominator is not None and not any(found.values()):
        found["numerator"] = _together(shape, numerator, denominator)
    return {field: message for field, message in found.items() if message}


def _alone(number: Decimal | None, label: str, *, may_be_negative: bool) -> str:
    if number is None:
        return f"Enter a number for {label}."
    return "Enter 0 or more." if number < 0 and not may_be_negative else ""


def _together(shape: Shape, numerator: Decimal, denominator: Decimal) -> str:
    if denominator == 0 and numerator != 0:
        return f"{shape.denominator_label} is 0, so this must be 0 too."
    if shape.is_percentage and numerator > denominator:
        return f"{_plain(numerator)} out of {_plain(denominator)} is more than all of them."
    return ""


def _plain(number: Decimal) -> str:
    return f"{number:,f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
