"""Colours, and the shape that goes with each so that no colour speaks alone. NHS identity colours and tints of them.

Blue for better and orange for worse follow NHS England's Making Data Count.
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
    """fill and edge of a marked point, tint of the band behind it, colour of its words, shape as Plotly names it."""

    fill: str
    edge: str
    tint: str
    text: str
    shape: str


TONES = {
    "better": Tone("#41b6e6", "#003087", "#e8f4fc", "#005eb8", "diamond"),
    "worse": Tone("#ffa94d", "#8a3b00", "#fdf1e4", "#a04500", "square"),
    "changed": Tone("#c9b8e4", "#330072", "#f2eef9", "#330072", "triangle-up"),
}
