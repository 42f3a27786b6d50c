"""The interactive chart: a Plotly figure as a plain dict, for a page's script to draw in place of the picture."""

from typing import Any

from collaborative.drawing.letters import wrap
from measures.charts import palette
from measures.charts.figureframe import (
    LEAST_WIDTH,
    LEFT,
    border_rules,
    brackets,
    ends,
    ends_width,
    leaders,
    level_lines,
    make_rows,
    plot_width,
    tints,
    words_above,
    words_within,
)
from measures.charts.figurelanes import AXIS, KEY_ROW, LANE, PLOT_HEIGHT, SIZE, Part, font, key, lanes, safe
from measures.charts.frame import axis_hint
from measures.charts.key import make_key, rows_of
from measures.charts.lines import limits_at
from measures.charts.reading import Reading, read
from measures.charts.scale import label_positions, tick_text, y_scale
from measures.charts.spec import ChartSpec


def plotly(spec: ChartSpec) -> dict[str, Any]:
    """The chart as {"data": [...], "layout": {...}}, ready for JSON and for Plotly 2 or later.

    Nothing can be dragged or zoomed: the axes are those of the picture, pointing at a point tells its numbers. Texts
    that people wrote are escaped, because Plotly reads some HTML in labels.
    """
    reading = read(spec)
    rows = make_rows(spec, reading)
    marks, n_lanes = lanes(spec)
    entries = make_key(spec, reading, plot_width(spec), SIZE - 1, all_said=rows.inside.all_said)
    heading = _heading(spec)
    top = len(heading) * 20 + rows.top + 26
    beneath = AXIS + n_lanes * LANE + 6
    bottom = beneath + rows_of(entries) * KEY_ROW
    key_signs, key_words = key(entries, beneath)
    layout = {
        "height": PLOT_HEIGHT + top + bottom,
        "margin": {"l": LEFT, "r": ends_width(spec), "t": top, "b": bottom},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "paper_bgcolor": palette.PAPER,
        "plot_bgcolor": palette.PAPER,
        "font": {"family": palette.FONT, "size": SIZE, "color": palette.INK},
        "xaxis": _x_axis(spec),
        "yaxis": _y_axis(spec),
        "shapes": [
            *tints(reading, rows),
            *brackets(spec),
            *border_rules(spec, rows),
            *level_lines(spec),
            *leaders(spec),
            *(shape for shapes, _ in marks for shape in shapes),
            *key_signs,
        ],
        "annotations": [
            *_at_top(heading, top),
            *words_above(spec, rows),
            *ends(spec),
            *words_within(rows.inside, rows.plot.right),
            *(note for _, notes in marks for note in notes),
            *key_words,
        ],
    }
    data = [_series(spec, reading), *_rings(spec, reading), *_crossings(reading), *_gaps(spec)]
    return {"data": data, "layout": layout}


def _heading(spec: ChartSpec) -> list[tuple[str, str, str]]:
    """Lines of words with weight and colour: what the numbers are, and under it which way is better and where the
    axis starts."""
    scale = y_scale(spec)
    hint = axis_hint(spec, tick_text(scale, spec)[0] if scale.cut else "")
    lines = [(words, "bold", palette.INK) for words in wrap(spec.y_label, LEAST_WIDTH, SIZE, bold=True)]
    return [*lines, *((words, "normal", palette.MUTED) for words in wrap(hint, LEAST_WIDTH, SIZE))]


def _at_top(heading: list[tuple[str, str, str]], top: float) -> list[Part]:
    place = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "xshift": 12 - LEFT, "y": 1}
    return [
        {
            **place,
            "yanchor": "top",
            "yshift": top - 8 - i * 20,
            "text": safe(words),
            "font": font(weight, colour),
            "showarrow": False,
        }
        for i, (words, weight, colour) in enumerate(heading)
    ]


def _x_axis(spec: ChartSpec) -> Part:
    spacing = (LEAST_WIDTH - 150) / max(len(spec.labels) - 1, 1)
    shown = label_positions(spec.labels, spacing, SIZE)
    return {
        "range": [-0.5, len(spec.labels) - 0.5],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": list(shown),
        "ticktext": [safe(spec.labels[i]) for i in shown],
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
    marked, left_out = reading.marked, spec.left_out
    # A place without a point before each break, where the line is not drawn on.
    places = [place for i in range(len(spec.values)) for place in ((None, i) if i in spec.breaks else (i,))]
    tones = [palette.TONES[marked[i]] if i in marked else None for i in places]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": places,
        "y": [None if i is None else spec.values[i] for i in places],
        "connectgaps": False,
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": ["" if i is None else _hover(spec, reading, i) for i in places],
        "line": {"color": palette.LINE, "width": 2.25},
        "marker": {
            "symbol": [tone.shape if tone else "circle" for tone in tones],
            "size": [12 if tone else 8 for tone in tones],
            "color": [
                tone.fill if tone else palette.PAPER if i in left_out else palette.LINE
                for i, tone in zip(places, tones, strict=True)
            ],
            "line": {"color": [tone.edge if tone else palette.LINE for tone in tones], "width": 1.5},
            "opacity": 1,
        },
    }


def _hover(spec: ChartSpec, reading: Reading, i: int) -> str:
    value = spec.values[i]
    if value is None:
        return ""
    lines = [f"{safe(spec.labels[i])}: {spec.number(value)}"]
    if spec.numerators is not None and spec.denominators is not None:
        counted, out_of = spec.numerators[i], spec.denominators[i]
        if counted is not None and out_of is not None:
            lines.append(f"{counted:,g} of {out_of:,g}")
    side = spec.analysis.points.side[i]
    if side is not None and spec.analysis.points.cl[i] is not None:
        lines.append(f"{({1: 'Above', 0: 'On', -1: 'Below'})[side]} the {spec.centre_word}")
    lower, upper = limits_at(spec, i)
    if upper is not None:
        below = "up to" if lower is None else f"{spec.line_text(lower)} to"
        lines.append(f"Limits: {below} {spec.line_text(upper)}")
    lines.extend(reading.signals_at(i))
    if i in spec.left_out:
        reason = spec.left_out[i]
        lines.append(f"Left out: {safe(reason)}" if reason else "Left out")
    going_on = (mark for mark in spec.marks if mark.start <= i <= spec.last_position(mark))
    lines.extend(f"{mark.number}: {safe(mark.label)}" for mark in going_on)
    return "<br>".join(lines)


def _rings(spec: ChartSpec, reading: Reading) -> list[Part]:
    """A ring round each point beyond a limit."""
    positions = sorted(reading.outside)
    if not positions:
        return []
    edges = [palette.TONES[reading.marked[i]].edge for i in positions]
    ring = {"symbol": "circle-open", "size": 18, "color": edges, "line": {"width": 1.5}}
    return [_markers(positions, [spec.values[i] for i in positions], ring)]


def _crossings(reading: Reading) -> list[Part]:
    """Rings where the line crosses its centre, when too few crossings are the signal."""
    if not reading.crossings:
        return []
    tone = palette.TONES.get(reading.verdict, palette.TONES["changed"])
    ring = {"symbol": "circle-open", "size": 13, "color": tone.text, "line": {"width": 2}}
    return [_markers([x for x, _ in reading.crossings], [y for _, y in reading.crossings], ring)]


def _markers(x: list[Any], y: list[Any], look: Part) -> Part:
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "hoverinfo": "skip", "marker": look}


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
            "hovertext": [f"{safe(spec.labels[i])}<br>No data: {safe(spec.notes[i])}" for i in spec.explained_gaps],
            "marker": {"symbol": "x-thin", "size": 9, "line": {"color": palette.MUTED, "width": 2}},
        }
    ]
