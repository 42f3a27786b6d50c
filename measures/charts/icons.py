"""Signs for a table or a heading: what the latest point says, and whether the target can be counted on.

Both say in shape and words what they say in colour. The words are Making Data Count's ideas in plain English.
"""

from dataclasses import dataclass

from measures.charts import palette
from measures.charts.lines import draws_limits
from measures.charts.signals import latest_point, tone
from measures.charts.spec import ChartSpec
from measures.charts.svgtags import Attributes, el, escape, line, point, text
from measures.spc import MIN_USEFUL

_SIZE = 48.0
_MIDDLE = _SIZE / 2
_TOO_FEW = "too_few"
_SPECIAL = {"better": "Special cause: improving", "worse": "Special cause: of concern", "changed": "Special cause"}


@dataclass(frozen=True, slots=True)
class Icon:
    """name: as the analysis names it, or "too_few". words: what it says, for beside it. svg: 48 by 48, its title the
    same words."""

    name: str
    words: str
    svg: str


def variation(spec: ChartSpec) -> Icon | None:
    """What the latest point says: common cause, or a special cause and which way. None where the rule set has none.

    Of the latest point that has a number and is not left out; before there are enough points to test, that it is so.
    """
    if not spec.rules.icons or not spec.known:
        return None
    last = latest_point(spec)
    if last is None or not spec.analysis.tested:
        words = f"Fewer than {MIN_USEFUL} points: too early to tell"
        return _icon(_TOO_FEW, words, [_ring(palette.LIMIT, dash="3 4"), _letter("?", palette.MUTED)])
    side = spec.analysis.points.special_side[last]
    if not spec.analysis.points.special[last] or side == 0:
        return _icon("common_cause", "Common cause: no significant change", _common())
    meant, high = tone(side, spec.direction), "high" if side > 0 else "low"
    kind = {"better": "improvement", "worse": "concern", "changed": "neutral"}[meant]
    return _icon(f"{kind}_{high}", f"{_SPECIAL[meant]}, {high}", _special(meant, side))


def assurance(spec: ChartSpec) -> Icon | None:
    """Whether the target will be met as things are. None without target, direction or limits, and before there are
    enough points to test."""
    analysis = spec.analysis
    if analysis.assurance is None or not analysis.tested or not draws_limits(spec, analysis.latest):
        return None
    words, meant = {
        "consistent_pass": ("The target will be met, unless something changes", "better"),
        "consistent_fail": ("The target will not be met, unless something changes", "worse"),
        "inconsistent": (f"The target will be met by chance some {spec.period_noun}s and not others", "none"),
    }[analysis.assurance]
    beyond = {"consistent_pass": 1, "consistent_fail": -1, "inconsistent": 0}[analysis.assurance]
    above = beyond * (1 if spec.direction == "up" else -1)
    return _icon(analysis.assurance, words, _target(meant, above))


def _icon(name: str, words: str, parts: list[str]) -> Icon:
    picture = el(
        "svg", el("title", escape(words)), *parts, xmlns="http://www.w3.org/2000/svg", class_="chart-icon", role="img",
        viewBox=f"0 0 {_SIZE:g} {_SIZE:g}", width=_SIZE, height=_SIZE, font_family=palette.FONT,
    )  # fmt: skip
    return Icon(name, words, picture)


def _ring(colour: str, *, dash: str = "") -> str:
    look: Attributes = {"stroke_dasharray": dash} if dash else {}
    place: Attributes = {"cx": _MIDDLE, "cy": _MIDDLE, "r": _MIDDLE - 2.5}
    return el("circle", class_="chart-icon-ring", fill=palette.PAPER, stroke=colour, stroke_width=3, **place, **look)


def _letter(words: str, colour: str) -> str:
    return text(words, _MIDDLE, _MIDDLE + 7, class_="chart-icon-text", fill=colour, font_size=20, text_anchor="middle")


def _path(colour: str, *places: tuple[float, float]) -> str:
    return el(
        "polyline", points=" ".join(f"{x:g},{y:g}" for x, y in places), class_="chart-icon-line", fill="none",
        stroke=colour, stroke_width=2.5, stroke_linejoin="round",
    )  # fmt: skip


def _common() -> list[str]:
    """Up and down around a level."""
    grey = palette.MUTED
    places = [(9, 26), (14, 20), (19, 28), (24, 20), (29, 28), (34, 20), (39, 26)]
    return [_ring(grey), *(point("circle", x, y, 2, fill=grey) for x, y in places[1:-1]), _path(grey, *places)]


def _special(meant: str, side: int) -> list[str]:
    """A step away from a level, ending in the shape of what it means."""
    look = palette.TONES[meant]
    low, high = (30, 16) if side > 0 else (17, 31)
    places = ((9, low), (15, low - 3), (20, low + 1), (26, (low + high) / 2), (32, high))
    head = point(look.shape, 32, high, 5.5, class_="chart-signal", fill=look.fill, stroke=look.edge, stroke_width=1.5)
    return [_ring(look.text), _path(look.text, *places), head]


def _target(meant: str, above: int) -> list[str]:
    """The target as a dashed line; what can be expected as a bar above it, below it or across it."""
    colour = palette.TONES[meant].text if meant in palette.TONES else palette.MUTED
    dashes: Attributes = {"stroke": palette.INK, "stroke_width": 2, "stroke_dasharray": "4 3"}
    look: Attributes = {"fill": colour, "fill_opacity": "0.35", "stroke": colour, "stroke_width": 2}
    bar = el("rect", class_="chart-icon-bar", x=15, y=_MIDDLE - 7 - 9 * above, width=9, height=14, **look)
    dashed = line(8, _MIDDLE, 40, _MIDDLE, class_="chart-icon-line", **dashes)
    return [_ring(colour), bar, dashed, _mark(meant, colour, _MIDDLE + 9 * above)]


def _mark(meant: str, colour: str, y: float) -> str:
    """A tick, a cross or a question mark around 32, y."""
    if meant == "none":
        return text("?", 32, y - 5, class_="chart-icon-text", fill=colour, font_size=16, text_anchor="middle")
    strokes = f"M27,{y:g}l4,4l7,-9" if meant == "better" else f"M28,{y - 4:g}l8,8m0,-8l-8,8"
    return el("path", d=strokes, class_="chart-icon-line", fill="none", stroke=colour, stroke_width=2.5)
