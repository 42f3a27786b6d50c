"""Pictures of every kind of chart, every signal and every state of a chart, wide and narrow, into docs/screenshots."""

from measures.charts import export
from tests.browser.places import folder
from tests.measures.chart_cases import EVERY, KINDS, SIGNALS


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
    return 2 * len(EVERY)
