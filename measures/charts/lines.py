"""The centre lines and limits of a chart, as stretches that picture and figure draw alike. No geometry."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from measures.charts.spec import ChartSpec
from measures.spc import Part
from measures.spc.analysis import Column

# A limit of one period that lies this many times as far out as limits of this chart do is drawn off the chart:
# it comes from a denominator near nothing, and would flatten everything else.
_FAR_OUT = 3.0

LIMITS = ("upper", "lower")


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of a line. kind: "centre", "upper" or "lower". part: number of its part, from 0.

    style: "solid"; "extended", a centre line carried on beyond its baseline; "trial", limits of few points.
    places: corners as position and value, the first and last half a period beyond the points.
    """

    kind: str
    part: int
    style: str
    places: tuple[tuple[float, float], ...]


def lines(spec: ChartSpec) -> list[Line]:
    """Every line of every part, in order."""
    found: list[Line] = []
    for number, part in enumerate(spec.analysis.parts):
        found.extend(_centre(spec, number, part))
        if draws_limits(spec, part):
            found.extend(_limits(spec, number, part))
    return found


def draws_limits(spec: ChartSpec, part: Part) -> bool:
    """Whether limits are drawn in this part: not round values that are all equal."""
    return spec.has_limits and not part.no_variation and not _nowhere(spec, part)


def _nowhere(spec: ChartSpec, part: Part) -> bool:
    points = spec.analysis.points
    return all(value is None for value in points.ucl[part.start : part.stop])


def limits_at(spec: ChartSpec, position: int) -> tuple[float | None, float | None]:
    """Lower and upper limit of a period, as drawn."""
    points = spec.analysis.points
    if not draws_limits(spec, spec.analysis.parts[points.part[position] - 1]):
        return None, None
    return points.lcl[position], points.ucl[position]


def latest_limits(spec: ChartSpec) -> tuple[float | None, float | None]:
    """The last lower and upper limit drawn in the latest part."""
    latest = spec.analysis.latest
    if not draws_limits(spec, latest):
        return None, None
    points = spec.analysis.points
    lower, upper = (
        next((value for value in reversed(column[latest.start :]) if value is not None), None)
        for column in (points.lcl, points.ucl)
    )
    return lower, upper


def baselines(spec: ChartSpec) -> list[tuple[int, int]]:
    """First and last position of each frozen baseline that lines were made of."""
    return [
        (part.start, part.start + length - 1)
        for part in spec.analysis.parts
        if 0 < (length := _baseline_length(spec, part)) < part.n_points
    ]


def _baseline_length(spec: ChartSpec, part: Part) -> int:
    return sum(spec.analysis.points.baseline[part.start : part.stop])


def _centre(spec: ChartSpec, number: int, part: Part) -> Iterator[Line]:
    if part.centre is None:
        return
    edge = part.start + _baseline_length(spec, part)
    for first, stop, style in ((part.start, edge, "solid"), (edge, part.stop, "extended")):
        if first < stop:
            yield Line("centre", number, style, ((first - 0.5, part.centre), (stop - 0.5, part.centre)))


def _limits(spec: ChartSpec, number: int, part: Part) -> Iterator[Line]:
    style = "trial" if part.trial else "solid"
    points = spec.analysis.points
    for kind, column in zip(LIMITS, (points.ucl, points.lcl), strict=True):
        for places in _steps(column, part.start, part.stop):
            yield Line(kind, number, style, tuple(places))


def _steps(column: Column, start: int, stop: int) -> list[list[tuple[float, float]]]:
    """A step a period, level steps joined; broken where there is no limit."""
    found: list[list[tuple[float, float]]] = []
    for i in range(start, stop):
        value = column[i]
        if value is None:
            continue
        if not found or found[-1][-1][0] != i - 0.5:
            found.append([(i - 0.5, value)])
        elif abs(found[-1][-1][1] - value) > 1e-9 * abs(value):
            found[-1].append((i - 0.5, value))
        else:
            found[-1].pop()
        found[-1].append((i + 0.5, value))
    return [_level(places) for places in found]


def _level(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without doubled corners (a level line that was begun and carried on at once)."""
    return [place for k, place in enumerate(places) if k == 0 or place != places[k - 1]]


def reach(spec: ChartSpec) -> list[float]:
    """The values of all lines that the axis must hold; limits far out of the way of the others are left off it."""
    found = [part.centre for part in spec.analysis.parts if part.centre is not None]
    points = spec.analysis.points
    for part in spec.analysis.parts:
        if not draws_limits(spec, part) or part.centre is None:
            continue
        for column in (points.lcl, points.ucl):
            found.extend(_near(column[part.start : part.stop], part.centre))
    return found


def _near(limits: Column, centre: float) -> list[float]:
    """Lowest and highest of limits, without those far out."""
    shown = [value for value in limits if value is not None]
    if not shown:
        return []
    low, high = min(shown), max(shown)
    if low == high:
        return [low]
    usual = median(abs(value - centre) for value in shown)
    near = [value for value in shown if abs(value - centre) <= _FAR_OUT * usual]
    return [min(near), max(near)]
