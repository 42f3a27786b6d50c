"""The lanes beneath the interactive chart: a numbered bar for each PDSA cycle, a numbered square for each note."""

import html
from typing import Any

from collaborative.drawing.letters import take_row
from measures.charts import palette
from measures.charts.key import Entry
from measures.charts.lanes import LABELLED_LANES
from measures.charts.spec import ChartSpec, Mark
from measures.charts.words import mark_period

Part = dict[str, Any]

LANE = 26
KEY_ROW = 22
AXIS = 46
SIZE = 15
PLOT_HEIGHT = 300


def safe(words: str) -> str:
    """Text made safe for Plotly, which reads some HTML in labels."""
    return html.escape(words, quote=False)


def font(weight: str, colour: str, size: int = SIZE) -> Part:
    """Weight is a property of the font: Plotly writes <b> as an inline style, which a strict page refuses."""
    return {"weight": weight, "color": colour, "size": size}


# Corners of the signs of a key, in pixels to the right and up.
_SIGNS = {
    "diamond": ((0, 6), (6, 0), (0, -6), (-6, 0)),
    "square": ((-4.5, 4.5), (4.5, 4.5), (4.5, -4.5), (-4.5, -4.5)),
    "triangle-up": ((0, 6), (5.5, -4.5), (-5.5, -4.5)),
}


def key(entries: list[Entry], beneath: float) -> tuple[list[Part], list[Part]]:
    """The key from `beneath` the plot down: its signs as shapes, and its words as annotations."""
    signs: list[Part] = []
    said: list[Part] = []
    paper = {"xref": "paper", "yref": "paper"}
    for entry in entries:
        y = -(beneath + (entry.row + 0.5) * KEY_ROW) / PLOT_HEIGHT
        at = {**paper, "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 0, "yanchor": y}
        fill = "rgba(0,0,0,0)" if entry.fill == "none" else entry.fill
        look = {"name": "key", "fillcolor": fill, "line": {"color": entry.colour, "width": 1.5}}
        x = entry.x + 5
        if entry.sign in _SIGNS:
            corners = "L".join(f"{x + right:g},{up:g}" for right, up in _SIGNS[entry.sign])
            signs.append({**at, **look, "type": "path", "path": f"M{corners}Z"})
        elif entry.sign == "gap":
            signs.append({**at, **look, "type": "path", "path": f"M{x - 4:g},-4L{x + 4:g},4M{x - 4:g},4L{x + 4:g},-4"})
        else:
            radius = 4 if entry.sign == "ghost" else 5.5
            box = {"x0": x - radius, "x1": x + radius, "y0": -radius, "y1": radius}
            signs.append({**at, **look, **box, "type": "circle"})
        place = {"x": 0, "y": y, "xanchor": "left", "yanchor": "middle", "xshift": entry.x + 16, "showarrow": False}
        said.append({**paper, **place, "text": safe(entry.words), "font": font("normal", palette.MUTED, SIZE - 1)})
    return signs, said


def lanes(spec: ChartSpec) -> tuple[list[tuple[list[Part], list[Part]]], int]:
    """Shapes and annotations of each mark beneath the plot, and how many lanes they take.

    Few marks have a lane each and their label in it; of many only the numbers stand, and pointing at one tells.
    """
    labelled = len(spec.marks) <= LABELLED_LANES
    ends: list[float] = []
    drawn = []
    for k, mark in enumerate(sorted(spec.marks, key=lambda mark: (mark.start, mark.number))):
        lane = k if labelled else take_row(ends, mark.start, spec.last_position(mark), 1)
        y = -(AXIS + (lane + 0.5) * LANE) / PLOT_HEIGHT
        drawn.append((_bar(spec, mark, y), [_number(spec, mark, y), *([_label(spec, mark, y)] if labelled else [])]))
    return drawn, len(spec.marks) if labelled else len(ends)


def _bar(spec: ChartSpec, mark: Mark, y: float) -> list[Part]:
    """A line up through the plot from where the mark began, and for a cycle its bar."""
    up = {"type": "line", "xref": "x", "yref": "paper", "x0": mark.start, "x1": mark.start, "y0": y, "y1": 1}
    guide = {**up, "layer": "below", "line": {"color": palette.MUTED, "width": 1, "dash": "1px,4px"}}
    at = {"xref": "x", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel", "yanchor": y}
    corners = {"xanchor": mark.start, "x0": -9, "x1": 9, "y0": -9, "y1": 9}
    if mark.kind == "note":
        square = {
            "type": "rect",
            **at,
            **corners,
            "fillcolor": palette.PAPER,
            "line": {"color": palette.INK, "width": 1.5},
        }
        return [guide, square]
    last = spec.last_position(mark)
    bar = {**up, "x1": last, "y1": y, "opacity": 0.45, "line": {"color": palette.LINE, "width": 6}}
    disc = {"type": "circle", **at, **corners, "fillcolor": palette.LINE, "line": {"width": 0}}
    if mark.end is not None or last == mark.start:
        return [guide, bar, disc]
    arrow = {"type": "path", **at, "xanchor": last, "path": "M-1,-7L8,0L-1,7Z"}
    return [guide, bar, {**arrow, "fillcolor": palette.LINE, "opacity": 0.45, "line": {"width": 0}}, disc]


def _number(spec: ChartSpec, mark: Mark, y: float) -> Part:
    colour = palette.PAPER if mark.kind == "pdsa" else palette.INK
    return {
        "xref": "x", "yref": "paper", "x": mark.start, "y": y, "yanchor": "middle", "showarrow": False,
        "text": str(mark.number), "font": font("bold", colour, 12),
        "hovertext": f"{safe(mark.label)}<br>{safe(mark_period(spec, mark))}",
    }  # fmt: skip


def _label(spec: ChartSpec, mark: Mark, y: float) -> Part:
    """The label after the bar, or before it in the right half of the chart."""
    last = spec.last_position(mark)
    before = mark.start + last > len(spec.values)
    return {
        "xref": "x", "yref": "paper", "x": mark.start if before else last, "y": y, "yanchor": "middle",
        "xanchor": "right" if before else "left", "xshift": -14 if before else 14, "showarrow": False,
        "text": safe(mark.label), "font": {"size": SIZE - 1},
        "bgcolor": palette.PAPER, "borderpad": 1,
    }  # fmt: skip
