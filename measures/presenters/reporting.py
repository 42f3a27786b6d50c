"""How many organisations reported, drawn under a pooled chart."""

from collections.abc import Sequence

from measures.charts.palette import FONT, GRID, LINE, MUTED, PAPER
from measures.charts.svgtags import Attributes, el, escape, text
from measures.pooling import Pooled

_LEFT, _TOP, _BOTTOM = 44.0, 10.0, 26.0
# In the total; reported but counted differently; not reported: each fill with its edge.
_SORTS = ((LINE, LINE), (PAPER, LINE), (GRID, GRID))
_WORDS: Attributes = {"fill": MUTED, "font_size": 14, "font_family": FONT}


def bars(
    pooled: Pooled, labels: Sequence[str], words: str, *, uid: str, width: float = 920, height: float = 120
) -> str:
    """One bar a period, as tall as organisations take part: in the total, counted differently, not reported.

    words: the picture in a sentence; the table of the page says the numbers. uid: an id for its title.
    """
    if not labels:
        return ""
    tallest, base = max(*pooled.taking_part, 1), height - _BOTTOM
    step, unit = (width - _LEFT) / len(labels), (base - _TOP) / max(*pooled.taking_part, 1)
    drawn = []
    for at, of in enumerate(pooled.taking_part):
        reported = (pooled.counted[at], pooled.differently[at])
        y = base
        for number, (fill, edge) in zip((*reported, of - sum(reported)), _SORTS, strict=True):
            y -= unit * number
            if number:
                place: Attributes = {"x": _LEFT + at * step + step / 20, "y": y, "width": step * 0.9}
                drawn.append(el("rect", height=unit * number, fill=fill, stroke=edge, stroke_width=1, **place))
    axis = [
        text(str(tallest), _LEFT - 8, _TOP + 10, text_anchor="end", **_WORDS),
        text("0", _LEFT - 8, base, text_anchor="end", **_WORDS),
        text(labels[0], _LEFT, height - 6, **_WORDS),
        text(labels[-1], width, height - 6, text_anchor="end", **_WORDS) if len(labels) > 1 else "",
    ]
    title = el("title", escape(f"Organisations that reported. {words}"), id=uid)
    box: Attributes = {"viewBox": f"0 0 {width:.0f} {height:.0f}", "role": "img", "aria_labelledby": uid}
    return el("svg", title, *drawn, *axis, xmlns="http://www.w3.org/2000/svg", **box)
