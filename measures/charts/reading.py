"""What the chart says: the verdict, and what is pointed out. Every form of the chart takes it from here."""

from dataclasses import dataclass
from itertools import pairwise

from measures.charts.spec import ChartSpec
from measures.spc import MIN_USEFUL


@dataclass(frozen=True, slots=True)
class Band:
    """A run longer than chance allows.

    `tone` is "better", "worse", or "changed" where no direction is better or the chart does not show one now.
    """

    start: int
    end: int
    side: int
    length: int
    tone: str
    positions: tuple[int, ...]

    @property
    def words(self) -> str:
        """The words that stand on the chart."""
        return f"{self.length} in a row {'above' if self.side > 0 else 'below'}"

    @property
    def verdict(self) -> str:
        """The words with what they mean, where that is better or worse."""
        return self.words if self.tone == "changed" else f"{self.words}: {self.tone}"


@dataclass(frozen=True, slots=True)
class Reading:
    """verdict: "better", "worse", "changed" (neither is shown), "none" (no clear change), "few" (too few points) or
    "empty".

    bands: the long runs. crossings: positions (possibly between two points) where the line crosses the median,
    filled only when too few crossings are the whole signal. strip: words on the chart when there is no band.
    """

    verdict: str
    bands: tuple[Band, ...]
    crossings: tuple[float, ...]
    strip: str

    @property
    def marked(self) -> dict[int, str]:
        """Tone of each point that belongs to a long run, by position."""
        return {position: band.tone for band in self.bands for position in band.positions}


def read(spec: ChartSpec) -> Reading:
    """Read a chart: the one place that turns an analysis into a verdict."""
    verdict = _verdict(spec)
    bands = _bands(spec, verdict) if spec.analysis.signal else ()
    crossings = _crossings(spec) if spec.analysis.signal and not bands else ()
    return Reading(verdict, bands, crossings, _strip(spec, verdict, bool(bands)))


def tone(side: int, direction: str) -> str:
    """Whether a move to that side (+1 up, -1 down, 0 neither) is better or worse, or only a change."""
    if direction == "none" or side == 0:
        return "changed"
    return "better" if (side > 0) == (direction == "up") else "worse"


def _verdict(spec: ChartSpec) -> str:
    analysis = spec.analysis
    if not spec.known:
        return "empty"
    if is_constant(spec):
        return "none"
    if not analysis.tested:
        return "few"
    return tone(analysis.change, spec.direction) if analysis.signal else "none"


def is_constant(spec: ChartSpec) -> bool:
    """Enough values to be tested, all of them on the median."""
    return spec.analysis.n_useful == 0 and len(spec.known) >= MIN_USEFUL


def _bands(spec: ChartSpec, verdict: str) -> tuple[Band, ...]:
    """The long runs; better and worse only where the verdict is one of them, so that no band says more than it."""
    return tuple(
        Band(
            start=run.start,
            end=run.end,
            side=run.side,
            length=run.length,
            tone="changed" if verdict == "changed" else tone(run.side, spec.direction),
            positions=tuple(
                i for i, value in spec.known if run.start <= i <= run.end and spec.analysis.side(value) == run.side
            ),
        )
        for run in spec.analysis.long_runs
    )


def _crossings(spec: ChartSpec) -> tuple[float, ...]:
    """Where straight lines between neighbouring runs meet the median."""
    centre = spec.analysis.centre
    places = []
    for before, after in pairwise(spec.analysis.runs):
        left, right = spec.values[before.end], spec.values[after.start]
        if centre is not None and left is not None and right is not None:
            share = (centre - left) / (right - left)
            places.append(before.end + share * (after.start - before.end))
    return tuple(places)


def _strip(spec: ChartSpec, verdict: str, has_bands: bool) -> str:
    analysis = spec.analysis
    if verdict == "few":
        return f"{analysis.n_useful} of the {MIN_USEFUL} points needed for a test"
    if is_constant(spec):
        return "No variation: nothing to test"
    if analysis.signal and not has_bands:
        return f"Crosses the median {times(analysis.crossings or 0)}; {analysis.crossings_min} or more expected"
    return ""


def times(count: int) -> str:
    """How often, in words: "never", "once", "twice", "3 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
