"""The interactive chart: a Plotly figure as a plain dict, for a page's script to draw in place of the picture."""

import html
from typing import Any

from measures.charts import palette
from measures.charts.frame import axis_hint, end_labels
from measures.charts.lanes import LABELLED_LANES
from measures.charts.reading import Reading, read
from measures.charts.scale import label_positions, spread, take_row, text_width, tick_text, wrap, y_scale
from measures.charts.spec import ChartSpec, Mark
from measures.charts.words import mark_period

Part = dict[str, Any]

# In CSS pixels. The figure is drawn in any width; labels are set to keep clear of each other from this one on.
_LEAST_WIDTH = 700
_PLOT_HEIGHT = 300
_ROW = 24
_LANE = 26
_LEFT = 68
_AXIS = 46
_SIZE = 15


def plotly(spec: ChartSpec) -> dict[str, Any]:
    """The chart as {"data": [...], "layout": {...}}, ready for JSON and for Plotly 2 or later.

    Nothing can be dragged or zoomed: the axes are those of the picture, pointing at a point tells its numbers. Texts
    that people wrote are escaped, because Plotly reads some HTML in labels.
    """
    reading = read(spec)
    strip, strip_height = _strip(spec, reading)
    lanes, n_lanes = _lanes(spec)
    top = (len(wrap(spec.y_label, _LEAST_WIDTH, _SIZE, bold=True)) + 1) * 20 + strip_height + 26
    bottom = _AXIS + n_lanes * _LANE + 6
    layout = {
        "height": _PLOT_HEIGHT + top + bottom,
        "margin": {"l": _LEFT, "r": 88, "t": top, "b": bottom},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "paper_bgcolor": palette.PAPER,
        "plot_bgcolor": palette.PAPER,
        "font": {"family": palette.FONT, "size": _SIZE, "color": palette.INK},
        "xaxis": _x_axis(spec),
        "yaxis": _y_axis(spec),
        "shapes": [*_bands(reading, strip_height), *_lines(spec), *(shape for shapes, _ in lanes for shape in shapes)],
        "annotations": [
            *_heading(spec, top),
            *strip,
            *_end_labels(spec),
            *(note for _, notes in lanes for note in notes),
        ],
    }
    return {"data": [_series(spec, reading), *_crossings(spec, reading), *_gaps(spec)], "layout": layout}


def _safe(words: str) -> str:
    return html.escape(words, quote=False)


def _heading(spec: ChartSpec, top: float) -> list[Part]:
    """What the numbers are, in bold, and under it which way is better and where the axis starts."""
    scale = y_scale(spec)
    hint = axis_hint(spec, tick_text(scale, spec)[0] if scale.cut else "")
    place = {
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": 12 - _LEFT,
        "y": 1,
        "yanchor": "top",
    }
    lines = [(words, "bold", palette.INK) for words in wrap(spec.y_label, _LEAST_WIDTH, _SIZE, bold=True)]
    if hint:
        lines.append((hint, "normal", palette.MUTED))
    return [
        {**place, "yshift": top - 8 - i * 20, "text": _safe(words), "font": _font(weight, colour), "showarrow": False}
        for i, (words, weight, colour) in enumerate(lines)
    ]


def _font(weight: str, colour: str, size: int = _SIZE) -> Part:
    """Weight is a property of the font: Plotly writes <b> as an inline style, which a strict page refuses."""
    return {"weight": weight, "color": colour, "size": size}


def _x_axis(spec: ChartSpec) -> Part:
    spacing = (_LEAST_WIDTH - 150) / max(len(spec.labels) - 1, 1)
    shown = label_positions(spec.labels, spacing, _SIZE)
    return {
        "range": [-0.5, len(spec.labels) - 0.5],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": list(shown),
        "ticktext": [_safe(spec.labels[i]) for i in shown],
        "tickangle": 0,
        "ticks": "outside",
        "tickfont": {"color": palette.MUTED},
        "linecolor": palette.MUTED,
        "showgrid": False,
        "zeroline": False,
    }


def _y_axis(spec: ChartSpec) -> Part:
    scale = y_scale(spec)
    return {
        "range": [scale.low, scale.high],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": list(scale.ticks),
        "ticktext": list(tick_text(scale, spec)),
        "tickfont": {"color": palette.MUTED},
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": palette.PAPER,
        "gridcolor": palette.GRID,
        "zeroline": False,
    }


def _series(spec: ChartSpec, reading: Reading) -> Part:
    marked = reading.marked
    tones = [palette.TONES[marked[i]] if i in marked else None for i in range(len(spec.values))]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(range(len(spec.values))),
        "y": list(spec.values),
        "connectgaps": False,
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [_hover(spec, i) for i in range(len(spec.values))],
        "line": {"color": palette.LINE, "width": 2.25},
        "marker": {
            "symbol": [tone.shape if tone else "circle" for tone in tones],
            "size": [12 if tone else 8 for tone in tones],
            "color": [tone.fill if tone else palette.LINE for tone in tones],
            "line": {"color": [tone.edge if tone else palette.LINE for tone in tones], "width": 1.5},
            "opacity": 1,
        },
    }


def _hover(spec: ChartSpec, i: int) -> str:
    value = spec.values[i]
    if value is None:
        return ""
    lines = [f"{_safe(spec.labels[i])}: {spec.number(value)}"]
    if spec.numerators is not None and spec.denominators is not None:
        counted, out_of = spec.numerators[i], spec.denominators[i]
        if counted is not None and out_of is not None:
            lines.append(f"{counted:,g} of {out_of:,g}")
    lines.append({1: "Above the median", 0: "On the median", -1: "Below the median"}[spec.analysis.side(value)])
    going_on = (mark for mark in spec.marks if mark.start <= i <= spec.last_position(mark))
    lines.extend(f"{mark.number}: {_safe(mark.label)}" for mark in going_on)
    return "<br>".join(lines)


def _crossings(spec: ChartSpec, reading: Reading) -> list[Part]:
    """Rings where the line crosses the median, when too few crossings are the signal."""
    if not reading.crossings:
        return []
    ring = {"symbol": "circle-open", "size": 13, "color": palette.TONES[reading.verdict].text, "line": {"width": 2}}
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": list(reading.crossings),
            "y": [spec.analysis.centre for _ in reading.crossings],
            "hoverinfo": "skip",
            "marker": ring,
        }
    ]


def _gaps(spec: ChartSpec) -> list[Part]:
    """A cross at the foot of each gap that has a reason, which pointing at it tells."""
    if not spec.explained_gaps:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": list(spec.explained_gaps),
            "y": [y_scale(spec).low for _ in spec.explained_gaps],
            "cliponaxis": False,
            "hoverinfo": "text",
            "hovertext": [f"{_safe(spec.labels[i])}<br>No data: {_safe(spec.notes[i])}" for i in spec.explained_gaps],
            "marker": {"symbol": "x-thin", "size": 9, "line": {"color": palette.MUTED, "width": 2}},
        }
    ]


def _bands(reading: Reading, strip_height: float) -> list[Part]:
    """A tint behind each long run up to the top of its words, with a rule on top."""
    top = 1 + strip_height / _PLOT_HEIGHT
    shapes = []
    for band in reading.bands:
        tone = palette.TONES[band.tone]
        place = {"xref": "x", "yref": "paper", "x0": band.start - 0.5, "x1": band.end + 0.5, "y1": top}
        shapes.append(
            {"type": "rect", **place, "y0": 0, "fillcolor": tone.tint, "line": {"width": 0}, "layer": "below"}
        )
        shapes.append({"type": "line", **place, "y0": top, "line": {"color": tone.text, "width": 3}})
    return shapes


def _strip(spec: ChartSpec, reading: Reading) -> tuple[list[Part], float]:
    """The words above the plot, and their height."""
    if reading.strip:
        tone = palette.TONES[reading.verdict].text if reading.crossings else palette.MUTED
        place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
        weight = "bold" if reading.crossings else "normal"
        return [{**place, "text": reading.strip, "showarrow": False, "font": _font(weight, tone)}], _ROW
    spacing = (_LEAST_WIDTH - 150) / max(len(spec.values), 1)
    ends: list[float] = []
    rows = []
    for band in reading.bands:
        middle, half = (band.start + band.end) / 2 * spacing, text_width(band.verdict, _SIZE, bold=True) / 2
        rows.append(take_row(ends, middle - half, middle + half, _SIZE))
    notes = [
        {
            "xref": "x", "yref": "paper", "x": (band.start + band.end) / 2, "y": 1, "yanchor": "bottom",
            "yshift": (len(ends) - 1 - row) * _ROW, "showarrow": False,
            "text": band.verdict, "font": _font("bold", palette.TONES[band.tone].text),
        }
        for band, row in zip(reading.bands, rows, strict=True)
    ]  # fmt: skip
    return notes, len(ends) * _ROW


def _lines(spec: ChartSpec) -> list[Part]:
    across = {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "layer": "below"}
    shapes = []
    for value, line in (
        (spec.analysis.centre, {"color": palette.MEDIAN, "width": 1.5}),
        (spec.target, {"color": palette.TARGET, "width": 1.5, "dash": "7px,5px"}),
    ):
        if value is not None:
            shapes.append({**across, "y0": value, "y1": value, "line": line})
    return shapes


def _end_labels(spec: ChartSpec) -> list[Part]:
    """Labels beside the ends of the lines, clear of each other."""
    scale = y_scale(spec)
    labels = end_labels(spec, narrow=True)
    wanted = [(scale.high - label.value) / (scale.high - scale.low) * _PLOT_HEIGHT for label in labels]
    places = spread(wanted, 2.5 * _SIZE, 0, _PLOT_HEIGHT - 0.6 * _SIZE)
    return [
        {
            "xref": "paper", "yref": "paper", "x": 1, "y": 1 - place / _PLOT_HEIGHT, "xanchor": "left",
            "yanchor": "middle", "xshift": 6, "align": "left", "showarrow": False,
            "text": "<br>".join(label.lines),
            "font": _font("bold" if label.name == "Latest" else "normal", palette.INK),
        }
        for label, place in zip(labels, places, strict=True)
    ]  # fmt: skip


def _lanes(spec: ChartSpec) -> tuple[list[tuple[list[Part], list[Part]]], int]:
    """Shapes and annotations of each mark beneath the plot, and how many lanes they take.

    Few marks have a lane each and their label in it; of many only the numbers stand, and pointing at one tells.
    """
    labelled = len(spec.marks) <= LABELLED_LANES
    ends: list[float] = []
    drawn = []
    for k, mark in enumerate(sorted(spec.marks, key=lambda mark: (mark.start, mark.number))):
        lane = k if labelled else take_row(ends, mark.start, spec.last_position(mark), 1)
        y = -(_AXIS + (lane + 0.5) * _LANE) / _PLOT_HEIGHT
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
        "text": str(mark.number), "font": _font("bold", colour, 12),
        "hovertext": f"{_safe(mark.label)}<br>{_safe(mark_period(spec, mark))}",
    }  # fmt: skip


def _label(spec: ChartSpec, mark: Mark, y: float) -> Part:
    """The label after the bar, or before it in the right half of the chart."""
    last = spec.last_position(mark)
    before = mark.start + last > len(spec.values)
    return {
        "xref": "x", "yref": "paper", "x": mark.start if before else last, "y": y, "yanchor": "middle",
        "xanchor": "right" if before else "left", "xshift": -14 if before else 14, "showarrow": False,
        "text": _safe(mark.label), "font": {"size": _SIZE - 1},
        "bgcolor": palette.PAPER, "borderpad": 1,
    }  # fmt: skip
