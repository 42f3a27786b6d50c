"""One period's numbers: what they come to, and what is wrong with them. Pure."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

LARGEST = Decimal("9999999999.9999")


@dataclass(frozen=True)
class Shape:
    """What a measure's numbers must look like."""

    has_denominator: bool
    is_percentage: bool
    may_be_negative: bool
    numerator_label: str
    denominator_label: str


def value_of(kind: str, rate_per: int, numerator: Decimal | None, denominator: Decimal | None) -> float | None:
    """What is plotted: 100 n/d for a percentage, rate_per n/d for a rate, n itself for a count or measured number.

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
    """A number as typed ('1,204', ' 12.5 '), or None for nothing. Raises ValueError, in words."""
    bare = text.strip().replace(",", "").replace("\u00a0", "").rstrip("%").strip()
    if not bare:
        return None
    try:
        number = Decimal(bare)
    except InvalidOperation as error:
        raise ValueError(f"‘{text.strip()}’ is not a number.") from error
    if not number.is_finite():
        raise ValueError(f"‘{text.strip()}’ is not a number.")
    if abs(number) > LARGEST:
        raise ValueError("This number is too large.")
    if number != round(number, 4):
        raise ValueError("Use no more than 4 decimal places.")
    return number


def problems(shape: Shape, numerator: Decimal | None, denominator: Decimal | None) -> dict[str, str]:
    """What is wrong, by field ('numerator', 'denominator'); empty when the pair can be stored."""
    found: dict[str, str] = {}
    if numerator is None and denominator is None:
        return found
    if numerator is None:
        found["numerator"] = f"Enter a number for {shape.numerator_label}."
    elif numerator < 0 and not shape.may_be_negative:
        found["numerator"] = "Enter 0 or more."
    if not shape.has_denominator:
        if denominator is not None:
            found["denominator"] = "This measure has no second number."
        return found
    if denominator is None:
        found["denominator"] = f"Enter a number for {shape.denominator_label}."
    elif denominator < 0:
        found["denominator"] = "Enter 0 or more."
    elif not found and numerator is not None:
        if denominator == 0 and numerator != 0:
            found["numerator"] = f"{shape.denominator_label} is 0, so this must be 0 too."
        elif shape.is_percentage and numerator > denominator:
            found["numerator"] = f"{_plain(numerator)} out of {_plain(denominator)} is more than all of them."
    return found


def _plain(number: Decimal) -> str:
    return f"{number:,f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
