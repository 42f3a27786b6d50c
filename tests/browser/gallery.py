"""Pictures of every kind of chart, every signal and every state of a chart, wide and narrow, and of theories of change,
into docs/screenshots."""

from collections.abc import Iterator

from measures.charts import export
from phases.theory import drawing, paper
from phases.theory.diff import compare, together
from tests.browser.places import folder
from tests.measures.chart_cases import EVERY, KINDS, SIGNALS
from tests.phases.theory_cases import amhe
from tests.phases.theory_local import REASONS, local, programme

TITLE = "Detentions under the Act: what we think will help"
CAPTION = "North Borough, version 3, 3 March 2027"


def draw() -> int:
    """Draw them all, as the product's own downloads are drawn; returns how many."""
    place = folder() / "charts"
    place.mkdir(parents=True, exist_ok=True)
    for name, spec in EVERY.items():
        sort = "kind" if name in KINDS else "signal" if name in SIGNALS else "state"
        stem = "-".join([sort, *name.replace(",", "").split()])
        for narrow in (False, True):
            picture = export.png(export.svg_file(spec, narrow=narrow), scale=1)
            (place / f"{stem}-{'narrow' if narrow else 'wide'}.png").write_bytes(picture)
    return 2 * len(EVERY) + draw_theories()


def draw_theories() -> int:
    """Theories of three sizes, on a page, a phone and paper, and a difference; returns how many."""
    pictures = dict(theories())
    for name, (svg, scale) in pictures.items():
        (folder() / f"theory-{name}.png").write_bytes(export.png(svg, scale=scale))
    return len(pictures)


def theories() -> Iterator[tuple[str, tuple[str, float]]]:
    """Each picture's name, with its SVG and how many pixels a unit has."""
    yield "small-wide", (drawing.wide(amhe(1, 1, 0)), 1)
    yield "middling-wide", (drawing.wide(amhe(3, 2, 2)), 1)
    yield "middling-narrow", (drawing.narrow(amhe(3, 2, 2)), 1)
    yield "large-wide", (drawing.wide(amhe()), 1)
    for sheet, scale in (("A4", 2.0), ("A3", 1.5)):
        page = paper.printed(amhe(), sheet, title=TITLE, caption=CAPTION).pages[0]
        yield f"large-{sheet}", (page, scale)
    both, marks = together(local(), programme(), compare(local(), programme(), REASONS))
    extras = drawing.Extras(marks=marks)
    yield "difference-wide", (drawing.wide(both, extras=extras), 1)
    yield "difference-narrow", (drawing.narrow(both, extras=extras), 1)
