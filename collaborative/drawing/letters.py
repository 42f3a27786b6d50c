"""How wide a text is, and breaking it into lines. Pure.

Widths are those of Arial (which Arimo, Liberation Sans and Helvetica share) in thousandths of the letter size, as the
fonts' metric tables give them.
"""

import unicodedata
from functools import lru_cache

_REGULAR = {
    191: "'",
    222: "ijl‘’",
    260: "|",
    278: " !,./:;I[\\]ftıìíîïĩīĭȉȋ\xa0",
    333: "()-`r·“”ľ",
    355: '"',
    389: "*ť",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu£–€",
    584: "+<=>~",
    611: "FTZß",
    667: "&ABEKPSVXYďơ",
    722: "CDHNRUwư",
    778: "GOQ",
    833: "Mm",
    889: "%æ",
    944: "WƠƯ",
    1000: "—…→@",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl‘’ı\xa0",
    280: "|",
    333: "!()-:;[]`ft·",
    389: "*r{}ľ",
    474: '"',
    500: "z“”ť",
    556: "#$0123456789J_aceksvxy£–€",
    584: "+<=>^~",
    611: "?FLTZbdghnopquß",
    667: "EPSVXY",
    722: "&ABCDHKNRUďơư",
    778: "GOQw",
    833: "M",
    889: "%mæ",
    944: "WƠƯ",
    1000: "—…→@",
}
# A letter of neither table: a little too wide rather than too narrow. East Asian letters fill their square.
_OTHER = 850
_SQUARE = 1000
# Hinting and the fonts that stand in for Arial differ by a little.
_ALLOWANCE = 1.02
_BREAKS_AFTER = "/-–—"


def _table(widths: dict[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in widths.items() for letter in letters}


_TABLES = {False: _table(_REGULAR), True: _table(_BOLD)}


@lru_cache(maxsize=4096)
def _letter(letter: str, bold: bool) -> int:
    known = _TABLES[bold].get(letter)
    if known is not None:
        return known
    if unicodedata.combining(letter):
        return 0
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain != letter:
        return _letter(plain, bold)
    return _SQUARE if unicodedata.east_asian_width(letter) in "WF" else _OTHER


@lru_cache(maxsize=16384)
def _ems(text: str, bold: bool) -> float:
    return sum(_letter(letter, bold) for letter in text) * _ALLOWANCE / 1000


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is in Arial of this size; a little too wide rather than too narrow."""
    return _ems(text, bold) * size


def fit(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, shortened with an ellipsis where it is wider than `width`; "" when not even that fits."""
    if text_width(text, size, bold=bold) <= width:
        return text
    for end in range(len(text) - 1, 0, -1):
        short = text[:end].rstrip() + "…"
        if text_width(short, size, bold=bold) <= width:
            return short
    return ""


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `width`, broken between words.

    A word that is wider is broken after a dash or stroke where that helps, else wherever the line is full; a line
    holds at least one letter, however narrow it is.
    """
    room = width / size
    lines: list[str] = []
    for word in text.split():
        if lines and _ems(f"{lines[-1]} {word}", bold) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        elif _ems(word, bold) <= room:
            lines.append(word)
        else:
            lines.extend(_pieces(word, room, bold))
    return lines


def take_row(ends: list[float], begin: float, end: float, gap: float) -> int:
    """Put a stretch into the first row where it stands `gap` clear of what is there, and say which row.

    ends: where each row is taken up to, changed in place; stretches come in order of where they begin.
    """
    row = next((i for i, taken in enumerate(ends) if taken + gap < begin), len(ends))
    ends[row : row + 1] = [end]
    return row


def _pieces(word: str, room: float, bold: bool) -> list[str]:
    """A word in pieces that each fit."""
    pieces: list[str] = []
    while _ems(word, bold) > room and len(word) > 1:
        end = next((end for end in range(len(word) - 1, 1, -1) if _ems(word[:end], bold) <= room), 1)
        after_dash = max(word.rfind(dash, 0, end) for dash in _BREAKS_AFTER) + 1
        end = after_dash if after_dash > end // 3 else end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]
