"""A sheet of paper and its typesetting. Pure."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from collaborative.drawing import colours
from collaborative.paper.escape import quoted

_FONTS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts"
# Arimo has the widths of Arial and is brought along; what it has no letter for is taken from one that Typst carries.
_FAMILIES = ("Arimo", "DejaVu Sans Mono")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\.(svg|png|jpg)")


@dataclass(frozen=True, slots=True)
class Size:
    """A sheet in millimetres, upright; its margin; and the size of its plain letters in points."""

    width: int
    height: int
    margin: int
    letters: float


# ISO 216. Letters are as large as each is read: in the hand, on a table, from two metres.
SIZES = {
    "A4": Size(210, 297, 18, 10.5),
    "A3": Size(297, 420, 14, 10.5),
    "A1": Size(594, 841, 28, 24),
}


def begin(*, title: str, size: str, landscape: bool = False, foot: str = "", margin: float | None = None) -> str:
    """The beginning of a source: the sheet, its language, the document's title and its letters.

    size: one of SIZES. foot: Typst markup for the left of each page's foot (`escape` what people typed); the number of
    the page and how many there are stand on the right. margin: millimetres, the size's own by default. Raises KeyError
    for another size. Give each page a heading of the first level before any of the second.
    """
    sheet = SIZES[size]
    width, height = (sheet.height, sheet.width) if landscape else (sheet.width, sheet.height)
    edge = sheet.margin if margin is None else margin
    small = sheet.letters * 0.8
    families = ", ".join(f'"{one}"' for one in _FAMILIES)
    return f"""#set document(title: {quoted(title)})
#set text(font: ({families}), size: {sheet.letters}pt, lang: "en", region: "GB", fill: rgb("{colours.INK}"))
#set par(leading: 0.55em, spacing: 0.9em, justify: false)
#show heading: set text(weight: "bold", fill: rgb("{colours.DARK_BLUE}"))
#show heading: set block(above: 1.3em, below: 0.6em, sticky: true)
#set page(
  width: {width}mm, height: {height}mm, margin: (x: {edge}mm, top: {edge}mm, bottom: {edge * 1.25:g}mm),
  footer-descent: 30%,
  footer: context [
    #set text(size: {small:g}pt, fill: rgb("{colours.MUTED}"))
    #grid(columns: (1fr, auto), column-gutter: 2em, align: (left + top, right + top),
      [{foot}], [Page #counter(page).display() of #counter(page).final().first()])
  ],
)
"""


def figure(name: str, *, alt: str, width: str = "100%", height: str = "auto") -> str:
    """Markup of a picture given to `typeset` under that name. alt: what it says, in words. Lengths are Typst's own."""
    return f"#image({quoted(name)}, alt: {quoted(alt)}, width: {width}, height: {height})"


def typeset(source: str, *, files: Mapping[str, bytes] | None = None) -> bytes:
    """The source as a PDF, tagged and checked against PDF/UA-1 while it is made.

    files: pictures by name, as "chart-1.svg": small letters, digits and hyphens. Raises ValueError for another name,
    and for a source with a bare "@" (a package, or a reference; `escape` writes none); typst.TypstError for a source that
    cannot be typeset or would not be accessible, as a picture without its words or a heading that leaves out a level.
    """
    if "@" in source:
        raise ValueError("A sheet fetches no package and refers to nothing.")
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        for name, content in (files or {}).items():
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name for a picture.")
            (Path(folder) / name).write_bytes(content)
        compiler = typst.Compiler(
            source.encode(), root=folder, font_paths=_fonts(), package_path=folder, package_cache_path=folder
        )
        made = compiler.compile(format="pdf", pdf_standards="ua-1")
    if not isinstance(made, bytes):
        raise TypeError("One document was asked for.")
    return made


@cache
def _fonts() -> typst.Fonts:
    if not (_FONTS / "Arimo-Regular.ttf").is_file():
        raise FileNotFoundError("Arimo-Regular.ttf is missing from static/vendor/fonts: run `make venv`")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])
