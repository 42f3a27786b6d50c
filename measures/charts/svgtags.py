"""Writing SVG: elements with presentation attributes only, every text escaped."""

import html
import re
from functools import cache

from measures.charts.palette import PAPER

Attributes = dict[str, str | float]

# Characters that no XML document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


# Most texts are plain, and looking is quicker than rewriting.
_PLAIN = re.compile(r"[\w .,:#()/%-]*", re.ASCII)


def escape(text: str) -> str:
    """Text made safe within an element or an attribute."""
    return text if _PLAIN.fullmatch(text) else html.escape(_FORBIDDEN.sub("", text))


def el(name: str, *children: str, **attributes: str | float) -> str:
    """One element. Children are SVG already; attribute names take _ for -, `class_` for class; floats are rounded."""
    written = "".join([f' {_name(key)}="{_attribute(value)}"' for key, value in attributes.items()])
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **attributes: str | float) -> str:
    """A line of text whose baseline begins (or ends, by text_anchor) at x, y."""
    return el("text", escape(words), x=x, y=y, **attributes)


def halo(words: str, x: float, y: float, **attributes: str | float) -> str:
    """A line of text with a margin of paper round its letters, to stay legible over lines."""
    around: Attributes = {"stroke": PAPER, "stroke_width": 4, "stroke_linejoin": "round"}
    return text(words, x, y, paint_order="stroke", **around, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> str:
    """A straight line."""
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def point(shape: str, x: float, y: float, r: float, **attributes: str | float) -> str:
    """A point of one of the shapes of the palette, about as large as a circle of radius r."""
    if shape == "circle":
        return el("circle", cx=x, cy=y, r=r, **attributes)
    corners = {
        "diamond": ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        "triangle-up": ((0, -1.3), (1.25, 0.95), (-1.25, 0.95)),
    }[shape]
    path = " ".join(f"{_attribute(x + dx * r)},{_attribute(y + dy * r)}" for dx, dy in corners)
    return el("polygon", points=path, **attributes)


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _attribute(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    rounded = f"{value:.1f}"
    return rounded.removesuffix(".0")
