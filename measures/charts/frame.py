"""The layout of one full picture: where everything goes, before anything is drawn."""

from dataclasses import dataclass, replace

from collaborative.drawing.letters import text_width, wrap
from measures.charts.lines import baselines, latest_limits
from measures.charts.plot import Plot
from measures.charts.reading import Reading
from measures.charts.scale import spread, tick_text, y_scale
from measures.charts.spec import ChartSpec
from measures.charts.strip import Strip, make_strip
from measures.charts.words import better_is

SIZE = 15.0  # of the letters, in the units of the viewBox
LINE_STEP = SIZE * 1.35
MOVED = 5.0  # a label further than this from where it belongs is led back
AXIS_HEIGHT = SIZE * 2  # of the period labels beneath the plot
ROW = 24.0  # of the letters of new parts, and of the word that names a baseline
_STRIP_STEP = SIZE * 1.5
_NARROW_END = SIZE * 7  # of a label at the end of a line on a phone
_SHORT = {"Upper limit": "Upper", "Lower limit": "Lower", "Centre line": "Centre"}


@dataclass(frozen=True, slots=True)
class EndLabel:
    """A label in the right margin, beside the end of a line; `y` is where its middle stands.

    weight: "bold" for the latest value, "quiet" for limits, else "normal".
    """

    lines: tuple[str, ...]
    value: float
    weight: str
    y: float = 0.0

    @property
    def high(self) -> float:
        """How much height it takes."""
        return SIZE * (0.1 + 1.2 * len(self.lines))


@dataclass(frozen=True, slots=True)
class StripLabel:
    """Words above the plot. `tone` is "" for words that are no signal of the present."""

    words: str
    x: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A full picture: its width, the plot, and the words around the plot.

    heading, hint: lines saying what the numbers are; which way is better and where the axis starts.
    ticks: words of the value axis; strip: words above the plot; bands_top: from where down stretches are tinted.
    borders_y, baseline_y: middle of the row of letters, and top of the row that names a baseline.
    """

    width: float
    narrow: bool
    plot: Plot
    heading: tuple[str, ...]
    hint: tuple[str, ...]
    ticks: tuple[str, ...]
    bands_top: float
    strip: tuple[StripLabel, ...]
    borders_y: float
    baseline_y: float
    end_labels: tuple[EndLabel, ...]


def make_frame(spec: ChartSpec, reading: Reading, *, width: float, height: float, narrow: bool) -> Frame:
    """Lay out a full picture that reaches down to `height`, period labels included.

    More than two lines of heading, or one of words above the plot, push the plot down instead of squeezing it.
    """
    scale = y_scale(spec)
    ticks = tick_text(scale, spec) if spec.known or spec.target is not None else ()
    heading = tuple(wrap(spec.y_label, width, SIZE, bold=True))
    hint = tuple(wrap(axis_hint(spec, ticks[0] if scale.cut else ""), width, SIZE))
    strip_top = (len(heading) + len(hint)) * LINE_STEP + 8
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
    strip = _strip(spec, reading, plot, width, narrow=narrow)
    bands_top = strip_top + len(strip.lines) * _STRIP_STEP + (5 if strip.lines and strip.rows else 0)
    borders_top = bands_top + strip.rows * _STRIP_STEP + 6
    baseline_top = borders_top + (ROW if spec.borders else 0)
    plot = _pushed(plot, baseline_top + (ROW if baselines(spec) else 0) + 4, sum(end.high for end in ends))
    return Frame(
        width=width,
        narrow=narrow,
        plot=plot,
        heading=heading,
        hint=hint,
        ticks=ticks,
        bands_top=bands_top,
        strip=tuple(_strip_labels(strip, plot, strip_top, bands_top)),
        borders_y=borders_top + ROW / 2,
        baseline_y=baseline_top,
        end_labels=_spread(ends, plot),
    )


def axis_hint(spec: ChartSpec, axis_start: str) -> str:
    """Which way is better, and where the axis starts ("" when at zero)."""
    parts = [better_is(spec), f"Axis starts at {axis_start}" if axis_start else ""]
    return ". ".join(part for part in parts if part)


def end_labels(spec: ChartSpec, *, narrow: bool) -> list[EndLabel]:
    """The labels of the right margin, not yet placed; in fewer words, or two lines, where there is little width."""
    found: list[tuple[str, str, float, str]] = []
    centre = spec.analysis.centre
    lower, upper = latest_limits(spec)
    if upper is not None:
        found.append(("Upper limit", spec.line_text(upper), upper, "quiet"))
    if centre is not None:
        found.append((spec.centre_word.capitalize(), spec.line_text(centre), centre, "normal"))
    if lower:  # one at zero lies on the axis and limits nothing
        found.append(("Lower limit", spec.line_text(lower), lower, "quiet"))
    if spec.target is not None:
        found.append(("Target", spec.number(spec.target), spec.target, "normal"))
    if spec.reference is not None:
        found.append((spec.reference[1], "", spec.reference[0], "normal"))
    if spec.known:
        found.append(("Latest", spec.number(spec.known[-1][1]), spec.known[-1][1], "bold"))
    ends = [
        EndLabel(_in_lines(word, number, narrow=narrow, bold=weight == "bold"), value, weight)
        for word, number, value, weight in found
    ]
    if when := spec.ended:
        ends[-1] = replace(ends[-1], lines=(*ends[-1].lines, when))
    return ends


def _in_lines(word: str, number: str, *, narrow: bool, bold: bool) -> tuple[str, ...]:
    if not number:
        return tuple(wrap(word, _NARROW_END, SIZE)[:2]) if narrow else (word,)
    said = f"{_SHORT.get(word, word) if narrow else word} {number}"
    return tuple(said.split(" ", 1)) if narrow and text_width(said, SIZE, bold=bold) > _NARROW_END else (said,)


def _pushed(plot: Plot, top: float, ends: float) -> Plot:
    """The plot from `top` down, at its full height, and high enough for the labels at the ends of its lines."""
    pushed = max(top - (2 * LINE_STEP + _STRIP_STEP + 18), 0)
    plot = replace(plot, top=top, bottom=plot.bottom + pushed)
    return replace(plot, bottom=max(plot.bottom, top + ends))


def _spread(ends: list[EndLabel], plot: Plot) -> tuple[EndLabel, ...]:
    lowest = plot.bottom - (SIZE * 0.6 if any(len(end.lines) > 1 for end in ends) else 0)
    places = spread([plot.within(end.value) for end in ends], [end.high for end in ends], plot.top, lowest)
    return tuple(replace(end, y=y) for end, y in zip(ends, places, strict=True))


def _strip(spec: ChartSpec, reading: Reading, plot: Plot, width: float, *, narrow: bool) -> Strip:
    return make_strip(
        reading,
        latest=len(spec.analysis.earlier),
        bounds=(plot.left, width),
        middle_of=lambda band: sum(plot.band(band.start, band.end)) / 2,
        size=SIZE,
        narrow=narrow,
    )


def _strip_labels(strip: Strip, plot: Plot, strip_top: float, bands_top: float) -> list[StripLabel]:
    """The words of a strip in their places: first the lines, then the labels of stretches."""
    placed = [
        StripLabel(words, plot.left, strip_top + SIZE * 1.2 + k * _STRIP_STEP, tone)
        for k, (words, tone) in enumerate(strip.lines)
    ]
    for label in strip.labels:
        tone = label.band.tone if label.of_present else ""
        placed.append(StripLabel(label.words, label.x, bands_top + SIZE * 1.2 + label.row * _STRIP_STEP, tone))
    return placed
