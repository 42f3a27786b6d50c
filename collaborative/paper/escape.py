"""Words that people typed, made safe for a Typst source. Pure.

Every character that means anything to Typst is written as its number. So a text cannot begin code, markup, a link or a
comment, and it prints as it was typed: no straight quote is turned, no two hyphens become a dash.
"""

import re

# What stands as itself: letters and digits of every script, the space, and the punctuation that means nothing to Typst.
_STANDS = re.compile(r"[\w ,;!?()%’‘“”–—…£€·]", re.UNICODE)
# Control characters, the marks that turn the direction of what follows them, and halves of characters.
_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x0c")


def escape(text: str) -> str:
    """The text as Typst markup that prints it literally; lines stay lines, an empty line begins a new paragraph."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", _clean(text).strip("\n"))
    return "\n\n".join(" \\\n".join(_written(line) for line in one.split("\n")) for one in paragraphs)


def quoted(text: str) -> str:
    """The text as a Typst string with its quotes, on one line: for a title, or the words of a picture."""
    return f'"{_written(" ".join(_clean(text).split()))}"'


def _clean(text: str) -> str:
    return _DROPPED.sub("", _BREAKS.sub("\n", text))


def _written(line: str) -> str:
    return "".join(_character(one) for one in line.replace("\t", " "))


def _character(one: str) -> str:
    # An underscore is a word's character to Python and emphasis to Typst.
    if one != "_" and _STANDS.fullmatch(one):
        return one
    return f"\\u{{{ord(one):x}}}"
