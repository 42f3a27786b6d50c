"""The plotting area, and the drawing of a series in it: shared by the full picture and the small one."""

from collections.abc import Iterator
from dataclasses import dataclass

from measures.charts import palette
from measures.charts.reading import Reading
from measures.charts.scale import YScale
from measures.charts.spec import ChartSpec
from measures.charts.svgtags import el, line, point


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

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return self.bottom - share * (self.bottom - self.top)

    def band(self, start: int, end: int) -> tuple[float, float]:
        """Left and right border of a stretch of periods: half a step around them, within the plot."""
        half = self.spacing / 2
        return max(self.x(start) - half, self.left), min(self.x(end) + half, self.right)


def bands(plot: Plot, reading: Reading, top: float) -> Iterator[str]:
    """A tint behind each long run from `top` down, with a rule on top."""
    for band in reading.bands:
        tone = palette.TONES[band.tone]
        x1, x2 = plot.band(band.start, band.end)
        yield el("rect", x=x1, y=top, width=x2 - x1, height=plot.bottom - top, class_="chart-band", fill=tone.tint)
        yield line(x1, top, x2, top, class_="chart-band-rule", stroke=tone.text, stroke_width=3)


def median_and_target(spec: ChartSpec, plot: Plot, stroke_width: float) -> Iterator[str]:
    """The two lines across the plot: the median thin, the target dashed."""
    if spec.analysis.centre is not None:
        y = plot.y(spec.analysis.centre)
        yield line(plot.left, y, plot.right, y, class_="chart-median", stroke=palette.MEDIAN, stroke_width=stroke_width)
    if spec.target is not None:
        y = plot.y(spec.target)
        yield line(
            plot.left, y, plot.right, y, class_="chart-target", stroke=palette.TARGET, stroke_width=stroke_width,
            stroke_dasharray="7 5",
        )  # fmt: skip


def series(spec: ChartSpec, plot: Plot, reading: Reading, *, radius: float, stroke_width: float) -> Iterator[str]:
    """The line, broken at gaps, and its points: those of a long run larger and in the shape of its tone."""
    for stretch in _stretches(spec):
        path = " ".join(f"{plot.x(i):.1f},{plot.y(value):.1f}" for i, value in stretch)
        yield el(
            "polyline", points=path, class_="chart-line", fill="none", stroke=palette.LINE, stroke_width=stroke_width,
            stroke_linejoin="round",
        )  # fmt: skip
    marked = reading.marked
    for i, value in spec.known:
        x, y = plot.x(i), plot.y(value)
        if i in marked:
            tone = palette.TONES[marked[i]]
            yield point(
                tone.shape, x, y, radius * 1.25, class_="chart-signal", fill=tone.fill, stroke=tone.edge,
                stroke_width=stroke_width * 0.8,
            )  # fmt: skip
        else:
            yield point("circle", x, y, radius, class_="chart-point", fill=palette.LINE)


def _stretches(spec: ChartSpec) -> list[list[tuple[int, float]]]:
    """The points between gaps; a single point has no line."""
    found: list[list[tuple[int, float]]] = []
    for i, value in spec.known:
        if found and found[-1][-1][0] == i - 1:
            found[-1].append((i, value))
        else:
            found.append([(i, value)])
    return [stretch for stretch in found if len(stretch) > 1]
