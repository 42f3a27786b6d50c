"""`stored.store` for a whole batch, straight from its arrays to the texts of JSON: no Analysis is made.

Texts are put together a property at a time, each for all series at once.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import orjson

from measures.spc.analysis import ENGINE_VERSION
from measures.spc.batch import Block, PartBatch
from measures.spc.build import assurance, notes, variation
from measures.spc.engine import Analyses
from measures.spc.plan import Plan
from measures.spc.runs import Bools, Floats, Ints
from measures.spc.stored import USUAL_OF_PART
from measures.spc.storedpoints import limits_of, points_of
from measures.spc.texts import Texts, each

# Of the points of a part, what the rules say.
_FLAGS = ("outside", "close", "trend", "shift", "two_of_three")


@dataclass(frozen=True, slots=True)
class Meant:
    """What is said of each series beside its numbers: which way is better, and its target."""

    directions: Sequence[str]
    targets: Sequence[float | None]


def store_many(analyses: Analyses, values: Floats, meant: Meant) -> list[str]:
    """What is kept of each analysis, in order, as JSON: as if each had been analysed with its own direction and target.

    values: the values of their series, one row each, nan missing.
    """
    found: list[str] = []
    for block, parts in analyses.blocks:
        rows = slice(len(found), len(found) + len(block.values))
        told = Meant(meant.directions[rows], meant.targets[rows])
        found += _block(analyses.plan, block, parts, analyses.n_obs[rows], values[rows], told)
    return found


def _block(plan: Plan, block: Block, parts: list[PartBatch], n_obs: Ints, values: Floats, meant: Meant) -> list[str]:
    stops = [np.minimum(border, n_obs) for border in plan.borders[1:]]
    latest, whole = parts[-1], _joined(parts)
    limits = limits_of(plan, whole)
    kept = Texts(len(n_obs))
    heads = {pair: _head(plan, *pair) for pair in set(zip(meant.directions, meant.targets, strict=True))}
    kept.add_texts(heads[pair] for pair in zip(meant.directions, meant.targets, strict=True))
    if limits:
        _add_assurance(kept, limits, n_obs, latest.start, meant)
    if plan.rules.icons:
        kept.add({"variation": _variation(whole, n_obs, meant.directions)})
    _add_notes(kept, plan, block, latest)
    _add_part(kept, plan, latest, stops[-1])
    if len(parts) > 1:
        kept.add({"earlier": _earlier(plan, parts[:-1], stops[:-1])})
    kept.add({"n_obs": each(n_obs), "points": points_of(plan, whole, n_obs, values, limits)})
    return kept.done()


def _head(plan: Plan, direction: str, target: float | None) -> str:
    """What many series have in common, as JSON's properties."""
    kept: dict[str, Any] = {"chart": plan.chart, "rules": plan.rules.name, "engine": ENGINE_VERSION}
    if plan.screened is not None:
        kept["screened"] = plan.screened
    if direction != "none":
        kept["direction"] = direction
    if target is not None:
        kept["target"] = target
    return orjson.dumps(kept).decode()[1:-1]


def _add_assurance(kept: Texts, limits: dict[str, Floats], n_obs: Ints, start: int, meant: Meant) -> None:
    asked = [
        (row, target, direction)
        for row, (direction, target) in enumerate(zip(meant.directions, meant.targets, strict=True))
        if target is not None and direction != "none"
    ]
    latest = {row: _latest_limits(limits, row, slice(start, int(n_obs[row]))) for row, _, _ in asked}
    found = [f'"{assurance(target, direction, latest[row])}"' for row, target, direction in asked]
    kept.add_some("assurance", latest, found)


def _latest_limits(limits: dict[str, Floats], row: int, points: slice) -> tuple[float, float] | None:
    """The latest lower and upper limit that are both drawn."""
    low, high = (limits[name][row, points].tolist() for name in ("lcl", "ucl"))
    both = zip(reversed(low), reversed(high), strict=True)
    drawn = ((a, b) for a, b in both if not (math.isnan(a) or math.isnan(b)))
    return next(drawn, None)


def _variation(part: PartBatch, n_obs: Ints, directions: Sequence[str]) -> list[str]:
    """What the special cause at the latest point says; where there is none, so does the icon."""
    ways = np.zeros(len(n_obs), dtype=np.int64)
    if part.direction is not None:
        rows = np.flatnonzero(n_obs)
        ways[rows] = part.direction[rows, n_obs[rows] - 1]
    return [f'"{variation(direction, way)}"' for direction, way in zip(directions, ways.tolist(), strict=True)]


def _add_notes(kept: Texts, plan: Plan, block: Block, part: PartBatch) -> None:
    """What the reader should know of the latest part, where there is anything."""
    without, over = _counted(block, len(part.short))
    no_variation = _no_variation(part)
    rows = np.flatnonzero((without > 0) | (over > 0) | no_variation | part.trial | part.short | ~part.tested)
    columns = (without, over, no_variation, part.short, part.trial, part.tested)
    names = ("without", "over", "no_variation", "short", "trial", "tested")
    given = zip(*(column[rows].tolist() for column in columns), strict=True)
    told = [notes(plan, **dict(zip(names, row, strict=True))) for row in given]
    some = [(row, said) for row, said in zip(rows.tolist(), told, strict=True) if said]
    kept.add_some("notes", (row for row, _ in some), (orjson.dumps(said).decode() for _, said in some))


def _add_part(kept: Texts, plan: Plan, part: PartBatch, stop: Ints) -> None:
    """What is kept of one part of each series."""
    facts = part.facts
    n_used = np.concatenate(([0], np.cumsum(part.lines.used)))[stop - part.start]
    tie = part.tie * plan.multiply
    always = {
        "stop": each(stop),
        "n_used": each(n_used),
        "n_useful": each(facts.n_useful),
        "centre": each(part.lines.cl * plan.multiply),
        "tie": each(np.where(np.isfinite(tie) & (tie != 0), tie, 0.0)),
    }
    runs = {
        "longest_run": facts.longest,
        "longest_run_max": facts.longest_max,
        "crossings": facts.crossings,
        "crossings_min": facts.crossings_min,
    }
    always |= {name: each(column, known=facts.n_useful > 0) for name, column in runs.items()}
    if part.flags is not None and plan.rules.trend is not None:
        always["n_trends"] = each(part.flags.n_trends)
    kept.add(always)
    for name, column in _unusual(part).items():
        rows = np.flatnonzero(column != (USUAL_OF_PART[name] or 0))
        kept.add_some(name, rows.tolist(), each(column[rows]))


def _unusual(part: PartBatch) -> dict[str, Any]:
    """The properties of a part that are kept where they are not as usual; what is not known is 0."""
    return {
        "start": np.full(len(part.short), part.start),
        "long_run": part.facts.long_run,
        "few_crossings": part.facts.few_crossings,
        "runs_lower": part.runs_lower,
        "runs_upper": np.where(part.runs_lower > 0, part.runs_upper, 0),
        "raw_signal": part.raw_signal,
        "tested": part.tested,
        "signal": part.signal,
        "trial": part.trial,
        "no_variation": _no_variation(part),
        "change": part.change,
    }


def _earlier(plan: Plan, parts: list[PartBatch], stops: list[Ints]) -> list[str]:
    """What is kept of the parts before the latest one."""
    texts = []
    for part, stop in zip(parts, stops, strict=True):
        kept = Texts(len(stop))
        _add_part(kept, plan, part, stop)
        texts.append(kept.done())
    return [f"[{','.join(row)}]" for row in zip(*texts, strict=True)]


def _joined(parts: list[PartBatch]) -> PartBatch:
    """The latest part, with the points of all."""
    latest = parts[-1]
    if len(parts) == 1:
        return latest

    def side_by_side(columns: Iterable[Any]) -> Any:
        given = list(columns)
        return None if given[0] is None else np.concatenate(given, axis=-1)

    limits = [
        None if part.lines.limits is None else [np.broadcast_to(line, part.lines.y.shape) for line in part.lines.limits]
        for part in parts
    ]
    lines = replace(
        latest.lines,
        y=side_by_side(part.lines.y for part in parts),
        used=side_by_side(part.lines.used for part in parts),
        limits=None if limits[-1] is None else tuple(side_by_side(line) for line in zip(*limits, strict=True)),
    )
    flags = latest.flags and replace(
        latest.flags,
        **{name: side_by_side(getattr(part.flags, name) for part in parts) for name in _FLAGS},
    )
    own = {name: side_by_side(getattr(part, name) for part in parts) for name in ("n", "side", "reason", "direction")}
    return replace(latest, lines=lines, flags=flags, **own)


def _no_variation(part: PartBatch) -> Bools:
    """As `build` says it of one series: two values or more, all of them equal."""
    seen = part.lines.y[:, part.lines.used]
    several = np.count_nonzero(~np.isnan(seen), axis=1) > 1
    high, low = np.fmax.reduce(seen, axis=1, initial=-np.inf), np.fmin.reduce(seen, axis=1, initial=np.inf)
    tie = np.where(np.isnan(part.tie), 0.0, part.tie)
    equal: Bools = several & (high / 2 - low / 2 <= tie / 2)
    return equal


def _counted(block: Block, n_series: int) -> tuple[Ints, Ints]:
    """How many points have no denominator above 0, and how many a numerator larger than it."""
    if block.sizes is None:
        return np.zeros(n_series, dtype=np.int64), np.zeros(n_series, dtype=np.int64)
    with np.errstate(invalid="ignore"):
        without = np.count_nonzero((block.sizes <= 0) & ~np.isnan(block.values), axis=1)
        over = np.count_nonzero((block.values > block.sizes) & (block.sizes > 0), axis=1)
    return without, over
