"""What every table that people take away is written like."""

from decimal import Decimal

import pytest

from collaborative.csvfile import Cell, csv_text


def test_the_first_thing_is_the_mark_of_its_letters() -> None:
    assert csv_text([["période"], [1]]).encode() == b"\xef\xbb\xbfp\xc3\xa9riode\r\n1\r\n"
    assert csv_text([]) == "\ufeff"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (0.1 + 0.2, "0.3"),
        (100 / 3, "33.33333333"),
        (21.0, "21"),
        (-0.5, "-0.5"),
        (-1 / 30000, "-3.333333333e-05"),
        (2e-05, "2e-05"),
        (-7, "-7"),
        (Decimal("12.5000"), "12.5"),
        (Decimal("1500.0000"), "1500"),
        (Decimal("-0.2000"), "-0.2"),
        (Decimal("1234567890.1234"), "1234567890.1234"),
        (float("nan"), ""),
        (float("inf"), ""),
        (None, ""),
        ("", ""),
    ],
)
def test_numbers_are_rounded_and_stay_numbers(cell: Cell, written: str) -> None:
    assert csv_text([["x", cell, "y"]]) == f"\ufeffx,{written},y\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-1+1", "@SUM(A1)", "|x", "%x", " =1+1", "\t=1+1", "\rx", "\nx"])
def test_text_is_never_a_formula(text: str) -> None:
    written = csv_text([["x", text]]).removeprefix("\ufeffx,").strip("\r\n").strip('"')
    assert written.startswith("'")
    assert written.removeprefix("'").replace("\\|", "|") == text


@pytest.mark.parametrize("text", ["-5", "Ward A, north", "a=b", "3-4", " plain"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert text in csv_text([["x", text]])
    assert "'" not in csv_text([["x", text]])
