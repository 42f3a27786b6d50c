"""The two doors: `analyse` for one series, `analyse_many` for a matrix of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Unpack, overload

import numpy as np
from numpy.typing import ArrayLike

from measures.spc.analysis import Analysis
from measures.spc.batch import Block, PartBatch, compute, prepare, slice_of
from measures.spc.build import build
from measures.spc.catalogue import RATIOS, RuleSet, needs_denominator, takes_denominator
from measures.spc.plan import Options, Plan, make_plan
from measures.spc.runs import Bools, Floats, Ints

Values = Sequence[float | None]

# Rows worked on at once: the temporary arrays of a block stay in the processor's cache.
_BLOCK = 2048


def analyse(
    values: Values,
    chart: str = "run",
    rules: str | RuleSet | None = None,
    *,
    denominators: Values | None = None,
    deviations: Values | None = None,
    **options: Unpack[Options],
) -> Analysis:
    """Analyse one series, in order; None or nan is a missing value.

    values: the numbers to plot; with denominators, the numerators; for an Xbar chart the means of subgroups.
    chart: one of CHARTS. "run", "xmr" (Making Data Count's individuals chart, factor 2.66), "i" (factor 3 / 1.128),
    "ip" (I prime), "mr", "p", "pp" (P prime), "u", "up" (U prime), "c", "g" (cases between events), "t" (time between
    events), "xbar", "s". Formulas and sources: `spc.lines`.
    rules: one of RULES, described in `spc.catalogue`, or a RuleSet of one's own; by default "mdc7" for "xmr" and
    "anhoej" for the others.
    denominators: needed for P and U charts, optional for run, I, XmR, MR and I prime charts; for Xbar and S the sizes
    of the subgroups. A row whose denominator is missing or not above 0 is missing. deviations: standard deviations of
    the subgroups (Xbar, S).
    options: see `Options`.

    Raises ValueError for an infinite value, a value of 0 or less on a T chart, or a choice that is not offered.
    """
    return analyse_many(
        _row(values),
        chart,
        rules,
        denominators=None if denominators is None else _row(denominators),
        deviations=None if deviations is None else _row(deviations),
        **options,
    )[0]


def _row(values: Values) -> Floats:
    return np.array([[np.nan if value is None else value for value in values]], dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Analyses(Sequence[Analysis]):
    """The analyses of a batch: summaries as arrays, one entry a series, each whole Analysis made when it is asked for.

    A sequence: `len`, iteration and indexing, from 0 and with slices. The arrays are of the latest part, their
    meaning as in `analysis.Part`: a count that an Analysis would not know is 0, a centre line nan. blocks: what all is
    made from, some thousand series a block, as its parts.
    """

    plan: Plan
    n_obs: Ints
    n_useful: Ints
    centre: Floats
    longest_run: Ints
    longest_run_max: Ints
    crossings: Ints
    crossings_min: Ints
    raw_signal: Bools
    tested: Bools
    signal: Bools
    change: Ints
    blocks: tuple[tuple[Block, list[PartBatch]], ...]

    def __len__(self) -> int:
        return len(self.n_obs)

    def __iter__(self) -> Iterator[Analysis]:
        return (self._at(index) for index in range(len(self)))

    @overload
    def __getitem__(self, index: int) -> Analysis: ...

    @overload
    def __getitem__(self, index: slice) -> list[Analysis]: ...

    def __getitem__(self, index: int | slice) -> Analysis | list[Analysis]:
        if isinstance(index, slice):
            return [self._at(one) for one in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"there are {len(self)} analyses, and no number {index}")
        return self._at(index % len(self))

    def _at(self, index: int) -> Analysis:
        block, parts = self.blocks[index // _BLOCK]
        return build(self.plan, block, parts, index % _BLOCK, int(self.n_obs[index]))


def analyse_many(
    matrix: ArrayLike | Sequence[Values],
    chart: str = "run",
    rules: str | RuleSet | None = None,
    *,
    denominators: ArrayLike | Sequence[Values] | None = None,
    deviations: ArrayLike | Sequence[Values] | None = None,
    lengths: ArrayLike | None = None,
    **options: Unpack[Options],
) -> Analyses:
    """Analyse many series as `analyse` would each of them, without a Python loop over series or points.

    matrix: a 2-D float array (series by points, nan missing), or a list of series with None for missing, which may
    differ in length when there are no parts. denominators, deviations: of the same shape. lengths: how many points
    each row of an array really has, where the rest of it is padding (nan). The other arguments, as of `analyse`, hold
    for every series. Series that differ in them go in separate calls.
    """
    values, n_obs = _matrix(matrix)
    if lengths is not None:
        n_obs = np.asarray(lengths, dtype=np.int64)
    options["parts"] = tuple(options.get("parts", ()))
    if options["parts"] and (n_obs != values.shape[1]).any():
        raise ValueError("series of different lengths cannot have the same parts")
    plan = make_plan(values.shape[1], chart, rules, options)
    sizes = _beside("denominators", denominators, values)
    spread = _beside("deviations", deviations, values)
    _check_numbers(chart, values, sizes, spread)
    blocks = tuple(
        _analysed(plan, Block(values[rows], _rows(sizes, rows), _rows(spread, rows)))
        for rows in (slice(first, first + _BLOCK) for first in range(0, len(values), _BLOCK))
    )
    return _gathered(plan, n_obs, blocks)


def _gathered(plan: Plan, n_obs: Ints, blocks: tuple[tuple[Block, list[PartBatch]], ...]) -> Analyses:
    latest = [parts[-1] for _, parts in blocks]
    facts = [part.facts for part in latest]
    return Analyses(
        plan=plan,
        n_obs=n_obs,
        n_useful=_joined([one.n_useful for one in facts], np.int64),
        centre=_joined([part.lines.cl * plan.multiply for part in latest], np.float64),
        longest_run=_joined([one.longest for one in facts], np.int64),
        longest_run_max=_joined([one.longest_max for one in facts], np.int64),
        crossings=_joined([one.crossings for one in facts], np.int64),
        crossings_min=_joined([one.crossings_min for one in facts], np.int64),
        raw_signal=_joined([part.raw_signal for part in latest], np.bool_),
        tested=_joined([part.tested for part in latest], np.bool_),
        signal=_joined([part.signal for part in latest], np.bool_),
        change=_joined([part.change for part in latest], np.int64),
        blocks=blocks,
    )


def _rows(column: Floats | None, rows: slice) -> Floats | None:
    return None if column is None else column[rows]


def _joined(columns: list[Any], dtype: Any) -> Any:
    return np.concatenate(columns) if columns else np.empty(0, dtype=dtype)


def _analysed(plan: Plan, block: Block) -> tuple[Block, list[PartBatch]]:
    data = prepare(plan, block)
    return block, [compute(plan, slice_of(data, start, stop), start) for start, stop in pairwise(plan.borders)]


def _matrix(given: Any) -> tuple[Floats, Ints]:
    """A matrix of floats, and how many points each of its rows really has."""
    if not isinstance(given, np.ndarray):
        given = list(given)
        if not given:
            given = np.empty((0, 0))
        elif any(isinstance(row, Sequence) for row in given):
            return _padded(given)
    values = np.asarray(given, dtype=np.float64)
    if values.ndim != 2:
        raise ValueError(f"analyse_many takes a 2-D array of series by points, not {values.ndim}-D")
    return values, np.full(len(values), values.shape[1], dtype=np.int64)


def _padded(rows: list[Values]) -> tuple[Floats, Ints]:
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    values = np.full((len(rows), lengths.max(initial=0)), np.nan)
    there = np.arange(values.shape[1]) < lengths[:, None]
    values[there] = np.array([number for row in rows for number in row], dtype=np.float64)  # None becomes nan
    return values, lengths


def _beside(name: str, given: Any, values: Floats) -> Floats | None:
    if given is None:
        return None
    column, _ = _matrix(given)
    if column.shape != values.shape:
        raise ValueError(f"{name} must be of the same shape as the values")
    return column


def _check_numbers(chart: str, values: Floats, sizes: Floats | None, spread: Floats | None) -> None:
    for numbers in (values, sizes, spread):
        if numbers is not None and np.isinf(numbers).any():
            raise ValueError("values must be finite or missing")
    if sizes is None and needs_denominator(chart):
        raise ValueError(f"chart {chart!r} needs denominators" + ("" if chart in RATIOS else " (sizes of subgroups)"))
    if sizes is not None and not takes_denominator(chart):
        raise ValueError(f"chart {chart!r} takes no denominators")
    if (spread is None) != (chart not in ("xbar", "s")):
        raise ValueError(
            f"chart {chart!r} needs the standard deviations of its subgroups"
            if spread is None
            else f"chart {chart!r} takes no standard deviations"
        )
    if chart == "t" and (values <= 0).any():
        raise ValueError("time between events must be greater than zero")
