"""Writing SVG: elements with presentation attributes only, every text escaped. Pure."""

import html
import re
from functools import cache

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
    written = "".join([f' {_name(key)}="{attribute(value)}"' for key, value in attributes.items()])
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **attributes: str | float) -> str:
    """A line of text whose baseline begins (or ends, by text_anchor) at x, y."""
    return el("text", escape(words), x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> str:
    """A straight line."""
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def attribute(value: str | float) -> str:
    """A value as it is written into an attribute: text escaped, numbers to a tenth."""
    if isinstance(value, str):
        return escape(value)
    rounded = f"{value:.1f}"
    return rounded.removesuffix(".0")


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
