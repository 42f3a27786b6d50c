"""SVG of charts: the product's elements, and points and letters over lines."""

from collaborative.drawing.svg import Attributes, attribute, el, escape, line, text
from measures.charts.palette import PAPER

__all__ = ["Attributes", "el", "escape", "halo", "line", "point", "text"]


def halo(words: str, x: float, y: float, **attributes: str | float) -> str:
    """A line of text with a margin of paper round its letters, to stay legible over lines."""
    around: Attributes = {"stroke": PAPER, "stroke_width": 4, "stroke_linejoin": "round"}
    return text(words, x, y, paint_order="stroke", **around, **attributes)


def point(shape: str, x: float, y: float, r: float, **attributes: str | float) -> str:
    """A point of one of the shapes of the palette, about as large as a circle of radius r."""
    if shape == "circle":
        return el("circle", cx=x, cy=y, r=r, **attributes)
    corners = {
        "diamond": ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "triangle-up": ((0, -1.3), (1.25, 0.95), (-1.25, 0.95)),
    }[shape]
    path = " ".join(f"{attribute(x + dx * r)},{attribute(y + dy * r)}" for dx, dy in corners)
    return el("polygon", points=path, **attributes)
