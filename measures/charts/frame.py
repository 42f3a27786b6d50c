"""The layout of one full picture: where everything goes, before anything is drawn."""

from dataclasses import dataclass, replace

from measures.charts.plot import Plot
from measures.charts.reading import Reading
from measures.charts.scale import spread, take_row, text_width, tick_text, wrap, y_scale
from measures.charts.spec import ChartSpec
from measures.charts.words import better_is

SIZE = 15.0  # of the letters, in the units of the viewBox
LINE_STEP = SIZE * 1.35
AXIS_HEIGHT = SIZE * 2  # of the period labels beneath the plot
_STRIP_STEP = SIZE * 1.5


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A label in the right margin, beside the end of a line; `y` is where its middle stands."""

    name: str
    lines: tuple[str, ...]
    value: float
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class StripLabel:
    """Words above the plot. `tone` is "" for words that are no signal."""

    words: str
    x: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A full picture: its width, the plot, and the words around the plot.

    heading: lines saying what the numbers are; hint: which way is better and where the axis starts.
    ticks: words of the value axis; strip: words between strip_top and the plot.
    """

    width: float
    narrow: bool
    plot: Plot
    heading: tuple[str, ...]
    hint: str
    ticks: tuple[str, ...]
    strip_top: float
    strip: tuple[StripLabel, ...]
    end_labels: tuple[EndLabel, ...]


def make_frame(spec: ChartSpec, reading: Reading, *, width: float, height: float, narrow: bool) -> Frame:
    """Lay out a full picture that reaches down to `height`, period labels included.

    More than two lines of heading, or one of words above the plot, push the plot down instead of squeezing it.
    """
    scale = y_scale(spec)
    ticks = tick_text(scale, spec) if spec.known or spec.target is not None else ()
    heading = tuple(wrap(spec.y_label, width, SIZE, bold=True))
    hint = axis_hint(spec, ticks[0] if scale.cut else "")
    strip_top = (len(heading) + bool(hint)) * LINE_STEP + 8
    ends = end_labels(spec, narrow=narrow)
    margin = max((text_width(line, SIZE, bold=True) for end in ends for line in end.lines), default=0.0)
    plot = Plot(
        left=max((text_width(tick, SIZE) for tick in ticks), default=0.0) + 10,
        right=width - margin - 12,
        top=strip_top,
        bottom=height - AXIS_HEIGHT,
        edge=10,
        scale=scale,
        n=len(spec.values),
    )
    strip, strip_height = _strip(plot, reading, width, narrow=narrow)
    top = strip_top + strip_height + 10
    pushed = max(top - (2 * LINE_STEP + _STRIP_STEP + 18), 0)
    plot = replace(plot, top=top, bottom=plot.bottom + pushed)
    gap = SIZE * (2.5 if narrow else 1.3)
    lowest = plot.bottom - (SIZE * 0.6 if narrow else 0)
    places = spread([plot.y(end.value) for end in ends], gap, plot.top, lowest)
    placed = tuple(replace(end, y=y) for end, y in zip(ends, places, strict=True))
    return Frame(width, narrow, plot, heading, hint, ticks, strip_top, strip, placed)


def axis_hint(spec: ChartSpec, axis_start: str) -> str:
    """Which way is better, and where the axis starts ("" when at zero)."""
    parts = [better_is(spec), f"Axis starts at {axis_start}" if axis_start else ""]
    return ". ".join(part for part in parts if part)


def end_labels(spec: ChartSpec, *, narrow: bool) -> list[EndLabel]:
    """The labels of the right margin, not yet placed; in two lines where there is little width."""
    found = []
    if spec.analysis.centre is not None:
        found.append(("Median", spec.median_text, spec.analysis.centre))
    if spec.target is not None:
        found.append(("Target", spec.number(spec.target), spec.target))
    if spec.known:
        found.append(("Latest", spec.number(spec.known[-1][1]), spec.known[-1][1]))
    return [EndLabel(word, (word, number) if narrow else (f"{word} {number}",), value) for word, number, value in found]


def _strip(plot: Plot, reading: Reading, width: float, *, narrow: bool) -> tuple[tuple[StripLabel, ...], float]:
    """The words above the plot, from its top down, and their height."""
    first = plot.top + SIZE * 1.2
    if reading.strip:
        tone = reading.verdict if reading.crossings else ""
        lines = wrap(reading.strip, width - plot.left, SIZE, bold=True)
        labels = [StripLabel(words, plot.left, first + i * _STRIP_STEP, tone) for i, words in enumerate(lines)]
        return tuple(labels), len(lines) * _STRIP_STEP
    labels = []
    ends: list[float] = []
    for band in reading.bands:
        words = band.words if narrow else band.verdict
        wide = text_width(words, SIZE, bold=True)
        middle = sum(plot.band(band.start, band.end)) / 2
        x = max(min(middle - wide / 2, width - wide), plot.left)
        # A label that would overlap the one before it goes a row lower.
        row = take_row(ends, x, x + wide, SIZE)
        labels.append(StripLabel(words, x, first + row * _STRIP_STEP, band.tone))
    return tuple(labels), len(ends) * _STRIP_STEP
