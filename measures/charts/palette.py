"""Colours, and the shape and word that go with each so that no colour speaks alone. NHS identity colours and tints.

Blue for better and orange for worse follow NHS England's Making Data Count. `TONES` is the one vocabulary of shape,
colour and word: of points, keys and icons, and of the signs in lists, whose custom properties in static/css/app.css
are these (a test compares them).
"""

from typing import NamedTuple

from collaborative.drawing.colours import EXPORT_FONT, FONT, GRID, INK, MUTED, PAPER

__all__ = [
    "EXPORT_FONT",
    "FONT",
    "GRID",
    "INK",
    "LEADER",
    "LIMIT",
    "LINE",
    "MEDIAN",
    "MUTED",
    "PAPER",
    "TARGET",
    "TONES",
    "Tone",
]

LINE = "#003087"
MEDIAN = "#4c6272"
TARGET = "#212b32"
LIMIT = "#768692"
LEADER = "#aeb7bd"


class Tone(NamedTuple):
    """fill and edge of a marked point, tint of the band behind it, colour of its words, shape as Plotly names it, the
    same shape as a letter, and the word for it."""

    fill: str
    edge: str
    tint: str
    text: str
    shape: str
    sign: str
    word: str


TONES = {
    "better": Tone("#41b6e6", "#003087", "#e8f4fc", "#005eb8", "diamond", "◆", "Better"),
    "worse": Tone("#ffa94d", "#8a3b00", "#fdf1e4", "#a04500", "square", "■", "Worse"),
    "changed": Tone("#c9b8e4", "#330072", "#f2eef9", "#330072", "triangle-up", "▲", "Changed"),
}
# Of a stretch that what follows is compared with: pointed out and not judged, its points as all others.
BEFORE = Tone(LINE, LINE, "#f0f4f5", MUTED, "circle", "●", "Before")


def tone_of(name: str) -> Tone:
    """The look of a tone of `TONES`, or of "before"."""
    return TONES.get(name, BEFORE)
