"""What in people's own words might say who somebody is. It finds what has a form; a name it cannot know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)})"
_PEOPLE = (
    r"(?:patients?|inpatients?|outpatients?|people|persons?|women|woman|men|man|service[ -]users?|clients?|residents?"
    r"|children|child|girls?|boys?|babies|baby|mothers?|fathers?|parents?|carers?|adults?|adolescents?|teenagers?"
    r"|deaths?|suicides?|refugees?)"
)
# What stands between a number and people without being about them.
_NOT_BETWEEN = r"(?:days?|weeks?|months?|years?|hours?|minutes?|wards?|teams?|times?|of|in|to|and|or|per|for|more)\b"
_DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ /.-](?:\d{1,2}|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*"
    r"|nov\w*|dec\w*)[ /.-]\d{2,4}|\d{4}-\d{2}-\d{2})"
)

_NHS_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_SHAPES = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone": re.compile(r"(?<![\d.])(?:\+44[ -]?(?:\(0\))?|0)(?:\d[ -]?){9}\d?(?!\d)"),
    "postcode": re.compile(
        r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|[a-z]{1,2}\d[a-z\d]? \d[abd-hjlnp-uw-z]{2})\b"
    ),
    "born": re.compile(rf"\b(?:born|birth|dob|d\.o\.b\.?)\b[^.;\n]{{0,25}}?{_DATE}", re.IGNORECASE),
}
_SMALL = re.compile(
    rf"\b(?P<n>{_NUMBER})\s+(?:(?:out\s+)?of\s+(?:(?:our|the|their|these|those|all)\s+)?{_NUMBER}\s+)?"
    rf"(?:(?!{_NOT_BETWEEN})[a-z-]+\s+)?{_PEOPLE}\b",
    re.IGNORECASE,
)
NAMES = {
    "nhs_number": "an NHS number",
    "email": "an e-mail address",
    "phone": "a telephone number",
    "postcode": "a postcode",
    "born": "a date of birth",
    "small_count": "a small number of people",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in a text, from position start to end. blocks: it has to go; else a person must say that nobody
    can be known from it."""

    kind: str
    start: int
    end: int
    text: str

    @property
    def blocks(self) -> bool:
        return self.kind != "small_count"

    @property
    def name(self) -> str:
        """What it seems to be, in words."""
        return NAMES[self.kind]


def screen(text: str, small: int = 7) -> list[Finding]:
    """What in this text might say who somebody is, in order. small: as in the rule for numbers."""
    found = [*_numbers(text), *_shaped(text), *_small(text, small)]
    kept: list[Finding] = []
    # The same digits can look like several things: the first that they look like is enough.
    for one in sorted(found, key=lambda finding: finding.start):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return kept


def _numbers(text: str) -> Iterator[Finding]:
    for match in _NHS_NUMBER.finditer(text):
        if is_nhs_number(match.group()):
            yield Finding("nhs_number", match.start(), match.end(), match.group())


def _shaped(text: str) -> Iterator[Finding]:
    for kind, shape in _SHAPES.items():
        for match in shape.finditer(text):
            yield Finding(kind, match.start(), match.end(), match.group())


def _small(text: str, small: int) -> Iterator[Finding]:
    for match in _SMALL.finditer(text):
        said = match["n"].lower()
        n = int(said) if said.isdigit() else _WORDS.index(said) + 1
        if 1 <= n <= small:
            yield Finding("small_count", match.start(), match.end(), match.group())


def is_nhs_number(text: str) -> bool:
    """Whether ten digits (with or without spaces) end in the check digit of an NHS number: the first nine weighted 10
    to 2, modulo 11 (NHS Data Dictionary)."""
    digits = [int(character) for character in text if character.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return check % 11 == digits[9] and check != 10
