"""A theory on paper, landscape: letters as large as one page allows, and several pages where they were too small."""

from dataclasses import dataclass, replace

from collaborative.drawing import colours
from collaborative.drawing.letters import wrap
from collaborative.drawing.svg import el, escape, text
from phases.theory.drawing import Extras, description, picture
from phases.theory.graph import Theory, reachable
from phases.theory.items import Style
from phases.theory.layout import Layout, Ordered, arrange, extent, ordered
from phases.theory.signs import Sign

# Width and height in points of a landscape sheet.
PAPERS = {"A4": (841.9, 595.3), "A3": (1190.6, 841.9)}
_PIXELS = 96 / 72  # a point, as browsers count
SMALLEST = 6.0  # points of a change idea's letters: smaller ones go on to another page
LARGEST = 13.0
_STEP = 0.25
_EDGE = 28.0  # of the sheet that printers leave white, about a centimetre
_TITLE = 15.0
_CAPTION = 8.0
# Letters this much smaller are not worth having ideas side by side.
_WORTH = 1.08
_EASY = 9.0  # points from which on signs keep their words
_CHANNEL = 4.0
_TIGHT, _TIGHTEST = 0.75, 0.5
_KEY = 2.4  # of the key beneath, in letter sizes


@dataclass(frozen=True, slots=True)
class Printed:
    """Complete SVG documents, one a page; and how large the letters of a change idea are, in points."""

    pages: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The space for one picture, in points."""

    width: float
    height: float


def printed(
    theory: Theory,
    paper: str = "A4",
    *,
    title: str = "Theory of change",
    caption: str = "",
    extras: Extras | None = None,
) -> Printed:
    """The theory on as few pages as are legible. paper: "A4" or "A3". caption: whose it is and from when.

    Where one page would need letters below 6 points, each page has the aim and some of the primary drivers with all
    that is beneath them; what stands under two of them is on both pages. What even alone is too much for a page is
    shrunk to it. Raises KeyError for another paper.
    """
    extras = extras or Extras()
    full = PAPERS[paper]
    head = _TITLE * 1.3 * len(wrap(title, full[0] - 2 * _EDGE, _TITLE, bold=True)) + 8
    sheet = _Sheet(full[0] - 2 * _EDGE, full[1] - 2 * _EDGE - head - (2.2 * _CAPTION))
    said = extras.signs(theory)
    best = _largest(theory, sheet, said)
    parts = [theory] if best else _parts(theory, sheet, said)
    smallest = Style(sheet.width, SMALLEST, channel=_CHANNEL, tight=_TIGHTEST, grid=3, brief=True)
    fitted = [best or _largest(part, sheet, said) or arrange(part, smallest, said) for part in parts]
    pages = []
    for number, (part, layout) in enumerate(zip(parts, fitted, strict=True), 1):
        where = f"{title} (page {number} of {len(parts)})" if len(parts) > 1 else title
        pages.append(_page(part, layout, full, sheet, where, caption, extras))
    points = min(layout.size * _shrunk(layout, sheet) for layout in fitted)
    return Printed(tuple(pages), points)


def _largest(theory: Theory, sheet: _Sheet, said: dict[str, list[Sign]]) -> Layout | None:
    """The layout with the largest letters that fits; ideas side by side, or signs without words, only where that
    makes them larger."""
    known = ordered(theory)
    best: Style | None = None
    for brief in (False, True):
        for grid in (0, 1, 2, 3):
            tight = _TIGHTEST if brief else _TIGHT
            style = Style(sheet.width, 0, channel=_CHANNEL, tight=tight, grid=grid, brief=brief)
            least = best.size * _WORTH if best else SMALLEST
            best = _fitted(theory, sheet, said, known, style, least) or best
        if best and best.size >= _EASY:
            break
    return arrange(theory, best, said, known) if best else None


def _fitted(
    theory: Theory, sheet: _Sheet, said: dict[str, list[Sign]], known: Ordered, style: Style, least: float
) -> Style | None:
    """With the largest letters of at least this size, in steps of a quarter point; None where these do not fit."""

    def room(step: int) -> float:
        width, height = extent(theory, replace(style, size=least + step * _STEP), said, known)
        return _room(width, height, least + step * _STEP, sheet)

    if least > LARGEST or (spare := room(0)) < 1:
        return None
    # Larger letters take at least as much more room as they are larger.
    low, high = 0, int(min(LARGEST - least, least * (spare - 1)) / _STEP)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if room(middle) >= 1 else (low, middle - 1)
    return replace(style, size=least + low * _STEP)


def _room(width: float, height: float, size: float, sheet: _Sheet) -> float:
    """How many times the picture goes into the sheet: 1 where it just fits. size: of its letters."""
    across = (sheet.width + 0.1) / max(width, 1.0)
    # A picture is as wide as the sheet by its making: only one that cannot be is a matter of width.
    return min(sheet.height / (height + _KEY * size), across if across < 1 else float("inf"))


def _shrunk(layout: Layout, sheet: _Sheet) -> float:
    """By how much a picture must be shrunk for the sheet; 1 where it fits as it is."""
    return min(1.0, _room(layout.width, layout.height, layout.size, sheet))


def _parts(theory: Theory, sheet: _Sheet, said: dict[str, list[Sign]]) -> list[Theory]:
    """The theory by primary drivers, as many together as a page holds; whatever hangs elsewhere with the last."""
    groups: list[list[str]] = []
    for driver in theory.of_kind("primary"):
        if groups and _largest(_with(theory, [*groups[-1], driver.id]), sheet, said):
            groups[-1].append(driver.id)
        else:
            groups.append([driver.id])
    parts = [_with(theory, group) for group in groups]
    told = {node.id for part in parts for node in part.nodes}
    if any(node.id not in told for node in theory.nodes):
        rest = tuple(node for node in theory.nodes if node.id not in told or node.kind == "aim")
        parts.append(Theory(rest, theory.links))
    return parts or [theory]


def _with(theory: Theory, drivers: list[str]) -> Theory:
    """The aim, these primary drivers and everything beneath them."""
    links = [link for link in theory.links if link.child in drivers]
    kept = reachable(theory, links) | {node.id for node in theory.of_kind("aim")}
    nodes = tuple(node for node in theory.nodes if node.id in kept)
    return Theory(nodes, tuple(link for link in theory.links if {link.parent, link.child} <= kept))


def _page(
    theory: Theory, layout: Layout, full: tuple[float, float], sheet: _Sheet, title: str, caption: str, extras: Extras
) -> str:
    """One page: title, the picture in the middle of what is left, caption."""
    bare = Extras(extras.marks)
    parts, height = picture(theory, layout, bare)
    scale = _shrunk(layout, sheet)
    y = _EDGE
    head = []
    for words in wrap(title, sheet.width, _TITLE, bold=True):
        y += _TITLE
        head.append(text(words, _EDGE, y, font_size=_TITLE, font_weight="bold", fill=colours.INK))
        y += 0.3 * _TITLE
    left = _EDGE + max((sheet.width - layout.width * scale) / 2, 0)
    top = y + 8 + max((sheet.height - height * scale) / 2, 0)
    foot = text(caption, _EDGE, full[1] - _EDGE, font_size=_CAPTION, fill=colours.MUTED) if caption else ""
    document = el(
        "svg",
        el("title", escape(title), id="title"),
        el("desc", escape(description(theory)), id="desc"),
        el("rect", width=full[0], height=full[1], fill=colours.PAPER),
        *head,
        el("g", *parts, transform=f"translate({left:.1f} {top:.1f}) scale({scale:.3f})"),
        foot,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby="title",
        aria_describedby="desc",
        viewBox=f"0 0 {full[0]:.1f} {full[1]:.1f}",
        width=full[0] * _PIXELS,
        height=full[1] * _PIXELS,
        font_family=colours.EXPORT_FONT,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'
