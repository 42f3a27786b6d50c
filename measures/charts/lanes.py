"""The lanes beneath the plot: a numbered bar for each PDSA cycle, a numbered square for each note."""

from dataclasses import dataclass

from collaborative.drawing.letters import fit, take_row, text_width, wrap
from measures.charts import palette
from measures.charts.frame import SIZE, Frame
from measures.charts.spec import ChartSpec, Mark
from measures.charts.svgtags import Attributes, el, halo, line, text
from measures.charts.words import mark_period

_SIZE = SIZE - 1
_LANE = 25.0
_BADGE = 9.0
LABELLED_LANES = 6  # more than these would push the chart off the page: then numbers alone
_LISTED = 6
_CAPTIONS = {"pdsa": "PDSA cycles", "note": "Notes"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark stands: its lane, its bar from x1 to x2, and where its label begins ("" has none)."""

    mark: Mark
    lane: int
    x1: float
    x2: float
    label: str
    label_x: float


def draw(spec: ChartSpec, frame: Frame, top: float, *, listed: bool) -> tuple[list[str], tuple[Mark, ...], float]:
    """The lanes as SVG from `top` down, the marks of which not all words stand there, and where they end.

    listed: on a phone the marks stand in words beneath.
    """
    if not spec.marks:
        return [], (), top
    places = _labelled(spec, frame)
    lanes = max(place.lane for place in places) + 1
    parts = [
        halo(
            _caption(spec), frame.plot.left, top + 14, class_="chart-muted chart-halo", fill=palette.MUTED, font_size=13
        )
    ]
    first = top + 34
    parts = [*(_guide(place, first + place.lane * _LANE, frame) for place in places), *parts]
    for place in places:
        parts.extend(_place(place, first + place.lane * _LANE))
    bottom = first + lanes * _LANE - _LANE / 2
    if frame.narrow and listed:
        in_words, bottom = _list(spec, frame, bottom + 8)
        return [*parts, *in_words], spec.marks[_LISTED:], bottom
    said = {place.mark.number for place in places if place.label == place.mark.label}
    return parts, tuple(mark for mark in spec.marks if mark.number not in said), bottom


def _caption(spec: ChartSpec) -> str:
    kinds = {mark.kind for mark in spec.marks}
    return _CAPTIONS[kinds.pop()] if len(kinds) == 1 else "PDSA cycles and notes"


def _labelled(spec: ChartSpec, frame: Frame) -> list[Place]:
    """Places with labels beside the bars, or without when they would not fit or take too many lanes."""
    if not frame.narrow:
        places = _pack(spec, frame, labels=True)
        if max(place.lane for place in places) < LABELLED_LANES:
            return places
    return _pack(spec, frame, labels=False)


def _pack(spec: ChartSpec, frame: Frame, *, labels: bool) -> list[Place]:
    """Each mark in the first lane where it overlaps nothing before it."""
    ends: list[float] = []
    places = []
    for mark in sorted(spec.marks, key=lambda mark: (mark.start, mark.number)):
        x1 = frame.plot.x(mark.start)
        x2 = max(frame.plot.x(spec.last_position(mark)), x1)
        label, label_x, reach1, reach2 = _label(mark, x1, x2, frame) if labels else ("", 0.0, x1 - _BADGE, x2 + 4)
        lane = take_row(ends, reach1, max(reach2, x1 + _BADGE), 6)
        places.append(Place(mark, lane, x1, x2, label, label_x))
    return places


def _label(mark: Mark, x1: float, x2: float, frame: Frame) -> tuple[str, float, float, float]:
    """A mark's label, where it begins, and the whole stretch taken: after the bar, or before it where that has no room.

    A label that fits on neither side is shortened on the roomier one.
    """
    after, before = max(x2 + 6, x1 + _BADGE + 6), x1 - _BADGE - 6
    wide = text_width(mark.label, _SIZE)
    if after + wide > frame.width and before - frame.plot.left > frame.width - after:
        label = fit(mark.label, before - frame.plot.left, _SIZE)
        begin = before - text_width(label, _SIZE)
        return label, begin, begin, x2 + 4
    label = fit(mark.label, frame.width - after, _SIZE)
    return label, after, x1 - _BADGE, after + text_width(label, _SIZE)


def _guide(place: Place, y: float, frame: Frame) -> str:
    """From the mark up through the plot, to see where in the series it began."""
    return line(
        place.x1, frame.plot.top, place.x1, y, class_="chart-guide", stroke=palette.MUTED, stroke_dasharray="1 4"
    )


def _place(place: Place, y: float) -> list[str]:
    parts = []
    if place.mark.kind == "pdsa" and place.x2 > place.x1:
        going_on = place.mark.end is None
        parts.append(
            line(place.x1, y, place.x2, y, class_="chart-bar", stroke=palette.LINE, stroke_width=6,
                 stroke_linecap="butt" if going_on else "round", stroke_opacity="0.45")
        )  # fmt: skip
        if going_on:
            arrow = f"{place.x2 - 1:.1f},{y - 7:.1f} {place.x2 + 8:.1f},{y:.1f} {place.x2 - 1:.1f},{y + 7:.1f}"
            parts.append(el("polygon", points=arrow, class_="chart-bar-end", fill=palette.LINE, fill_opacity="0.45"))
    parts.append(badge(place.mark, place.x1, y))
    if place.label:
        parts.append(
            halo(place.label, place.label_x, y + 5, class_="chart-text chart-halo", fill=palette.INK, font_size=_SIZE)
        )
    return parts


def badge(mark: Mark, x: float, y: float) -> str:
    """The number of a mark: white on a dark disc for a PDSA cycle, dark on a white square for a note."""
    number: Attributes = {"text_anchor": "middle", "font_size": 12, "font_weight": "bold"}
    if mark.kind == "pdsa":
        disc = el("circle", cx=x, cy=y, r=_BADGE, class_="chart-badge", fill=palette.LINE)
        return disc + text(str(mark.number), x, y + 4.2, class_="chart-badge-text", fill=palette.PAPER, **number)
    square = el(
        "rect", x=x - 8.5, y=y - 8.5, width=17, height=17, class_="chart-badge-note", fill=palette.PAPER,
        stroke=palette.INK, stroke_width=1.5,
    )  # fmt: skip
    return square + text(str(mark.number), x, y + 4.2, class_="chart-text", fill=palette.INK, **number)


def _list(spec: ChartSpec, frame: Frame, top: float) -> tuple[list[str], float]:
    """The marks in words, one under the other; the first few, and how many more there are. With where they end."""
    indent = frame.plot.left + 2 * _BADGE + 8
    parts: list[str] = []
    y = top + 8
    for mark in spec.marks[:_LISTED]:
        parts.append(badge(mark, frame.plot.left + _BADGE, y))
        for words in wrap(f"{mark.label}, {mark_period(spec, mark)}", frame.width - indent, _SIZE):
            parts.append(text(words, indent, y + 5, class_="chart-text", fill=palette.INK, font_size=_SIZE))
            y += _SIZE * 1.3
        y += 8
    more = len(spec.marks) - _LISTED
    if more > 0:
        parts.append(text(f"and {more} more", indent, y + 5, class_="chart-muted", fill=palette.MUTED, font_size=_SIZE))
        y += _SIZE * 1.3
    return parts, y
