"""Axes: where they begin, which ticks and labels they bear, and how labels keep out of each other's way."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from collaborative.drawing.letters import text_width
from measures.charts.lines import reach
from measures.charts.spec import ChartSpec

# When the values differ by less than this share of the highest, an axis from zero would flatten every change.
_HIDES_CHANGE = 0.25
# However little the values differ, the axis spans at least this share of the highest: no magnifying of nothing.
_LEAST_SPAN = 0.05
# Steps from one labelled period to the next that people count in.
_LABEL_STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 48, 60, 120, 240, 600)


@dataclass(frozen=True, slots=True)
class YScale:
    """The value axis. `cut` says that it does not start at zero, which the chart must then say."""

    low: float
    high: float
    ticks: tuple[float, ...]
    cut: bool


def y_scale(spec: ChartSpec, y_range: tuple[float, float] | None = None) -> YScale:
    """The value axis of one chart: over `y_range` if given, or the chart's own; else from zero, unless that hides the
    change."""
    if y_range is None and spec.y_range is not None:
        return _scale(*spec.y_range, spec, cut=False)
    low, high = y_range or extent(spec)
    if low < 0:
        return _scale(low, max(high, 0.0), spec, cut=False)
    if high == 0:
        return _scale(0.0, 10.0**-spec.decimals, spec, cut=False)
    if low == high or high - low >= _HIDES_CHANGE * high:
        return _scale(0.0, high, spec, cut=False)
    middle, reach = (low + high) / 2, max(high - low, _LEAST_SPAN * high) * 0.6
    top = min(middle + reach, 100.0) if spec.unit == "%" and high <= 100 else middle + reach
    scale = _scale(max(middle - reach, 0.0), top, spec, cut=True)
    return scale if scale.low > 0 else _scale(0.0, high, spec, cut=False)


def extent(spec: ChartSpec) -> tuple[float, float]:
    """Lowest and highest of the values and of every line; (0, 0) when there is none of them."""
    shown = [value for _, value in spec.known]
    shown.extend(reach(spec))
    if spec.target is not None:
        shown.append(spec.target)
    if spec.reference is not None:
        shown.append(spec.reference[0])
    return (min(shown), max(shown)) if shown else (0.0, 0.0)


def _scale(low: float, high: float, spec: ChartSpec, *, cut: bool) -> YScale:
    # No finer than the numbers themselves: half a fall is not a tick.
    step = max(_nice_step(high - low), 10.0**-spec.decimals)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    if spec.unit == "%" and high <= 100:
        last = min(last, math.ceil(100 / step - 1e-9))
    ticks = tuple(round(k * step, 12) for k in range(first, last + 1))
    return YScale(ticks[0], ticks[-1], ticks, cut)


def _nice_step(span: float) -> float:
    """1, 2 or 5 times a power of ten, for four to seven ticks over `span`."""
    power = 10.0 ** math.floor(math.log10(span / 4))
    for factor in (1, 2, 5):
        if span / (factor * power) <= 6:
            return factor * power
    return 10 * power


def tick_text(scale: YScale, spec: ChartSpec) -> tuple[str, ...]:
    """Ticks with as few decimals as tell them apart."""
    step = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else 1.0
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    unit = "%" if spec.unit == "%" else ""
    return tuple(f"{tick:,.{decimals}f}{unit}" for tick in scale.ticks)


def label_positions(labels: Sequence[str], spacing: float, size: float) -> tuple[int, ...]:
    """Which periods are labelled, in order: the last, back in even steps, and the first where it has room.

    spacing: distance between neighbouring points; size: of the letters; both in the same unit.
    """
    n = len(labels)
    if n == 0:
        return ()
    widest = max(text_width(label, size) for label in labels) + 0.6 * size
    step = next((step for step in _LABEL_STEPS if step * spacing >= widest), max(n, 1))
    chosen = list(range(n - 1, -1, -step))[::-1]
    if chosen[0] * spacing >= widest:
        chosen.insert(0, 0)
    return tuple(chosen)


def spread(wanted: Sequence[float], gap: float | Sequence[float], low: float, high: float) -> list[float]:
    """Places as near to those wanted as may be, within low..high, in the order given.

    gap: how far apart at least; or how much room each takes, half of it on either side of its place.
    """
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    rooms = [float(gap)] * len(wanted) if isinstance(gap, int | float) else list(gap)
    places = [0.0] * len(wanted)
    # From the lowest up, each as far as those before it push; then from the highest down.
    for before, k in zip([None, *order], order, strict=False):
        floor = low if before is None else places[before] + (rooms[before] + rooms[k]) / 2
        places[k] = max(wanted[k], floor)
    for after, k in zip([None, *order[::-1]], order[::-1], strict=False):
        ceiling = high if after is None else places[after] - (rooms[after] + rooms[k]) / 2
        places[k] = min(places[k], ceiling)
    return places
