"""`stored.store` for a whole batch, straight from its arrays: no Analysis is made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from measures.spc.analysis import ENGINE_VERSION
from measures.spc.batch import Block, PartBatch
from measures.spc.build import assurance, notes, variation
from measures.spc.engine import Analyses
from measures.spc.plan import Plan
from measures.spc.runs import Bools, Floats, Ints, Signs
from measures.spc.stored import USUAL_OF_PART

# The letters of `stored`, by sign + 1, and for a missing one.
_LETTERS = np.frombuffer(b"-0+.", dtype=np.uint8)
_MISSING = 3
_ZERO = ord("0")


@dataclass(frozen=True, slots=True)
class Meant:
    """What is said of each series beside its numbers: which way is better, and its target."""

    directions: Sequence[str]
    targets: Sequence[float | None]


def store_many(analyses: Analyses, values: Floats, meant: Meant) -> Iterator[dict[str, Any]]:
    """What is kept of each analysis, in order: as if each had been analysed with its own direction and target.

    values: the values of their series, one row each, nan missing.
    """
    done = 0
    for block, parts in analyses.blocks:
        rows = slice(done, done + len(block.values))
        done = rows.stop
        told = Meant(meant.directions[rows], meant.targets[rows])
        yield from _block(analyses.plan, block, parts, analyses.n_obs[rows], values[rows], told)


@dataclass(frozen=True, slots=True)
class _Facts:
    """The properties of `analysis.Part` that are always kept, then those that are kept where unusual; one a series."""

    stop: list[int]
    n_used: list[int]
    n_useful: list[int]
    centre: list[float | None]
    tie: list[float | None]
    longest_run: list[int | None]
    longest_run_max: list[int | None]
    crossings: list[int | None]
    crossings_min: list[int | None]
    long_run: list[bool]
    few_crossings: list[bool]
    runs_lower: list[int | None]
    runs_upper: list[int | None]
    n_trends: list[int | None]
    raw_signal: list[bool]
    tested: list[bool]
    signal: list[bool]
    trial: list[bool]
    no_variation: list[bool]
    change: list[int]


_NAMES = tuple(field.name for field in fields(_Facts))
_FLAGS = ("outside", "close", "trend", "shift", "two_of_three")
_ALWAYS = _NAMES[: _NAMES.index("long_run")]


def _block(
    plan: Plan, block: Block, parts: list[PartBatch], n_obs: Ints, values: Floats, meant: Meant
) -> Iterator[dict[str, Any]]:
    stops = [np.minimum(border, n_obs) for border in plan.borders[1:]]
    every = [_facts(plan, part, stop) for part, stop in zip(parts, stops, strict=True)]
    kept_of = [_kept_of_part(facts, part.start) for facts, part in zip(every, parts, strict=True)]
    part, facts = _joined(parts), every[-1]
    points = _Points(plan, part, n_obs, values)
    without, over = _counted(plan, block, len(n_obs))
    has_limits = part.lines.limits is not None
    head: dict[str, Any] = {"chart": plan.chart, "rules": plan.rules.name, "engine": ENGINE_VERSION}
    if plan.screened is not None:
        head["screened"] = plan.screened
    for row, width in enumerate(n_obs.tolist()):
        direction, target = meant.directions[row], meant.targets[row]
        kept = {**head, "n_obs": width}
        if direction != "none":
            kept["direction"] = direction
        if target is not None:
            kept["target"] = target
            if has_limits and direction != "none":
                kept["assurance"] = assurance(target, direction, points.latest_limits(row, width))
        if plan.rules.icons:
            kept["variation"] = variation(direction, points.latest_way(row, width))
        if told := notes(
            plan,
            without=without[row],
            over=over[row],
            no_variation=facts.no_variation[row],
            trial=has_limits and facts.trial[row],
            tested=facts.tested[row],
        ):
            kept["notes"] = told
        kept.update(kept_of[-1][row])
        if len(kept_of) > 1:
            kept["earlier"] = [of_part[row] for of_part in kept_of[:-1]]
        kept["points"] = points.kept(row, width)
        yield kept


def _facts(plan: Plan, part: PartBatch, stop: Ints) -> _Facts:
    facts = part.facts
    useful, counted = facts.n_useful > 0, part.runs_lower > 0
    n_used = np.concatenate(([0], np.cumsum(part.lines.used)))[stop - part.start]
    has_trends = part.flags is not None and plan.rules.trend is not None
    return _Facts(
        stop=stop.tolist(),
        n_used=n_used.tolist(),
        n_useful=facts.n_useful.tolist(),
        centre=_column(part.lines.cl * plan.multiply),
        tie=[tie or 0.0 for tie in _column(part.tie * plan.multiply)],
        longest_run=_where(useful, facts.longest),
        longest_run_max=_where(useful, facts.longest_max),
        crossings=_where(useful, facts.crossings),
        crossings_min=_where(useful, facts.crossings_min),
        long_run=facts.long_run.tolist(),
        few_crossings=facts.few_crossings.tolist(),
        runs_lower=_where(counted, part.runs_lower),
        runs_upper=_where(counted, part.runs_upper),
        n_trends=part.flags.n_trends.tolist() if part.flags is not None and has_trends else [None] * len(stop),
        raw_signal=part.raw_signal.tolist(),
        tested=part.tested.tolist(),
        signal=part.signal.tolist(),
        trial=part.trial.tolist(),
        no_variation=_no_variation(part).tolist(),
        change=part.change.tolist(),
    )


def _kept_of_part(facts: _Facts, start: int) -> list[dict[str, Any]]:
    """What is kept of one part of each series."""
    always = zip(*(getattr(facts, name) for name in _ALWAYS), strict=True)
    found: list[dict[str, Any]] = [dict(zip(_ALWAYS, row, strict=True)) for row in always]
    for name, usual in USUAL_OF_PART.items():
        if name == "start":
            if start != usual:
                found = [{**row, name: start} for row in found]
            continue
        for row, value in enumerate(getattr(facts, name)):
            if value != usual:
                found[row][name] = value
    return found


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


def _counted(plan: Plan, block: Block, n_series: int) -> tuple[list[int], list[int]]:
    """How many points have no denominator above 0, and how many a numerator larger than it."""
    if block.sizes is None:
        return [0] * n_series, [0] * n_series
    with np.errstate(invalid="ignore"):
        without = np.count_nonzero((block.sizes <= 0) & ~np.isnan(block.values), axis=1)
        over = np.count_nonzero((block.values > block.sizes) & (block.sizes > 0), axis=1)
    return without.tolist(), over.tolist()


def _column(values: Floats) -> list[Any]:
    """A list, or a list of lists, with None for what is not finite."""
    found: list[Any] = values.tolist()
    for *at, last in np.argwhere(~np.isfinite(values)).tolist():
        (found[at[0]] if at else found)[last] = None
    return found


def _where(there: Bools, column: Ints) -> list[int | None]:
    found: list[int | None] = column.tolist()
    if not there.all():
        found = [value if known else None for value, known in zip(found, there.tolist(), strict=True)]
    return found


class _Points:
    """The points of a block's series, as `stored` keeps them."""

    def __init__(self, plan: Plan, part: PartBatch, n_obs: Ints, values: Floats) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            y = part.lines.y * plan.multiply
        missing = np.isnan(y)
        inside = np.arange(y.shape[1]) < n_obs[:, None]
        self._y = _column(y)
        # A value that is plotted as it is need not be kept twice.
        self._as_given = _all((y == values) | (missing & np.isnan(values)) | ~inside).tolist()
        self._n = None if part.n is None else np.where(np.isnan(part.n), 0.0, part.n).tolist()
        self._limits = _limits(plan, part, y)
        self._flags = {
            name: "".join("01"[there] for there in flags.tolist()) for name, flags in _unusual_flags(plan, part)
        }
        self._letters = dict(_letters(part, missing, inside))
        self._direction = part.direction
        self._start = part.start

    def latest_way(self, row: int, width: int) -> int:
        """The direction of the special cause at the latest point; 0 where it is none."""
        return int(self._direction[row, width - 1]) if self._direction is not None and width else 0

    def latest_limits(self, row: int, width: int) -> tuple[float, float] | None:
        """The latest lower and upper limit that are both drawn."""
        low, high = (self._limits[name][row][self._start : width] for name in ("lcl", "ucl"))
        if low and low[-1] is not None and high[-1] is not None:
            return low[-1], high[-1]
        drawn = ((a, b) for a, b in zip(reversed(low), reversed(high), strict=True) if a is not None and b is not None)
        return next(drawn, None)

    def kept(self, row: int, width: int) -> dict[str, Any]:
        """What is kept of one series."""
        found: dict[str, Any] = {}
        if not self._as_given[row]:
            found["y"] = self._y[row][:width]
        if self._n is not None:
            found["n"] = _packed(self._n[row][:width])
        for name, lines in self._limits.items():
            line = _packed(lines[row][:width])
            if line is not None and line != []:
                found[name] = line
        for name, text in self._flags.items():
            if "0" in text[:width]:
                found[name] = text[:width]
        for name, (text, told, step) in self._letters.items():
            if told[row]:
                found[name] = text[row * step : row * step + width]
        return found


def _limits(plan: Plan, part: PartBatch, y: Floats) -> dict[str, list[list[float | None]]]:
    """The limits of every point, times the multiplier, not below 0 where that cannot be; empty without limits.

    Where a series has one limit for all its points, that one entry.
    """
    if part.lines.limits is None:
        return {}
    floored = _all(~(y < 0)) if plan.never_negative else np.zeros(len(y), dtype=bool)
    found = {}
    for name, lines in zip(("lcl", "ucl", "lcl_95", "ucl_95"), part.lines.limits, strict=True):
        with np.errstate(over="ignore", invalid="ignore"):
            line = lines * plan.multiply
        if name in ("lcl", "lcl_95"):
            line = np.where(floored[:, None], np.maximum(line, 0.0), line)
        found[name] = _column(line)
    return found


def _unusual_flags(plan: Plan, part: PartBatch) -> Iterator[tuple[str, Bools]]:
    for name, flags in (("baseline", plan.baseline), ("included", part.lines.used)):
        if not flags.all():
            yield name, flags


def _letters(part: PartBatch, missing: Bools, inside: Bools) -> Iterator[tuple[str, tuple[str, list[bool], int]]]:
    """Every column of signs as one text, which of the series it is kept of, and how many letters each has."""
    step = missing.shape[1]

    def told(signs: Signs, gone: Bools | None, keep: Bools) -> tuple[str, list[bool], int]:
        code = signs.astype(np.intp) + 1
        if gone is not None:
            code[gone] = _MISSING
        return _LETTERS[code].tobytes().decode("ascii"), keep.tolist(), step

    yield "side", told(part.side, missing, np.ones(len(missing), dtype=bool))
    if part.flags is None or part.reason is None or part.direction is None:
        return
    if part.lines.limits is not None:
        unknown = np.isnan(part.lines.y) | ~np.isfinite(np.broadcast_to(part.lines.limits[1], missing.shape))
        for name, near in (("outside", part.flags.outside), ("close", part.flags.close)):
            if near is not None:
                yield name, told(near, unknown, ~_all(unknown | ~inside))
    for name in ("trend", "shift", "two_of_three"):
        signs = getattr(part.flags, name)
        yield name, told(signs, None, ~_all(signs == 0))
    yield "special_side", told(part.direction, None, ~_all(part.direction == 0))
    reasons = (part.reason.astype(np.uint8) + _ZERO).tobytes().decode("ascii")
    yield "special", (reasons, (~_all(part.reason == 0)).tolist(), step)


def _all(matrix: Bools) -> Bools:
    """Whether a row holds nothing else than true."""
    found: Bools = np.all(matrix, axis=1)
    return found


def _packed(column: list[float | None]) -> Any:
    """As `stored` packs a column."""
    if len(column) == 1:
        return column[0]
    return column[0] if column and all(entry == column[0] for entry in column) else column
