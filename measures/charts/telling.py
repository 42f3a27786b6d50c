"""What a signal is, in a sentence: what holds now before what has passed, and no more than the numbers show."""

from measures.charts.lines import baselines
from measures.charts.phrases import counted, from_to, noun_for, one_period, period, side_of
from measures.charts.reading import Reading, times
from measures.charts.signals import Band, change_now, latest_point, uses_runs
from measures.charts.spec import ChartSpec
from measures.spc import MIN_USEFUL, Run

_UNLIKELY = "unlikely to be chance"
_MOST = 0.75  # of the points after a baseline, on one side
# Of several signals at the latest point, the one that says most.
_RANK = {"shift": 3, "outside": 2, "trend": 1, "two_of_three": 0}


def told(spec: ChartSpec, reading: Reading) -> str:
    """The sentence of a latest part with a signal, without the word on causes."""
    analysis = spec.analysis
    long_runs = analysis.long_runs if uses_runs(spec) else ()
    if long_runs and long_runs[-1] == analysis.runs[-1]:
        return f"{_since(spec, long_runs[-1])}: {_UNLIKELY}{_meaning(reading)}."
    band = holding(spec, reading)
    if band is not None:
        return f"{_band_now(spec, band)}: {_UNLIKELY}{_meaning(reading)}."
    passed = _passed(spec, reading, long_runs)
    if reading.verdict == "none":
        return f"No clear change now. {passed}: {_UNLIKELY}."
    return f"{passed}: {_UNLIKELY}{_now(spec, reading)}"


def holding(spec: ChartSpec, reading: Reading) -> Band | None:
    """The stretch of flagged points that the latest point belongs to, on the side that the series has moved to."""
    last, now = latest_point(spec), change_now(spec)
    held = [
        band
        for band in reading.bands
        if band.kind != "run" and band.part == len(spec.analysis.earlier) and band.end == last and band.side == now
    ]
    return max(held, key=lambda band: _RANK[band.kind]) if held else None


def since(spec: ChartSpec, reading: Reading) -> int | None:
    """Position from which on the series is as the verdict says; None where it does not show which way it is going."""
    if reading.verdict not in ("better", "worse", "changed") or change_now(spec) == 0:
        return None
    analysis = spec.analysis
    band = holding(spec, reading)
    long_run_now = uses_runs(spec) and analysis.long_runs and analysis.long_runs[-1] == analysis.runs[-1]
    return analysis.runs[-1].start if long_run_now or band is None else band.start


def _passed(spec: ChartSpec, reading: Reading, long_runs: tuple[Run, ...]) -> str:
    """A signal that is not itself a stretch that holds now."""
    latest = spec.analysis.latest
    if long_runs:
        run = max(reversed(long_runs), key=lambda candidate: candidate.length)
        return f"{from_to(spec, run.start, run.end)}, {_in_a_row(spec, run.start, run.end, run.length, run.side)}"
    if uses_runs(spec) and latest.few_crossings:
        return _crossings(spec, latest.crossings or 0, f"{latest.crossings_min} or more")
    if latest.runs_lower is not None and latest.runs_verdict == "too few":
        return _crossings(spec, len(latest.runs) - 1, f"{latest.runs_lower - 1} or more")
    of_latest = [band for band in reading.bands if band.part == len(spec.analysis.earlier)]
    if of_latest:
        return _band_then(spec, max(of_latest, key=lambda band: (band.end, _RANK[band.kind])))
    return _crossings(spec, len(latest.runs) - 1, f"{(latest.runs_upper or 1) - 1} or fewer")


def _crossings(spec: ChartSpec, n: int, expected: str) -> str:
    crossed = times(n)
    only = "" if crossed == "never" or expected.endswith("fewer") else "only "
    return f"The line crosses the {spec.centre_word} {only}{crossed}, where chance would give {expected}"


def _since(spec: ChartSpec, run: Run) -> str:
    return _row_now(spec, run.start, run.end, run.length, run.side)


def _row_now(spec: ChartSpec, start: int, end: int, length: int, side: int) -> str:
    """A stretch on one side of the line that holds now."""
    if spec.period_noun == "event" and noun_for(spec, start, end, length) == "event":
        return f"The last {counted(length, 'event')} are all {side_of(spec, side)}"
    return f"Since {period(spec, start)}, {_in_a_row(spec, start, end, length, side)}"


def _in_a_row(spec: ChartSpec, start: int, end: int, length: int, side: int) -> str:
    return f"{counted(length, noun_for(spec, start, end, length))} in a row {side_of(spec, side)}"


def _band_now(spec: ChartSpec, band: Band) -> str:
    """A stretch of flagged points up to the latest one."""
    if band.kind == "shift":
        return _row_now(spec, band.start, band.end, band.length, band.side)
    if band.kind == "outside" and band.length == 1:
        return f"{one_period(spec, band.start)} is {_limit(band)}"
    if spec.period_noun == "event":
        return _events_now(spec, band)
    return f"Since {period(spec, band.start)}, {_what(spec, band)}"


def _events_now(spec: ChartSpec, band: Band) -> str:
    if band.kind == "two_of_three":
        return f"Of the last three events two or more are {_near(band)}"
    what = _limit(band) if band.kind == "outside" else f"{_way(band)}, one after the other"
    return f"The last {counted(band.length, 'event')} are {what}"


def _band_then(spec: ChartSpec, band: Band) -> str:
    """A stretch of flagged points that has ended."""
    if band.start == band.end:
        where = _limit(band) if band.kind == "outside" else _near(band)
        return f"{one_period(spec, band.start)} was {where}"
    return f"{from_to(spec, band.start, band.end)}, {_what(spec, band)}"


def _what(spec: ChartSpec, band: Band) -> str:
    noun = noun_for(spec, band.start, band.end, band.length)
    if band.kind == "shift":
        return _in_a_row(spec, band.start, band.end, band.length, band.side)
    if band.kind == "two_of_three":
        return f"two of three {spec.period_noun}s {_near(band)}"
    if band.kind == "trend":
        return f"{counted(band.length, noun)} in a row {_way(band)}"
    return f"{counted(band.length, noun)} in a row {_limit(band)}"


def _way(band: Band) -> str:
    return "rising" if band.side > 0 else "falling"


def _limit(band: Band) -> str:
    return "above the upper limit" if band.side > 0 else "below the lower limit"


def _near(band: Band) -> str:
    return f"near the {'upper' if band.side > 0 else 'lower'} limit"


def _now(spec: ChartSpec, reading: Reading) -> str:
    """Where the series is after a signal that is not itself one that holds: said only where the numbers show it."""
    if change_now(spec) == 0:
        most = _most(spec)
        if most:
            return f". {most}, but the latest of them do not show which way things are going now."
        return ", but it does not show which way things are going now."
    return f". {_since(spec, spec.analysis.runs[-1])}{_meaning(reading)}."


def _most(spec: ChartSpec) -> str:
    """On which side most points after a fixed baseline are; "" without one, or where no side has three in four.

    Only a line that is not made of these points can have most of them on one side.
    """
    latest = spec.analysis.latest
    ends = [last for first, last in baselines(spec) if latest.start <= first < latest.stop]
    if not ends:
        return ""
    sides = spec.analysis.points.side
    shown = [sides[i] for i, _ in spec.known if i > ends[0] and spec.analysis.points.included[i]]
    for side in (1, -1):
        if len(shown) >= MIN_USEFUL and shown.count(side) >= _MOST * len(shown):
            n, noun = shown.count(side), spec.period_noun
            return f"{n} of the {counted(len(shown), noun)} since the baseline are {side_of(spec, side)}"
    return ""


def _meaning(reading: Reading) -> str:
    return {"better": ", and better", "worse": ", and worse"}.get(reading.verdict, "")
