"""The picture: SVG that stands alone, prints, and keeps to a page's Content-Security-Policy.

Presentation attributes and classes only: no script, no style element and no style attribute.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collaborative.drawing.letters import text_width
from measures.charts import borders, lanes, palette
from measures.charts.frame import AXIS_HEIGHT, LINE_STEP, MOVED, SIZE, Frame, make_frame
from measures.charts.inplot import place_labels
from measures.charts.key import Entry, make_key, rows_of
from measures.charts.plot import Plot, bands, level_lines, series
from measures.charts.reading import Reading, read
from measures.charts.scale import extent, label_positions, y_scale
from measures.charts.spec import ChartSpec, Mark
from measures.charts.svgtags import Attributes, el, escape, halo, line, point, text
from measures.charts.words import description

MARGIN = 12.0  # around a full picture
_KEY_ROW = 22.0
_FOOT = 12.0  # size of the words at the foot of a small chart
_CLASSES = {"ring": "key-ring", "crossing": "key-ring", "ghost": "ghost"}
# What a small chart has a tint for; single points have their shape alone.
_STRETCHES = frozenset({"run", "shift", "trend"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """A full picture as SVG elements, and how large it is, without the margin around it. unsaid: the marks of which it
    has the number without all their words."""

    parts: list[str]
    width: float
    height: float
    unsaid: tuple[Mark, ...] = ()


def svg(
    spec: ChartSpec,
    *,
    uid: str = "chart",
    narrow: bool = False,
    listed: bool = True,
    width: float | None = None,
    height: float | None = None,
) -> str:
    """The whole chart as a standalone SVG.

    uid: unique for each chart of a page: the ids of title and description begin with it. narrow: for a phone, with
    fewer labels and the marks listed beneath, unless they are not `listed` because the page lists them; its ids end
    differently, so that a page may hold both. width, height:
    without the margin, in CSS pixels at full size; a long heading, lanes of marks and the footnote add to the height.
    """
    drawing = draw(spec, narrow=narrow, listed=listed, width=width, height=height)
    kind = "narrow" if narrow else "wide"
    return _picture(spec, drawing.parts, f"{uid}-{kind}", kind, drawing.width, drawing.height, margin=MARGIN)


def draw(
    spec: ChartSpec,
    *,
    narrow: bool = False,
    listed: bool = True,
    width: float | None = None,
    height: float | None = None,
) -> Drawing:
    """What `svg` puts into its element, to be put elsewhere."""
    width = width or (340 if narrow else 920)
    height = height or (340 if narrow else 400)
    reading = read(spec)
    frame = make_frame(spec, reading, width=width, height=height, narrow=narrow)
    marks, unsaid, total = lanes.draw(spec, frame, frame.plot.bottom + AXIS_HEIGHT, listed=listed)
    new_parts, total = borders.listed(spec, frame, total)
    inside = place_labels(spec, frame.plot, SIZE - 2)
    entries = make_key(spec, reading, frame.width - frame.plot.left, SIZE - 1, all_said=inside.all_said)
    key, total = _key(entries, frame.plot.left, total)
    parts = [
        *_header(frame),
        *bands(frame.plot, reading, frame.bands_top),
        *borders.baseline(spec, frame),
        *borders.rules(spec, frame),
        *marks,
        *new_parts,
        *_axes(spec, frame),
        *level_lines(spec, frame.plot, 1.5),
        *_end_labels(frame),
        *_data(spec, frame.plot, reading),
        *_gaps(spec, frame.plot),
        *(_quiet(label.words, label.x, label.y) for label in inside.labels),
        *borders.letters(spec, frame, inside.homeless),
        *_strip(frame),
        *key,
    ]
    return Drawing(parts, width, total + 4, unsaid)


def small(spec: ChartSpec, *, uid: str = "small", y_range: tuple[float, float] | None = None) -> str:
    """The chart at the size of a card: the line, its lines and signals, the latest value, first and last period.

    uid: as for `svg`. y_range: lowest and highest of the axis, to put several charts on one scale (`shared_range`).
    """
    width, height = 260.0, 90.0
    scale = y_scale(spec, y_range)
    latest = spec.number(spec.known[-1][1]) if spec.known else ""
    margin = text_width(latest, 16, bold=True) + 12 if latest else 6
    plot = Plot(6, width - margin, 9, height - 24, 6, scale, len(spec.values))
    reading = read(spec)
    parts = [*bands(plot, reading, 3, kinds=_STRETCHES), *level_lines(spec, plot, 1.25)]
    parts.append(line(plot.left, plot.bottom, plot.right, plot.bottom, class_="chart-axis", stroke=palette.GRID))
    if spec.known:
        parts.extend(series(spec, plot, reading, radius=min(2.5, max(plot.spacing * 0.4, 1)), stroke_width=1.5))
        y = min(max(plot.y(spec.known[-1][1]) + 5.5, 14), plot.bottom)
        parts.append(_ink(latest, plot.right + 6, y, font_size=16, font_weight="bold"))
    else:
        parts.append(_muted(spec.empty, width / 2, height / 2, font_size=14, text_anchor="middle"))
    parts.extend(_first_and_last(spec, plot, width - 2, height - 7))
    return _picture(spec, parts, uid, "small", width, height)


def _first_and_last(spec: ChartSpec, plot: Plot, edge: float, y: float) -> Iterator[str]:
    """The periods at the foot of a small chart; the last one alone where the two would meet."""
    first, last, right = "".join(spec.labels[:1]), "".join(spec.labels[1:][-1:]), plot.right
    if spec.ended:
        # The value in bold is of this period, so no later one stands beneath it.
        last, right = f"{spec.ended}, {spec.since_then}", edge
    begins = right - text_width(last, _FOOT)
    if first and (not last or plot.left + text_width(first, _FOOT) + _FOOT <= begins):
        yield _muted(first, plot.left, y, font_size=_FOOT)
    if last:
        yield _muted(last, right, y, font_size=_FOOT, text_anchor="end")


def shared_range(specs: Sequence[ChartSpec]) -> tuple[float, float]:
    """Lowest and highest over several charts of the same unit, for `small`; from zero when nothing is below it."""
    extents = [extent(spec) for spec in specs]
    return min([0.0, *(low for low, _ in extents)]), max([0.0, *(high for _, high in extents)])


def _picture(
    spec: ChartSpec, parts: list[str], uid: str, kind: str, width: float, height: float, *, margin: float = 0
) -> str:
    """The svg element around the parts, with its title and description, and paper that reaches `margin` beyond them."""
    paper = {"x": -margin, "y": -margin, "width": width + 2 * margin, "height": height + 2 * margin}
    return el(
        "svg",
        el("title", escape(spec.title), id=f"{uid}-title"),
        el("desc", escape(description(spec)), id=f"{uid}-desc"),
        el("rect", class_="chart-paper", fill=palette.PAPER, **paper),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart-svg chart-svg--{kind}",
        role="img",
        aria_labelledby=f"{uid}-title",
        aria_describedby=f"{uid}-desc",
        viewBox=" ".join(f"{number:.1f}" for number in paper.values()),
        width=paper["width"],
        height=paper["height"],
        font_family=palette.FONT,
        font_size=SIZE,
    )


def _ink(words: str, x: float, y: float, **attributes: str | float) -> str:
    return text(words, x, y, class_="chart-text", fill=palette.INK, **attributes)


def _quiet(words: str, x: float, y: float) -> str:
    """Small words within the plot, legible over lines."""
    return halo(words, x, y, class_="chart-muted chart-halo", fill=palette.MUTED, font_size=SIZE - 2)


def _muted(words: str, x: float, y: float, **attributes: str | float) -> str:
    return text(words, x, y, class_="chart-muted", fill=palette.MUTED, **attributes)


def _header(frame: Frame) -> Iterator[str]:
    for i, words in enumerate(frame.heading):
        yield _ink(words, 0, LINE_STEP * (i + 0.8), font_weight="bold")
    for i, words in enumerate(frame.hint):
        yield _muted(words, 0, LINE_STEP * (len(frame.heading) + i + 0.8))


def _strip(frame: Frame) -> Iterator[str]:
    for label in frame.strip:
        if label.tone:
            colour = palette.tone_of(label.tone).text
            yield text(label.words, label.x, label.y, class_="chart-text", fill=colour, font_weight="bold")
        else:
            yield _muted(label.words, label.x, label.y)


def _axes(spec: ChartSpec, frame: Frame) -> Iterator[str]:
    plot = frame.plot
    if frame.ticks:
        for tick, words in zip(plot.scale.ticks, frame.ticks, strict=True):
            y = plot.y(tick)
            yield line(plot.left, y, plot.right, y, class_="chart-grid", stroke=palette.GRID)
            yield _muted(words, plot.left - 8, y + 5, text_anchor="end")
    yield line(plot.left, plot.bottom, plot.right, plot.bottom, class_="chart-axis", stroke=palette.MUTED)
    for position in label_positions(spec.labels, plot.spacing, SIZE):
        x = plot.x(position)
        half = text_width(spec.labels[position], SIZE) / 2
        yield line(x, plot.bottom, x, plot.bottom + 5, class_="chart-axis", stroke=palette.MUTED)
        within = min(max(x, half), frame.width - half)
        muted = {"class_": "chart-muted chart-halo", "fill": palette.MUTED, "text_anchor": "middle"}
        yield halo(spec.labels[position], within, plot.bottom + 21, **muted)


def _end_labels(frame: Frame) -> Iterator[str]:
    """The labels in the right margin; one moved off the end of its line is led back to it."""
    right = frame.plot.right
    for label in frame.end_labels:
        end = frame.plot.within(label.value)
        if abs(label.y - end) > MOVED:
            yield line(right, end, right + 6, label.y, class_="chart-leader", stroke=palette.LEADER)
        first = label.y + SIZE * 0.35 - SIZE * 0.6 * (len(label.lines) - 1)
        for i, words in enumerate(label.lines):
            place = words, right + 8, first + i * SIZE * 1.2
            if label.weight == "quiet":
                yield _muted(*place, font_size=SIZE - 1)
            else:
                yield _ink(*place, font_weight=label.weight)


def _data(spec: ChartSpec, plot: Plot, reading: Reading) -> Iterator[str]:
    if not spec.known:
        middle = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
        yield _muted(spec.empty, *middle, text_anchor="middle", font_size=18)
    yield from series(spec, plot, reading, radius=min(4.0, max(plot.spacing * 0.4, 1.5)), stroke_width=2.25)
    for position, centre in reading.crossings:
        colour = palette.TONES[_tone_of(reading)].text
        ring = {"class_": "chart-crossing", "fill": "none", "stroke": colour}
        yield point("circle", plot.x(position), plot.y(centre), 6.5, stroke_width=2, **ring)


def _tone_of(reading: Reading) -> str:
    return reading.verdict if reading.verdict in palette.TONES else "changed"


def _gaps(spec: ChartSpec, plot: Plot) -> Iterator[str]:
    """A cross at the foot of each gap that has a reason."""
    for i in spec.explained_gaps:
        yield _cross(plot.x(i), plot.bottom - 9)


def _cross(x: float, y: float) -> str:
    arms = f"M{x - 4:.1f},{y - 4:.1f}l8,8m0,-8l-8,8"
    return el("path", d=arms, class_="chart-gap", stroke=palette.MUTED, stroke_width=2, fill="none")


def _key(entries: Sequence[Entry], left: float, top: float) -> tuple[list[str], float]:
    """The signs in the plot that have no words there, with their words; and where that ends."""
    parts: list[str] = []
    for entry in entries:
        x, y = left + entry.x, top + 13 + entry.row * _KEY_ROW
        parts.append(_sign(entry, x + 5, y))
        parts.append(_muted(entry.words, x + 16, y + 5, font_size=SIZE - 1))
    return parts, top + rows_of(list(entries)) * _KEY_ROW


def _sign(entry: Entry, x: float, y: float) -> str:
    if entry.sign == "gap":
        return _cross(x, y)
    look: Attributes = {"fill": entry.fill, "stroke": entry.colour, "stroke_width": 1.5}
    if entry.sign in ("ring", "crossing", "ghost"):
        return point(
            "circle", x, y, 4 if entry.sign == "ghost" else 5.5, class_=f"chart-{_CLASSES[entry.sign]}", **look
        )
    return point(entry.sign, x, y, 4.5, class_="chart-key", **look)
