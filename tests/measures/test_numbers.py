"""One period's numbers: how they are read, what they come to and what is wrong with them."""

import re
from decimal import Decimal

import pytest

from measures.numbers import Shape, problems, read_number, value_of

SHARE = Shape(True, True, False, "People seen", "People referred")
RATE = Shape(True, False, False, "Falls", "Bed days")
COUNT = Shape(False, False, False, "Falls", "")
AVERAGE = Shape(False, False, True, "Score", "")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", None), ("  ", None), ("%", None), ("0", "0"), ("12", "12"), (" 12.5 ", "12.5"), ("12.", "12"),
        (".5", "0.5"), ("-3", "-3"), ("+3", "3"), ("40%", "40"), ("40 %", "40"), ("1,204", "1204"),
        ("1,234,567.25", "1234567.25"), ("-1,204", "-1204"), ("1 204", "1204"), ("1\u00a0204", "1204"),
        ("0.0001", "0.0001"), ("007", "7"), ("9999999999.9999", "9999999999.9999"), ("1.50000", "1.5"),
    ],
)  # fmt: skip
def test_what_is_a_number(text: str, number: str | None) -> None:
    assert read_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12,5", "Write 12.5, with a point."),
        ("-12,5", "Write -12.5, with a point."),
        (",5", "Write 0.5, with a point."),
        ("1234,567", "Write 1234.567, with a point."),
        ("0,25%", "Write 0.25, with a point."),
        ("1,2345", "Write 1.2345, with a point."),
        ("12,34,567", "‘12,34,567’ is not a number."),
        ("1.204,5", "‘1.204,5’ is not a number."),
        ("1,204,", "‘1,204,’ is not a number."),
        ("1_000", "‘1_000’ is not a number."),
        ("1e3", "‘1e3’ is not a number."),
        ("1E3", "‘1E3’ is not a number."),
        ("0x10", "‘0x10’ is not a number."),
        ("nan", "‘nan’ is not a number."),
        ("Infinity", "‘Infinity’ is not a number."),
        ("12%%", "‘12%%’ is not a number."),
        ("--1", "‘--1’ is not a number."),
        (".", "‘.’ is not a number."),
        ("\u0663", "‘\u0663’ is not a number."),
        ("about ten", "‘about ten’ is not a number."),
        ("10000000000", "This number is too large."),
        ("1.00001", "Use no more than 4 decimal places."),
    ],
)
def test_what_is_not_a_number(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        read_number(text)


@pytest.mark.parametrize(
    ("kind", "n", "d", "value"),
    [
        ("percentage", 1, 8, 12.5), ("rate", 1, 8, 125.0), ("count", 4, None, 4.0), ("value", -1, None, -1.0),
        ("percentage", 0, 0, None), ("percentage", None, None, None), ("rate", 3, None, None),
        ("count", None, None, None),
    ],
)  # fmt: skip
def test_what_a_pair_comes_to(kind: str, n: int | None, d: int | None, value: float | None) -> None:
    pair = [None if number is None else Decimal(number) for number in (n, d)]
    assert value_of(kind, 1000, *pair) == value


@pytest.mark.parametrize(
    ("shape", "n", "d", "wrong"),
    [
        (SHARE, None, None, {}),
        (SHARE, "3", "10", {}),
        (SHARE, "0", "0", {}),
        (SHARE, None, "10", {"numerator": "Enter a number for People seen."}),
        (SHARE, "3", None, {"denominator": "Enter a number for People referred."}),
        (SHARE, "-1", "-2", {"numerator": "Enter 0 or more.", "denominator": "Enter 0 or more."}),
        (SHARE, "3", "0", {"numerator": "People referred is 0, so this must be 0 too."}),
        (SHARE, "1204", "1000.5", {"numerator": "1,204 out of 1,000.5 is more than all of them."}),
        (RATE, "12", "10", {}),
        (COUNT, "3", None, {}),
        (COUNT, "3", "4", {"denominator": "This measure has no second number."}),
        (COUNT, "-3", None, {"numerator": "Enter 0 or more."}),
        (AVERAGE, "-3", None, {}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pair(shape: Shape, n: str | None, d: str | None, wrong: dict[str, str]) -> None:
    pair = [None if number is None else Decimal(number) for number in (n, d)]
    assert problems(shape, *pair) == wrong
