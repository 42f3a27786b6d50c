"""A chart that leaves the site: a picture that stands alone with all its words, as SVG or as PNG."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

import resvg_py

from collaborative.drawing.letters import wrap
from measures.charts import palette, static
from measures.charts.spec import ChartSpec
from measures.charts.svgtags import el, escape, text
from measures.charts.words import description, method, sentence

# Regular and bold, put there from their npm package when the front end's files are installed.
FONTS = tuple(
    Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts" / name
    for name in ("Arimo-Regular.ttf", "Arimo-Bold.ttf")
)
_FAMILY = "Arimo"
_EDGE = 24.0  # of paper around everything
_SCALE = 2.0
_MOST_SCALE = 4.0


def svg_file(spec: ChartSpec, caption: str = "", *, narrow: bool = False) -> str:
    """The chart as a complete SVG document: title, picture, and beneath it the sentence, what is not said in the
    picture, how it was made, and the `caption` (whose numbers they are, from when)."""
    drawing = static.draw(spec, narrow=narrow)
    y = _EDGE
    head, y = _lines([(spec.title, 20.0, "bold", palette.INK)], y, drawing.width)
    y += static.MARGIN
    picture = el("g", *drawing.parts, transform=f"translate({_EDGE:g} {y:g})", font_size=static.SIZE)
    foot, bottom = _lines(list(_beneath(spec, caption)), y + drawing.height + 8, drawing.width)
    width, height = drawing.width + 2 * _EDGE, bottom + _EDGE
    document = el(
        "svg",
        el("title", escape(spec.title), id="title"),
        el("desc", escape(description(spec)), id="desc"),
        el("rect", width=width, height=height, fill=palette.PAPER),
        *head,
        picture,
        *foot,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby="title",
        aria_describedby="desc",
        viewBox=f"0 0 {width:.1f} {height:.1f}",
        width=width,
        height=height,
        font_family=palette.EXPORT_FONT,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'


def png_tag(svg_text: str, scale: float = _SCALE) -> str:
    """A tag (hexadecimal) that is the same only where `png` of the same would be, byte for byte, without drawing it.

    Everything that is in the picture is in its SVG: words, numbers, decisions and the day. The rest are the program
    and the fonts that draw it. Raises FileNotFoundError where the fonts were never installed.
    """
    return hashlib.sha256(f"{_drawn_by()} {scale:g} {svg_text}".encode()).hexdigest()


@cache
def _drawn_by() -> str:
    fonts = (hashlib.sha256(font.read_bytes()).hexdigest() for font in FONTS)
    return " ".join((version("resvg_py"), *fonts))


def png(svg_text: str, scale: float = _SCALE) -> bytes:
    """A picture of `svg_file` (or of `static.svg`) as PNG, `scale` pixels for each of its units.

    Drawn with the product's own fonts, so that it looks the same wherever the server runs. Raises ValueError for a
    scale that is not above 0 and at most 4, and FileNotFoundError where the fonts were never installed.
    """
    if not 0 < scale <= _MOST_SCALE:
        raise ValueError(f"scale must be above 0 and at most {_MOST_SCALE:g}, not {scale}")
    for font in FONTS:
        if not font.is_file():
            raise FileNotFoundError(f"{font.name} is missing from static/vendor/fonts: run `make venv`")
    return resvg_py.svg_to_bytes(
        svg_string=svg_text,
        zoom=scale,
        background=palette.PAPER,
        skip_system_fonts=True,
        font_files=[str(font) for font in FONTS],
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )


def _beneath(spec: ChartSpec, caption: str) -> Iterator[tuple[str, float, str, str]]:
    """Words, size, weight and colour of each paragraph under the picture."""
    yield sentence(spec), 16.0, "bold", palette.INK
    for note in spec.borders:
        reason = f": {note.reason}" if note.reason else ""
        yield f"{note.letter}. {note.label} from {spec.labels[note.start]}{reason}", 14.0, "normal", palette.INK
    by_reason: dict[str, list[str]] = {}
    for i, reason in spec.left_out.items():
        by_reason.setdefault(reason, []).append(spec.labels[i])
    for reason, labels in by_reason.items():
        yield f"Left out: {', '.join(labels)}{f' ({reason})' if reason else ''}", 14.0, "normal", palette.INK
    yield method(spec), 14.0, "normal", palette.MUTED
    if caption:
        yield caption, 14.0, "normal", palette.MUTED


def _lines(paragraphs: list[tuple[str, float, str, str]], top: float, width: float) -> tuple[list[str], float]:
    """Paragraphs from `top` down, broken to the width; and where they end."""
    parts: list[str] = []
    y = top
    for words, size, weight, colour in paragraphs:
        for line in wrap(words, width, size, bold=weight == "bold"):
            y += size * 1.3
            parts.append(text(line, _EDGE, y, fill=colour, font_size=size, font_weight=weight))
        y += size * 0.4
    return parts, y
