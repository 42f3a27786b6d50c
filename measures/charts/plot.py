"""The plotting area, and the drawing of a series in it: shared by the full picture and the small one."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from measures.charts import palette
from measures.charts.lines import Line, lines
from measures.charts.reading import Reading
from measures.charts.scale import YScale
from measures.charts.spec import ChartSpec
from measures.charts.svgtags import Attributes, el, line, point


@dataclass(frozen=True, slots=True)
class Plot:
    """Borders of the plot in the units of the viewBox; `edge` is how far within them the first and last point stand."""

    left: float
    right: float
    top: float
    bottom: float
    edge: float
    scale: YScale
    n: int

    @property
    def spacing(self) -> float:
        """Distance between neighbouring points."""
        return (self.right - self.left - 2 * self.edge) / max(self.n - 1, 1)

    def x(self, position: float) -> float:
        """Where a period stands; a single one stands in the middle."""
        if self.n == 1:
            return (self.left + self.right) / 2
        return self.left + self.edge + position * self.spacing

    def along(self, position: float) -> float:
        """Where a line that ends half a period beyond a point ends; at the borders with the first and last."""
        if position <= -0.5:
            return self.left
        if position >= self.n - 0.5:
            return self.right
        return min(max(self.x(position), self.left), self.right)

    def within(self, value: float) -> float:
        """Where a value stands, or the border of the plot that it lies beyond."""
        return min(max(self.y(value), self.top), self.bottom)

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self.bottom - share * (self.bottom - self.top)

    def band(self, start: int, end: int) -> tuple[float, float]:
        """Left and right border of a stretch of periods: half a step around them, within the plot."""
        half = self.spacing / 2
        return max(self.x(start) - half, self.left), min(self.x(end) + half, self.right)


def bands(plot: Plot, reading: Reading, top: float, *, kinds: frozenset[str] | None = None) -> Iterator[str]:
    """A tint behind each stretch pointed out from `top` down, with a rule on top; of the `kinds` given, else of all."""
    for band in reading.stretches:
        if kinds is not None and band.kind not in kinds:
            continue
        tone = palette.tone_of(band.tone)
        x1, x2 = plot.band(band.start, band.end)
        yield el("rect", x=x1, y=top, width=x2 - x1, height=plot.bottom - top, class_="chart-band", fill=tone.tint)
        yield line(x1, top, x2, top, class_="chart-band-rule", stroke=tone.text, stroke_width=3)


def level_lines(spec: ChartSpec, plot: Plot, stroke_width: float) -> Iterator[str]:
    """The lines behind the series: limits thinnest, centre thin, target dashed, reference dotted."""
    for one in lines(spec):
        if one.kind == "centre":
            dash: Attributes = {"stroke_dasharray": "3 3"} if one.style == "extended" else {}
            yield _level(plot, one, class_="chart-median", stroke=palette.MEDIAN, stroke_width=stroke_width, **dash)
        else:
            dash = {"stroke_dasharray": "5 4"} if one.style == "trial" else {}
            yield _level(plot, one, class_="chart-limit", stroke=palette.LIMIT, stroke_width=stroke_width * 0.8, **dash)
    across: Attributes = {"stroke_width": stroke_width, "stroke": palette.TARGET}
    if spec.reference is not None:
        y = plot.y(spec.reference[0])
        dots: Attributes = {"class_": "chart-reference", "stroke_dasharray": "1.5 3.5"}
        yield line(plot.left, y, plot.right, y, **across, **dots)
    if spec.target is not None:
        y = plot.y(spec.target)
        yield line(plot.left, y, plot.right, y, class_="chart-target", stroke_dasharray="7 5", **across)


def _level(plot: Plot, one: Line, **attributes: str | float) -> str:
    """A level line as one, a stepped one as a path; what lies off the plot is not drawn."""
    places = [(plot.along(position), plot.within(value)) for position, value in one.places]
    if len(places) == 2:
        (x1, y1), (x2, y2) = places
        return line(x1, y1, x2, y2, **attributes)
    path = [f"M{places[0][0]:.1f},{places[0][1]:.1f}"]
    for ((_, before), (_, value)), (x, y) in zip(pairwise(one.places), places[1:], strict=True):
        off = before == value and y != plot.y(value)
        path.append(f"{'M' if off else 'L'}{x:.1f},{y:.1f}")
    return el("path", d="".join(path), fill="none", **attributes)


def series(spec: ChartSpec, plot: Plot, reading: Reading, *, radius: float, stroke_width: float) -> Iterator[str]:
    """The line, broken at gaps, and its points: those pointed out larger and in the shape of their tone, those beyond
    a limit ringed, those left out hollow."""
    for stretch in _stretches(spec):
        path = " ".join(f"{plot.x(i):.1f},{plot.y(value):.1f}" for i, value in stretch)
        yield el(
            "polyline", points=path, class_="chart-line", fill="none", stroke=palette.LINE, stroke_width=stroke_width,
            stroke_linejoin="round",
        )  # fmt: skip
    marked, outside, left_out = reading.marked, reading.outside, spec.left_out
    for i, value in spec.known:
        x, y = plot.x(i), plot.y(value)
        if i in marked:
            tone = palette.TONES[marked[i]]
            if i in outside:
                ring: Attributes = {"fill": "none", "stroke": tone.edge, "stroke_width": stroke_width * 0.6}
                yield point("circle", x, y, radius * 2.2, class_="chart-ring", **ring)
            yield point(
                tone.shape, x, y, radius * 1.25, class_="chart-signal", fill=tone.fill, stroke=tone.edge,
                stroke_width=stroke_width * 0.8,
            )  # fmt: skip
        elif i in left_out:
            hollow: Attributes = {"fill": palette.PAPER, "stroke": palette.LINE, "stroke_width": stroke_width * 0.7}
            yield point("circle", x, y, radius, class_="chart-ghost", **hollow)
        else:
            yield point("circle", x, y, radius, class_="chart-point", fill=palette.LINE)


def _stretches(spec: ChartSpec) -> list[list[tuple[int, float]]]:
    """The points between gaps and breaks; a single point has no line."""
    found: list[list[tuple[int, float]]] = []
    for i, value in spec.known:
        if found and found[-1][-1][0] == i - 1 and i not in spec.breaks:
            found[-1].append((i, value))
        else:
            found.append([(i, value)])
    return [stretch for stretch in found if len(stretch) > 1]
