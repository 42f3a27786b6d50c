"""When a new centre line could be drawn. It is only ever suggested: a person decides, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from measures.spc.analysis import Analysis, Run
from measures.spc.runs import TIE_TOLERANCE

# A run this long is what runcharter, and IHI's safety programmes, take for a new level.
SUSTAINED = 9


@dataclass(frozen=True, slots=True)
class Stretch:
    """A median and where it comes from: positions from 0, ends included. kind: "baseline" or "sustained".

    extend_to: the last position to which its line is drawn, where the next stretch begins or the series ends.
    """

    median: float
    start: int
    end: int
    extend_to: int
    kind: str


def suggest(analysis: Analysis) -> Run | None:
    """The latest run of the latest part that could be the start of a new one: of SUSTAINED useful points or more, and
    not what the part began with. None when there is none."""
    latest = analysis.latest
    sustained = [run for run in latest.runs[1:] if run.length >= SUSTAINED]
    return sustained[-1] if sustained else None


def follow(
    values: Sequence[float | None], *, side: int | None, baseline: int = 13, run_length: int = SUSTAINED
) -> list[Stretch]:
    """The medians that runcharter would draw: of the first `baseline` points, and anew of each sustained run.

    A run is `run_length` useful points in a row above the line (side 1), below it (side -1) or either (None); points
    on the line neither break nor lengthen it. The search goes on after the run, against its median.
    Source: runcharter 0.2.0.9000. Raises ValueError when the series is shorter than baseline and run together.
    """
    if len(values) < baseline + run_length:
        raise ValueError(f"a baseline of {baseline} and a run of {run_length} need more than {len(values)} points")
    first = [value for value in values[:baseline] if value is not None]
    if not first:
        return []
    found = [(median(first), 0, baseline - 1)]
    while run := _next_run(values, found[-1][2] + 1, found[-1][0], side, run_length):
        found.append((median(value for i in run if (value := values[i]) is not None), run[0], run[-1]))
    ends = [start for _, start, _ in found[1:]] + [len(values) - 1]
    return [
        Stretch(line, start, end, extend_to, "sustained" if number else "baseline")
        for number, ((line, start, end), extend_to) in enumerate(zip(found, ends, strict=True))
    ]


def _next_run(
    values: Sequence[float | None], start: int, line: float, side: int | None, run_length: int
) -> list[int] | None:
    """Positions of the first run from `start`, of just `run_length` useful points."""
    run: list[int] = []
    on = 0
    for i in range(start, len(values)):
        value = values[i]
        if value is None or abs(value - line) <= TIE_TOLERANCE * abs(line):
            continue
        way = 1 if value > line else -1
        if way != on:
            run, on = [], way
        run.append(i)
        if len(run) == run_length and side in (None, on):
            return run
    return None
