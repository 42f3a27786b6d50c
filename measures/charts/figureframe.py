"""What stands behind and around the series of the interactive chart: lines, tints and words, as Plotly's shapes and
annotations. Labels are set to keep clear of each other from the least width on; a wider chart only parts them more."""

from dataclasses import dataclass

from collaborative.drawing.letters import fit, text_width
from measures.charts import palette
from measures.charts.figurelanes import PLOT_HEIGHT, SIZE, Part, font, safe
from measures.charts.frame import MOVED, EndLabel, end_labels
from measures.charts.inplot import Inside, place_labels
from measures.charts.lines import baselines, lines
from measures.charts.plot import Plot
from measures.charts.reading import Reading
from measures.charts.scale import spread, y_scale
from measures.charts.signals import Band
from measures.charts.spec import ChartSpec
from measures.charts.strip import Strip, make_strip

LEAST_WIDTH = 700
LEFT = 68
_ENDS = 106  # of the labels beside the ends of lines, at least
_ROW = 24
_ABOVE = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "showarrow": False}


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands above the plot, and how far up from it each begins, in pixels: a row that names baselines, one of
    letters, the labels of stretches, the words on the whole chart."""

    plot: Plot
    strip: Strip
    inside: Inside
    borders: float
    labels: float
    lines: float
    top: float


def make_rows(spec: ChartSpec, reading: Reading) -> Rows:
    """Lay out what stands above the plot."""
    n = len(spec.values)
    wide = plot_width(spec)
    plot = Plot(0.0, wide, 0.0, PLOT_HEIGHT, wide / (2 * max(n, 1)), y_scale(spec), n)

    def middle_of(band: Band) -> float:
        return sum(plot.band(band.start, band.end)) / 2

    latest = len(spec.analysis.earlier)
    strip = make_strip(reading, latest=latest, bounds=(0, LEAST_WIDTH - 80), middle_of=middle_of, size=SIZE)
    borders = float(_ROW * bool(baselines(spec)))
    labels = borders + _ROW * bool(spec.borders)
    above = labels + _ROW * strip.rows
    inside = place_labels(spec, plot, SIZE - 2)
    return Rows(plot, strip, inside, borders, labels, above, above + _ROW * len(strip.lines))


def tints(reading: Reading, rows: Rows) -> list[Part]:
    """A tint behind each stretch up to the top of its words, with a rule on top."""
    shapes: list[Part] = []
    top = 1 + rows.lines / PLOT_HEIGHT
    for band in reading.stretches:
        tone = palette.tone_of(band.tone)
        place = {"xref": "x", "yref": "paper", "x0": band.start - 0.5, "x1": band.end + 0.5, "y1": top}
        tint = {"fillcolor": tone.tint, "line": {"width": 0}, "layer": "below"}
        shapes.append({"type": "rect", **place, "y0": 0, **tint})
        shapes.append({"type": "line", **place, "y0": top, "line": {"color": tone.text, "width": 3}})
    return shapes


def brackets(spec: ChartSpec) -> list[Part]:
    """A bracket over each baseline: its line and its two ends."""
    low, high = 1 + 2 / PLOT_HEIGHT, 1 + 6 / PLOT_HEIGHT
    look = {"type": "line", "xref": "x", "yref": "paper", "line": {"color": palette.LIMIT, "width": 1.2}}
    shapes = []
    for first, last in baselines(spec):
        left, right = first - 0.45, last + 0.45
        for x0, y0, x1, y1 in ((left, low, left, high), (left, high, right, high), (right, high, right, low)):
            shapes.append({**look, "x0": x0, "y0": y0, "x1": x1, "y1": y1})
    return shapes


def level_lines(spec: ChartSpec) -> list[Part]:
    """Limits thinnest, centre lines thin, the target dashed, the reference dotted."""
    shapes = []
    for one in lines(spec):
        if one.kind == "centre":
            look = {"color": palette.MEDIAN, "width": 1.5, **({"dash": "3px,3px"} if one.style == "extended" else {})}
        else:
            look = {"color": palette.LIMIT, "width": 1.2, **({"dash": "5px,4px"} if one.style == "trial" else {})}
        shapes.append(_level(one.places, look, one.kind))
    across = {"type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "layer": "below"}
    for value, name, dash in (
        (spec.reference[0] if spec.reference else None, "reference", "2px,4px"),
        (spec.target, "target", "7px,5px"),
    ):
        if value is not None:
            look = {"color": palette.TARGET, "width": 1.5, "dash": dash}
            shapes.append({**across, "y0": value, "y1": value, "line": look, "name": name})
    return shapes


def _level(places: tuple[tuple[float, float], ...], look: Part, name: str) -> Part:
    """A level line as one, a stepped one as a path."""
    base = {"xref": "x", "yref": "y", "layer": "below", "line": look, "name": name}
    if len(places) == 2:
        (x0, y0), (x1, y1) = places
        return {"type": "line", **base, "x0": x0, "x1": x1, "y0": y0, "y1": y1}
    return {"type": "path", **base, "path": "M" + "L".join(f"{x:g},{y!r}" for x, y in places)}


def border_rules(spec: ChartSpec, rows: Rows) -> list[Part]:
    """A rule where lines begin anew, up to its letter."""
    top = 1 + (rows.borders + 4) / PLOT_HEIGHT
    place = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": top, "layer": "below"}
    look = {"color": palette.MEDIAN, "width": 1}
    return [{**place, "x0": note.start - 0.5, "x1": note.start - 0.5, "line": look} for note in spec.borders]


def words_above(spec: ChartSpec, rows: Rows) -> list[Part]:
    """Every word between the heading and the plot."""
    said = [*_whole(rows), *_of_stretches(rows), *_letters(spec, rows), *_homeless(spec, rows)]
    for first, _ in baselines(spec):
        place = {**_ABOVE, "xref": "x", "x": first - 0.5, "xshift": 2, "yshift": 5}
        said.append({**place, "text": "Baseline", "font": font("normal", palette.MUTED, SIZE - 1)})
    return said


def _whole(rows: Rows) -> list[Part]:
    n = len(rows.strip.lines)
    return [
        {
            **_ABOVE,
            "yshift": rows.lines + (n - 1 - k) * _ROW,
            "text": safe(words),
            "font": font("bold" if tone else "normal", palette.TONES[tone].text if tone else palette.MUTED),
        }
        for k, (words, tone) in enumerate(rows.strip.lines)
    ]


def _of_stretches(rows: Rows) -> list[Part]:
    """Labels over their stretches; one that would stand out at the side is pushed back by as much."""
    found = []
    for label in rows.strip.labels:
        band = label.band
        middle = sum(rows.plot.band(band.start, band.end)) / 2
        tone = palette.tone_of(band.tone).text if label.of_present else palette.MUTED
        found.append(
            {
                **_ABOVE, "xref": "x", "x": (band.start + band.end) / 2, "xanchor": "center",
                "xshift": round(label.x + label.wide / 2 - middle, 1),
                "yshift": rows.labels + (rows.strip.rows - 1 - label.row) * _ROW,
                "text": label.words, "font": font("bold" if label.of_present else "normal", tone),
            }
        )  # fmt: skip
    return found


def _letters(spec: ChartSpec, rows: Rows) -> list[Part]:
    """The letter of each new part, and its words where they have room."""
    notes = spec.borders
    borders = [rows.plot.along(note.start - 0.5) for note in notes]
    moved = [place - border for place, border in zip(spread(borders, 20, 0, LEAST_WIDTH), borders, strict=True)]
    found = []
    for k, note in enumerate(notes):
        place = {**_ABOVE, "xref": "x", "x": note.start - 0.5, "xshift": moved[k], "yshift": rows.borders}
        flag = {"bgcolor": palette.MUTED, "borderpad": 2, "font": font("bold", palette.PAPER, 12)}
        found.append({**place, **flag, "xanchor": "center", "yshift": rows.borders + 3, "text": note.letter})
        stop = borders[k + 1] + moved[k + 1] - 12 if k + 1 < len(notes) else rows.plot.right + 60
        room = stop - borders[k] - moved[k] - 18
        if words := fit(note.label, room, SIZE - 1):
            look = {"xshift": moved[k] + 13, "text": safe(words), "font": font("normal", palette.MUTED, SIZE - 1)}
            found.append({**place, **look})
    return found


def _homeless(spec: ChartSpec, rows: Rows) -> list[Part]:
    """Earlier centre lines whose words would have covered data, before the letter that ends their part."""
    found = []
    free = 0.0
    for number, note in enumerate(spec.borders):
        at = rows.plot.along(note.start - 0.5) - 16
        words = rows.inside.homeless.get(number, "")
        if words and at - text_width(words, SIZE - 2) >= free:
            place = {**_ABOVE, "xref": "x", "x": note.start - 0.5, "xanchor": "right", "xshift": -12}
            look = {"yshift": rows.borders, "text": words, "font": font("normal", palette.MUTED, SIZE - 2)}
            found.append({**place, **look})
        free = at + 44 + text_width(note.label, SIZE - 1)
    return found


def words_within(inside: Inside, wide: float) -> list[Part]:
    """The words within the plot, where the picture has them."""
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "showarrow": False}
    return [
        {
            **place, "x": label.x / wide, "y": 1 - label.y / PLOT_HEIGHT, "yshift": -6, "text": label.words,
            "font": font("normal", palette.MUTED, SIZE - 2),
        }
        for label in inside.labels
    ]  # fmt: skip


def _placed_ends(spec: ChartSpec) -> list[tuple[EndLabel, float, float]]:
    """Each label, how far down from the top its line ends, and how far down its middle stands."""
    scale = y_scale(spec)
    labels = end_labels(spec, narrow=False)
    span = scale.high - scale.low
    wanted = [min(max((scale.high - label.value) / span, 0), 1) * PLOT_HEIGHT for label in labels]
    places = spread(wanted, [label.high for label in labels], 0, PLOT_HEIGHT - 0.6 * SIZE)
    return list(zip(labels, wanted, places, strict=True))


def ends_width(spec: ChartSpec) -> float:
    """The margin that the labels beside the ends of the lines need."""
    lines = (line for label in end_labels(spec, narrow=False) for line in label.lines)
    return max([_ENDS, *(round(text_width(line, SIZE, bold=True)) + 14 for line in lines)])


def plot_width(spec: ChartSpec) -> float:
    """How wide the plot is where the chart is at its least width."""
    return float(LEAST_WIDTH - LEFT - ends_width(spec))


def ends(spec: ChartSpec) -> list[Part]:
    """Labels beside the ends of the lines, clear of each other."""
    return [
        {
            "xref": "paper", "yref": "paper", "x": 1, "y": 1 - place / PLOT_HEIGHT, "xanchor": "left",
            "yanchor": "middle", "xshift": 8, "align": "left", "showarrow": False,
            "text": "<br>".join(safe(line) for line in label.lines),
            "font": font("bold", palette.INK) if label.weight == "bold"
            else font("normal", palette.MUTED if label.weight == "quiet" else palette.INK),
        }
        for label, _, place in _placed_ends(spec)
    ]  # fmt: skip


def leaders(spec: ChartSpec) -> list[Part]:
    """A line back to the end of its line for each label that had to move."""
    look = {"type": "line", "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 1}
    return [
        {
            **look,
            "yanchor": 1,
            "x0": 0,
            "x1": 7,
            "y0": -end,
            "y1": -place,
            "line": {"color": palette.LEADER, "width": 1},
        }
        for _, end, place in _placed_ends(spec)
        if abs(place - end) > MOVED
    ]
