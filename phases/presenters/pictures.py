"""A theory as pictures and files."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import resvg_py
from defusedcsv import csv

from phases.queries.facts import Facts, facts_of
from phases.queries.theory import Held
from phases.theory import drawing, paper, table
from phases.theory.drawing import Extras
from phases.theory.graph import Theory
from phases.theory.signs import Mark

# Regular and bold, put there from their npm package when the front end's files are installed.
FONTS = tuple(
    Path(__file__).resolve().parents[2] / "static" / "vendor" / "fonts" / name
    for name in ("Arimo-Regular.ttf", "Arimo-Bold.ttf")
)
_FAMILY = "Arimo"
_SCALE = 2


def dressed(there: Held) -> Theory:
    """The theory with belief, and with what other rooms know of its boxes."""
    return dressed_with(there, facts_of([there])[there.row.pk])


def dressed_with(there: Held, known: Facts) -> Theory:
    """The same with what is known already."""
    graph = there.believed
    nodes = [
        replace(
            node,
            measures=len(known.measures.get(node.id, ())),
            tests=known.tests.get(node.id, 0),
            status=known.status.get(node.id, ""),
        )
        for node in graph.nodes
    ]
    return Theory(tuple(nodes), graph.links)


def both(theory: Theory, title: str, marks: Mapping[str, Sequence[Mark]] | None = None) -> dict[str, str]:
    """The wide picture and the narrow one, of which a page shows one. What was kept has no mark: most of it was."""
    told = {key: [mark for mark in many if mark.relation != "kept"] for key, many in (marks or {}).items()}
    extras = Extras(told)
    return {
        "svg": drawing.wide(theory, title=title, extras=extras),
        "svg_narrow": drawing.narrow(theory, title=title, extras=extras),
    }


def wide(theory: Theory, title: str) -> str:
    """The wide picture alone."""
    return drawing.wide(theory, title=title)


def svg_file(theory: Theory, title: str, caption: str) -> str:
    """A picture that stands alone: one page of A3."""
    return sheets(theory, "A3", title, caption)[0]


def png_file(svg_text: str) -> bytes:
    """A picture of `svg_file` as PNG, drawn with the product's own fonts.

    Raises FileNotFoundError where the fonts were never installed.
    """
    for font in FONTS:
        if not font.is_file():
            raise FileNotFoundError(f"{font.name} is missing from static/vendor/fonts: run `make venv`")
    return resvg_py.svg_to_bytes(
        svg_string=svg_text,
        zoom=_SCALE,
        skip_system_fonts=True,
        font_files=[str(font) for font in FONTS],
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )


def sheets(theory: Theory, size: str, title: str, caption: str) -> tuple[str, ...]:
    """Its printed pages, each a complete SVG; `size` is A4 or A3."""
    return paper.printed(theory, size, title=title, caption=caption).pages


def csv_file(theory: Theory) -> str:
    """The theory as a table that can be changed and brought back; no cell runs as a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.HEADINGS)
    writer.writerows(table.rows(theory))
    return "\ufeff" + out.getvalue()
