"""What the chart says: the verdict, and what is pointed out. Every form of the chart takes it from here."""

from dataclasses import dataclass
from itertools import pairwise

from measures.charts.lines import draws_limits
from measures.charts.signals import PASSING, Band, change_now, find_bands, tone, uses_runs
from measures.charts.spec import ChartSpec
from measures.spc import MIN_BASELINE, MIN_USEFUL, Part

TRIAL_WORDS = f"Trial limits: fewer than {MIN_BASELINE} points"


@dataclass(frozen=True, slots=True)
class StripLine:
    """Words over the whole width above the plot. tone: of a signal of the present, "" for words that are none."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class Reading:
    """verdict: "better", "worse", "changed" (neither is shown), "none" (no clear change), "few" (too few points) or
    "empty".

    bands: the stretches pointed out. crossings: positions (possibly between two points) and value where the line
    crosses its centre, filled only where too few crossings or runs are a signal that no band tells of.
    strip: what is to be said of the chart as a whole.
    """

    verdict: str
    bands: tuple[Band, ...]
    crossings: tuple[tuple[float, float], ...]
    strip: tuple[StripLine, ...]

    @property
    def marked(self) -> dict[int, str]:
        """Tone of each point that is pointed out, by position. An exceptional point has its own before its run's; the
        points of a level that others are compared with have none."""
        ordered = sorted((band for band in self.bands if band.tone != "before"), key=lambda band: band.kind != "run")
        return {position: band.tone for band in ordered for position in band.positions}

    @property
    def stretches(self) -> tuple[Band, ...]:
        """The bands that stand by themselves: not those within a run, which tells of them."""
        return tuple(band for band in self.bands if not any(run.holds(band) for run in self.bands))

    @property
    def outside(self) -> frozenset[int]:
        """Positions of the points beyond a limit that are pointed out."""
        return frozenset(i for band in self.bands if band.kind == "outside" for i in band.positions)

    def signals_at(self, position: int) -> list[str]:
        """The words of the bands that a point belongs to."""
        return [_of_point(band) for band in self.bands if position in band.positions]


def _of_point(band: Band) -> str:
    if band.kind == "outside":
        return f"{'Above the upper' if band.side > 0 else 'Below the lower'} limit"
    return band.words


def read(spec: ChartSpec) -> Reading:
    """Read a chart: the one place that turns an analysis into a verdict."""
    bands = find_bands(spec)
    verdict = _verdict(spec, bands)
    crossings: list[tuple[float, float]] = []
    strip: list[StripLine] = []
    for number, part in enumerate(spec.analysis.parts):
        latest = part is spec.analysis.latest
        told = any(band.part == number and band.kind in ("run", "shift") for band in bands)
        words, rings = ("", False) if told else _of_whole(spec, part)
        crossings.extend(_crossings(spec, part) if rings else ())
        if latest:
            strip.extend(_of_latest(spec, verdict))
            strip.extend([StripLine(words, verdict if verdict in ("better", "worse") else "changed")] if words else ())
        elif words:
            strip.append(StripLine(f"Before {spec.borders[number].letter}: {words[0].lower()}{words[1:]}", ""))
    return Reading(verdict, bands, tuple(crossings), tuple(strip))


def _verdict(spec: ChartSpec, bands: tuple[Band, ...]) -> str:
    analysis = spec.analysis
    if not spec.known:
        return "empty"
    if is_constant(spec):
        return "none"
    if not analysis.tested:
        return "few"
    now = change_now(spec)
    if not analysis.signal or (now == 0 and is_over(spec, bands)):
        return "none"
    return tone(now, spec.direction)


def is_over(spec: ChartSpec, bands: tuple[Band, ...]) -> bool:
    """Whether what was a signal has passed without a change of level: by Making Data Count's rules, whose icon is of
    the latest point, always; else where there was nothing but exceptional points."""
    analysis = spec.analysis
    if spec.rules.icons:
        return True
    if (uses_runs(spec) and analysis.few_crossings) or analysis.latest.runs_verdict in ("too few", "too many"):
        return False
    return all(band.kind in PASSING for band in bands if band.part == len(analysis.earlier))


def is_constant(spec: ChartSpec) -> bool:
    """Enough values in the latest part to be tested, all of them on the centre line."""
    latest = spec.analysis.latest
    return latest.centre is not None and latest.n_useful == 0 and used_in(spec, latest) >= MIN_USEFUL


def used_in(spec: ChartSpec, part: Part) -> int:
    """How many values of a part are not left out."""
    points = spec.analysis.points
    return sum(1 for i, _ in spec.known if part.start <= i < part.stop and points.included[i])


def _of_whole(spec: ChartSpec, part: Part) -> tuple[str, bool]:
    """A signal that is of a part and of no stretch in it, in words, and whether its crossings are to be ringed."""
    if not part.signal:
        return "", False
    if uses_runs(spec) and part.few_crossings:
        expected = f"{part.crossings_min} or more expected"
        return f"Crosses the {spec.centre_word} {times(part.crossings or 0)}; {expected}", True
    crossed = f"Crosses the {spec.centre_word} {times(len(part.runs) - 1)}"
    if part.runs_verdict == "too few" and part.runs_lower is not None:
        return f"{crossed}; {part.runs_lower - 1} or more expected", True
    if part.runs_verdict == "too many" and part.runs_upper is not None:
        return f"{crossed}; {part.runs_upper - 1} or fewer expected", False
    return "", False


def _crossings(spec: ChartSpec, part: Part) -> list[tuple[float, float]]:
    """Where straight lines between neighbouring runs meet the centre line."""
    places = []
    for before, after in pairwise(part.runs):
        left, right = spec.values[before.end], spec.values[after.start]
        if part.centre is not None and left is not None and right is not None:
            share = (part.centre - left) / (right - left)
            places.append((before.end + share * (after.start - before.end), part.centre))
    return places


def _of_latest(spec: ChartSpec, verdict: str) -> list[StripLine]:
    """What the reader must know before judging the latest part."""
    latest = spec.analysis.latest
    found = []
    if verdict == "few":
        since = f"Since {spec.borders[-1].letter}: " if spec.borders else ""
        found.append(f"{since}{latest.n_useful} of the {MIN_USEFUL} points needed for a test")
    if is_constant(spec):
        found.append("No variation: nothing to test")
    elif spec.has_limits and latest.no_variation:
        found.append("No variation: no limits")
    if latest.trial and draws_limits(spec, latest):
        found.append(TRIAL_WORDS)
    return [StripLine(words, "") for words in found]


def times(count: int) -> str:
    """How often, in words: "never", "once", "twice", "3 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
