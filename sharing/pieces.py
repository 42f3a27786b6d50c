"""What publications are made of: words in them, consents they rest on, and taking out what was withdrawn. Pure.

A piece is a dict with a `kind` (heading, text, quote, picture, chart, theory, cycle, list, ask, table; withdrawn where
one stood that was taken out) and, where it shows somebody, `consents`, the ids of the consents it rests on.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

Piece = Mapping[str, Any]
WITHDRAWN = {"kind": "withdrawn"}
KINDS = frozenset(
    {"heading", "text", "quote", "picture", "chart", "theory", "cycle", "list", "ask", "table", "withdrawn"}
)
# Pieces of which only some parts are people's own words; the rest is drawn or reckoned.
_OWN_WORDS = {"chart": ("title",), "theory": ("alt", "outline")}
# What says how a piece is made, and is no words of it.
_NO_WORDS = frozenset(
    {"kind", "svg", "narrow", "consents", "rule", "hidden", "key", "type", "table", "stage", "started_on", "ended_on"}
)
_FIXED = frozenset({"kind", "consents", "rule", "key", "type", "stage"})
# Shorter stretches of what was withdrawn could stand anywhere by chance.
_TELLING = 12


def consents_of(pieces: Iterable[Piece]) -> set[int]:
    """The ids of the consents that these pieces rest on."""
    return {int(pk) for piece in pieces for pk in piece.get("consents", ())}


def strings_of(value: Any) -> Iterator[str]:
    """Every text within lists and dicts, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name not in _NO_WORDS:
                yield from strings_of(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from strings_of(part)


def own_words(piece: Piece) -> list[str]:
    """What people wrote in a piece, as against what was drawn or reckoned."""
    names = _OWN_WORDS.get(str(piece.get("kind")))
    said: Any = piece if names is None else {name: piece.get(name, "") for name in names}
    found = list(strings_of(said))
    if piece.get("kind") == "table":
        found += [text for name in ("title", "head", "rows") for text in strings_of(piece.get(name, ()))]
    return [text for text in found if text.strip()]


def words_of(title: str, summary: str, pieces: Iterable[Piece]) -> str:
    """Everything in a publication that can be searched."""
    return "\n".join(filter(None, [title, summary, *(text for piece in pieces for text in own_words(piece))]))


def telling(piece: Piece) -> list[str]:
    """The stretches of a piece's words by which one would know it again elsewhere, longest first; the name under a
    quote among them."""
    whole = [text.strip() for text in own_words(piece)]
    parts = [part.strip() for text in whole for part in re.split(r"[.!?;:\n]+", text)]
    found = {part for part in (*whole, *parts) if len(part) >= _TELLING}
    found |= {str(piece[name]).strip() for name in ("who",) if str(piece.get(name, "")).strip()}
    return sorted(found, key=lambda text: (-len(text), text))


def without(value: Any, stretches: Sequence[str]) -> Any:
    """The same text, list or dict with none of these stretches in it, whatever their case and spaces."""
    if isinstance(value, str):
        for stretch in stretches:
            shape = r"\s+".join(re.escape(word) for word in stretch.split())
            value = re.sub(rf"(?<!\w){shape}(?!\w)", "", value, flags=re.IGNORECASE)
        return value
    if isinstance(value, Mapping):
        return {name: part if name in _FIXED else without(part, stretches) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [without(part, stretches) for part in value]
    return value


def taken_out(pieces: Sequence[Piece], withdrawn: Collection[int]) -> tuple[list[Piece], list[str]]:
    """The pieces without those that rest on a withdrawn consent, and by which words these could be known again.

    What was taken out leaves {"kind": "withdrawn"} in its place, and its words are gone from the pieces that stay.
    """
    ids = set(withdrawn)
    gone = [piece for piece in pieces if consents_of([piece]) & ids]
    stretches = sorted({text for piece in gone for text in telling(piece)}, key=lambda text: (-len(text), text))
    kept = [WITHDRAWN if consents_of([piece]) & ids else without(piece, stretches) for piece in pieces]
    return kept, stretches
