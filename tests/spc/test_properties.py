"""What must hold for any series, and the kernel against a second, deliberately plain, computation."""

import json
import math
from fractions import Fraction
from itertools import groupby
from statistics import median

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from measures.spc import Analysis, analyse, analyse_many

# Whole numbers in a narrow range: many ties with the median, and every sum and mean exact.
whole = st.one_of(st.none(), st.integers(-20, 20).map(float))
series = st.lists(whole, max_size=60)
any_finite = st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), max_size=30)
freezes = st.one_of(st.none(), st.integers(1, 70))

SHAPE = (
    "n_obs", "n_useful", "longest_run", "longest_run_max", "crossings", "crossings_min",
    "long_run", "few_crossings", "tested", "signal", "raw_signal",
)  # fmt: skip


def shape(analysis: Analysis) -> dict:
    return {name: getattr(analysis, name) for name in SHAPE}


def plainly(values: list[float | None], freeze: int | None) -> dict:
    """The same analysis as a person would do it with pencil and paper: a string of letters, and fractions."""
    baseline = [value for value in values[:freeze] if value is not None]
    letters = ""
    if baseline:
        line = median(Fraction(value) for value in baseline)
        letters = "".join("" if v is None or v == line else "a" if v > line else "b" for v in values)
    found = dict.fromkeys(SHAPE) | {"n_obs": len(values), "n_useful": len(letters), "tested": len(letters) >= 10}
    found |= {"long_run": False, "few_crossings": False}
    if letters:
        n = len(letters)
        lengths = [len(list(group)) for _, group in groupby(letters)]
        flips = [Fraction(sum(math.comb(n - 1, i) for i in range(k + 1)), 2 ** (n - 1)) for k in range(n)]
        found["longest_run"] = max(lengths)
        found["longest_run_max"] = next(k for k in range(99) if 2 ** (2 * k + 1) > n * n) + 3
        found["crossings"] = letters.count("ab") + letters.count("ba")
        found["crossings_min"] = next(k for k in range(n) if flips[k] >= Fraction(1, 20))
        found["long_run"] = found["longest_run"] > found["longest_run_max"]
        found["few_crossings"] = found["crossings"] < found["crossings_min"]
    found["raw_signal"] = found["long_run"] or found["few_crossings"]
    found["signal"] = found["tested"] and found["raw_signal"]
    return found


@given(series, freezes)
def test_equal_to_a_plain_computation(values: list[float | None], freeze: int | None) -> None:
    assert shape(analyse(values, freeze=freeze)) == plainly(values, freeze)


@given(series, freezes, st.integers(-1000, 1000))
def test_shifting_moves_the_centre_and_nothing_else(values: list[float | None], freeze: int | None, by: int) -> None:
    before = analyse(values, freeze=freeze)
    after = analyse([None if value is None else value + by for value in values], freeze=freeze)
    assert after.centre == (None if before.centre is None else before.centre + by)
    assert (shape(after), after.runs, after.change) == (shape(before), before.runs, before.change)


@given(series, freezes, st.integers(1, 1000))
def test_scaling_scales_the_centre_and_nothing_else(values: list[float | None], freeze: int | None, by: int) -> None:
    before = analyse(values, freeze=freeze)
    after = analyse([None if value is None else value * by for value in values], freeze=freeze)
    assert after.centre == (None if before.centre is None else before.centre * by)
    assert (shape(after), after.runs, after.change) == (shape(before), before.runs, before.change)


@given(series, freezes)
def test_mirroring_turns_the_sides_round(values: list[float | None], freeze: int | None) -> None:
    before = analyse(values, freeze=freeze)
    after = analyse([None if value is None else -value for value in values], freeze=freeze)
    assert shape(after) == shape(before)
    assert [run._replace(side=-run.side) for run in after.runs] == list(before.runs)
    assert after.change == -before.change


@given(st.integers(0, 40).flatmap(lambda n: st.lists(st.lists(whole, min_size=n, max_size=n), max_size=12)), freezes)
def test_a_batch_is_equal_to_one_by_one(rows: list[list[float | None]], freeze: int | None) -> None:
    n_points = len(rows[0]) if rows else 0
    matrix = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float)
    batch = analyse_many(matrix.reshape(len(rows), n_points), freeze=freeze)
    assert list(batch) == [analyse(row, freeze=freeze) for row in rows]


@given(any_finite, freezes)
def test_any_finite_series_has_an_answer_that_json_can_hold(values: list[float | None], freeze: int | None) -> None:
    analysis = analyse(values, freeze=freeze)
    stored = json.dumps(analysis.to_dict(), allow_nan=False)
    assert Analysis.from_dict(json.loads(stored)) == analysis


@given(series, freezes)
def test_runs_cover_the_useful_points_in_order(values: list[float | None], freeze: int | None) -> None:
    analysis = analyse(values, freeze=freeze)
    assert sum(run.length for run in analysis.runs) == analysis.n_useful
    for run in analysis.runs:
        inside = [v for v in values[run.start : run.end + 1] if v is not None and v != analysis.centre]
        assert len(inside) == run.length
        assert all((v - analysis.centre) * run.side > 0 for v in (*inside, values[run.start], values[run.end]))
    for run, following in zip(analysis.runs, analysis.runs[1:], strict=False):
        assert run.end < following.start
        assert run.side == -following.side


@given(st.lists(whole, min_size=12, max_size=12), st.sampled_from([2, 3]))
def test_identical_years_have_moved_neither_way(year: list[float | None], years: int) -> None:
    assert analyse(year * years).change == 0


@given(
    st.lists(st.integers(0, 9), min_size=10, max_size=30),
    st.integers(5, 20),
    st.lists(st.integers(-9, -1), min_size=1, max_size=4),
    st.sampled_from([1, -1]),
)
def test_a_shift_that_ended_has_moved_neither_way(before: list[int], length: int, after: list[int], side: int) -> None:
    shift = [100] * min(length, len(before) - 1)
    assert analyse([side * float(value) for value in (*before, *shift, *after)]).change == 0


@given(series, freezes)
def test_a_direction_is_that_of_the_latest_run(values: list[float | None], freeze: int | None) -> None:
    analysis = analyse(values, freeze=freeze)
    if analysis.change:
        latest = analysis.runs[-1]
        assert analysis.signal
        assert analysis.change == latest.side
        assert latest.length >= 5
