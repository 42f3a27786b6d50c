"""The key beneath a chart: every sign in it that has no words beside it, the same in picture and figure."""

from dataclasses import dataclass

from collaborative.drawing.letters import text_width
from measures.charts import palette
from measures.charts.inplot import LEFT_OUT
from measures.charts.reading import Reading
from measures.charts.spec import ChartSpec

_INDENT = 16.0  # of the words from the left of their sign
_BETWEEN = 22.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign and what it means. sign: a shape of the palette, "ring", "crossing", "gap" or "ghost"; colour and fill
    of the sign. x, row: where it stands, from the left and from the top."""

    sign: str
    colour: str
    fill: str
    words: str
    x: float = 0.0
    row: int = 0


def make_key(spec: ChartSpec, reading: Reading, width: float, size: float, *, all_said: bool) -> list[Entry]:
    """The key in rows no wider than `width`. all_said: the points left out have words beside them."""
    placed: list[Entry] = []
    x, row = 0.0, 0
    for sign, colour, fill, words in _entries(spec, reading, all_said=all_said):
        wide = _INDENT + text_width(words, size)
        if placed and x + wide > width:
            x, row = 0.0, row + 1
        placed.append(Entry(sign, colour, fill, words, x, row))
        x += wide + _BETWEEN
    return placed


def rows_of(entries: list[Entry]) -> int:
    """How many rows a key takes."""
    return entries[-1].row + 1 if entries else 0


def _entries(spec: ChartSpec, reading: Reading, *, all_said: bool) -> list[tuple[str, str, str, str]]:
    """Sign, colour, fill and words of each entry."""
    shown = set(reading.marked.values())
    found = [(tone.shape, tone.edge, tone.fill, tone.word) for name, tone in palette.TONES.items() if name in shown]
    if reading.outside:
        found.append(("ring", palette.INK, "none", "Ringed: beyond a limit"))
    if reading.crossings:
        tone = palette.TONES.get(reading.verdict, palette.TONES["changed"])
        found.append(("crossing", tone.text, "none", f"Crosses the {spec.centre_word}"))
    if spec.left_out and not all_said:
        found.append(("ghost", palette.LINE, palette.PAPER, f"{LEFT_OUT} of lines and tests"))
    if spec.explained_gaps:
        found.append(("gap", palette.MUTED, "none", "No data, for a reason given in the table"))
    return found
