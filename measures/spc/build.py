"""From the arrays of a batch to the Analysis of one of its series."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from measures.spc.analysis import ENGINE_VERSION, MIN_BASELINE, MIN_USEFUL, Analysis, Column, Part, Points, Run
from measures.spc.batch import Block, PartBatch
from measures.spc.plan import Plan
from measures.spc.runs import Floats
from measures.spc.signals import PRECEDENCE

# Why a point is a signal, by number: 0 it is none.
REASONS = ("", *PRECEDENCE)

# Which of lcl, ucl, lcl_95, ucl_95 lie below the centre line.
_LOWER = (0, 2)


def build(plan: Plan, block: Block, parts: list[PartBatch], row: int, n_obs: int) -> Analysis:
    """The Analysis of series number `row` of a block, which has `n_obs` points (the rest of its row is padding)."""
    stops = [min(border, n_obs) for border in plan.borders[1:]]
    built = [_part(plan, part, row, stop) for part, stop in zip(parts, stops, strict=True)]
    points = _points(plan, parts, row, n_obs)
    latest = built[-1]
    return Analysis(
        chart=plan.chart,
        rules=plan.rules.name,
        engine=ENGINE_VERSION,
        n_obs=n_obs,
        screened=plan.screened,
        direction=plan.direction,
        target=plan.target,
        latest=latest,
        earlier=tuple(built[:-1]),
        points=points,
        variation=variation(plan.direction, points.special_side[-1] if n_obs else 0) if plan.rules.icons else None,
        assurance=_assurance(plan, points, latest) if parts[-1].lines.limits is not None else None,
        notes=tuple(_notes(plan, block, parts[-1], row, latest)),
    )


def _part(plan: Plan, batch: PartBatch, row: int, stop: int) -> Part:
    facts = batch.facts
    useful = int(facts.n_useful[row])
    first, last = int(facts.first_run[row]), int(facts.first_run[row + 1])
    columns = (column[first:last].tolist() for column in facts.runs[1:])
    runs = tuple(
        Run(start + batch.start, end + batch.start, side, length)
        for start, end, side, length in zip(*columns, strict=True)
    )
    counted = batch.runs_lower[row] > 0
    width = stop - batch.start
    return Part(
        start=batch.start,
        stop=stop,
        n_used=int(np.count_nonzero(batch.lines.used[:width])),
        n_useful=useful,
        centre=_number(float(batch.lines.cl[row]) * plan.multiply),
        tie=_number(float(batch.tie[row]) * plan.multiply) or 0.0,
        longest_run=int(facts.longest[row]) if useful else None,
        longest_run_max=int(facts.longest_max[row]) if useful else None,
        crossings=int(facts.crossings[row]) if useful else None,
        crossings_min=int(facts.crossings_min[row]) if useful else None,
        long_run=bool(facts.long_run[row]),
        few_crossings=bool(facts.few_crossings[row]),
        runs_lower=int(batch.runs_lower[row]) if counted else None,
        runs_upper=int(batch.runs_upper[row]) if counted else None,
        n_trends=int(batch.flags.n_trends[row]) if batch.flags is not None and plan.rules.trend else None,
        raw_signal=bool(batch.raw_signal[row]),
        tested=bool(batch.tested[row]),
        signal=bool(batch.signal[row]),
        trial=bool(batch.trial[row]),
        no_variation=_no_variation(batch, row),
        runs=runs,
        change=int(batch.change[row]),
    )


def _no_variation(batch: PartBatch, row: int) -> bool:
    """Whether there are two values or more, all of them equal."""
    values = batch.lines.y[row, batch.lines.used]
    values = values[~np.isnan(values)]
    tie = batch.tie[row]
    return values.size > 1 and bool(values.max() / 2 - values.min() / 2 <= (0.0 if math.isnan(tie) else tie / 2))


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _points(plan: Plan, parts: list[PartBatch], row: int, n_obs: int) -> Points:
    """Every point of the series, its parts one after the other."""
    y = _joined([part.lines.y[row] for part in parts], n_obs) * plan.multiply
    side = _joined([part.side[row] for part in parts], n_obs)
    lcl, ucl, lcl_95, ucl_95 = _limits(plan, parts, row, n_obs, floored=plan.never_negative and not (y < 0).any())
    centres = [_number(float(part.lines.cl[row]) * plan.multiply) for part in parts]
    number = _repeated(plan, range(len(parts)), n_obs)
    reasons, ways = (_signs(parts, name, row, n_obs) for name in ("reason", "direction"))
    return Points(
        y=_column(y),
        n=_sizes(parts, row, n_obs),
        cl=tuple(centres[k] for k in number),
        lcl=lcl,
        ucl=ucl,
        lcl_95=lcl_95,
        ucl_95=ucl_95,
        part=tuple(k + 1 for k in number),
        baseline=tuple(plan.baseline[:n_obs].tolist()),
        included=tuple(_joined([part.lines.used for part in parts], n_obs).tolist()),
        outside=_near_limits(parts, "outside", row, n_obs),
        close=_near_limits(parts, "close", row, n_obs),
        side=tuple(None if gone else sign for sign, gone in zip(side.tolist(), np.isnan(y).tolist(), strict=True)),
        trend=_signs(parts, "trend", row, n_obs),
        shift=_signs(parts, "shift", row, n_obs),
        two_of_three=_signs(parts, "two_of_three", row, n_obs),
        special=tuple(REASONS[reason] for reason in reasons),
        special_side=ways,
        kind=tuple(meaning(plan.direction, way) for way in ways),
    )


def _joined(pieces: list[Any], n_obs: int) -> Any:
    return (pieces[0] if len(pieces) == 1 else np.concatenate(pieces))[:n_obs]


def _repeated(plan: Plan, values: Sequence[int], n_obs: int) -> tuple[int, ...]:
    """One entry a part, made one entry a point."""
    widths = (stop - start for start, stop in pairwise(plan.borders))
    return tuple(value for value, width in zip(values, widths, strict=True) for _ in range(width))[:n_obs]


def _limits(
    plan: Plan, parts: list[PartBatch], row: int, n_obs: int, *, floored: bool
) -> tuple[Column, Column, Column, Column]:
    """lcl, ucl, lcl_95 and ucl_95 of every point."""
    found = []
    for which in range(4):
        line = _joined([_limit(part, which, row) for part in parts], n_obs) * plan.multiply
        found.append(_column(np.maximum(line, 0.0) if floored and which in _LOWER else line))
    return found[0], found[1], found[2], found[3]


def _limit(part: PartBatch, which: int, row: int) -> Floats:
    width = part.lines.y.shape[1]
    if part.lines.limits is None:
        return np.full(width, np.nan)
    return np.broadcast_to(part.lines.limits[which][row], width)


def _near_limits(parts: list[PartBatch], name: str, row: int, n_obs: int) -> tuple[int | None, ...]:
    """Flags that need a limit: None where value or limits are missing."""
    found: list[int | None] = []
    for part in parts:
        flags = None if part.flags is None else getattr(part.flags, name)
        if flags is None:
            found += [None] * part.lines.y.shape[1]
            continue
        unknown = np.isnan(part.lines.y[row]) | ~np.isfinite(_limit(part, 1, row))
        pairs = zip(flags[row].tolist(), unknown.tolist(), strict=True)
        found += [None if gone else sign for sign, gone in pairs]
    return tuple(found[:n_obs])


def _signs(parts: list[PartBatch], name: str, row: int, n_obs: int) -> tuple[int, ...]:
    """Flags, reasons or directions of every point; 0 where the rule set flags none."""
    matrices: list[Any] = [
        getattr(part if name in ("reason", "direction") else part.flags, name, None) for part in parts
    ]
    if matrices[0] is None:
        return (0,) * n_obs
    return tuple(_joined([matrix[row] for matrix in matrices], n_obs).tolist())


def _sizes(parts: list[PartBatch], row: int, n_obs: int) -> Column | None:
    if parts[0].n is None:
        return None
    sizes = _joined([part.n[row] for part in parts if part.n is not None], n_obs)
    return _column(np.where(np.isnan(sizes), 0.0, sizes))


def _column(values: Floats) -> Column:
    return tuple(value if math.isfinite(value) else None for value in values.tolist())


def meaning(direction: str, way: int) -> str:
    """What a special cause that way means: the `kind` of `analysis.Points`."""
    if way == 0:
        return "common_cause"
    if direction == "none":
        return "neutral_high" if way > 0 else "neutral_low"
    return "improvement" if (way > 0) == (direction == "up") else "concern"


def variation(direction: str, way: int) -> str:
    """The icon of variation: what a special cause that way at the latest point says. Source: NHSRplotthedots 0.2.2."""
    kind = meaning(direction, way)
    if way == 0 or direction == "none":
        return kind
    return f"{kind}_{'high' if way > 0 else 'low'}"


def _assurance(plan: Plan, points: Points, latest: Part) -> str | None:
    drawn = [
        (low, high)
        for low, high in zip(points.lcl[latest.start :], points.ucl[latest.start :], strict=True)
        if low is not None and high is not None
    ]
    if plan.target is None or plan.direction == "none":
        return None
    return assurance(plan.target, plan.direction, drawn[-1] if drawn else None)


def assurance(target: float, direction: str, limits: tuple[float, float] | None) -> str:
    """Whether the target lies beyond the latest limits (lower, upper; None: there are none): on a limit it does not.

    direction: "up" or "down". Source: NHSRplotthedots 0.2.2.
    """
    if limits is None:
        return "inconsistent"
    above, below = target > limits[1], target < limits[0]
    if direction == "down":
        above, below = below, above
    return "consistent_fail" if above else "consistent_pass" if below else "inconsistent"


def _notes(plan: Plan, block: Block, batch: PartBatch, row: int, latest: Part) -> list[str]:
    without = over = 0
    if block.sizes is not None:
        sizes, values = block.sizes[row], block.values[row]
        without = int(np.count_nonzero((sizes <= 0) & ~np.isnan(values)))
        over = int(np.count_nonzero((values > sizes) & (sizes > 0)))
    said = {"no_variation": latest.no_variation, "trial": latest.trial, "tested": latest.tested}
    return notes(plan, without=without, over=over, short=bool(batch.short[row]), **said)


def notes(
    plan: Plan, *, without: int, over: int, short: bool, no_variation: bool, trial: bool, tested: bool
) -> list[str]:
    """What the reader should know. without: points whose denominator is not above 0. over: whose numerator is larger
    than the denominator. short: as in `PartBatch`. The others as in `analysis.Part`; all of the
    latest part."""
    said = []
    if without:
        said.append(f"{without} without a denominator above 0, treated as missing")
    if over and plan.chart in ("p", "pp"):
        said.append(f"{over} with a numerator larger than the denominator")
    if no_variation:
        said.append("no variation")
    if trial:
        said.append(f"trial limits: fewer than {MIN_BASELINE} points")
    elif plan.fixed[-1] and short:
        said.append(f"a baseline of fewer than {MIN_BASELINE} points")
    if not tested:
        said.append(f"fewer than {MIN_USEFUL} useful points: drawn, not tested")
    return said
