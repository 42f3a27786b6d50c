"""The doors of the kernel: what they refuse, ties, gaps, short series, which way a series moved."""

import math
from dataclasses import replace

import numpy as np
import pytest

from measures.spc import ENGINE_VERSION, RULE_SETS, Analysis, Run, analyse, analyse_many

STEP = [4, 5, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6, 9, 10, 11, 10, 9, 11, 10, 9, 11, 10, 9, 11]


def test_a_step_is_a_signal_with_its_runs() -> None:
    analysis = analyse(STEP)
    assert analysis.centre == 7.5
    assert analysis.runs == (Run(0, 11, -1, 12), Run(12, 23, 1, 12))
    assert (analysis.longest_run, analysis.longest_run_max) == (12, 8)
    assert (analysis.crossings, analysis.crossings_min) == (1, 8)
    assert analysis.signal
    assert analysis.change == 1
    assert analysis.engine == ENGINE_VERSION


def test_a_value_on_the_median_but_for_rounding_is_on_it() -> None:
    analysis = analyse([0.1 + 0.2, 0.3, 0.3, 0.1, 0.5])
    assert analysis.n_useful == 2
    assert [run.start for run in analysis.runs] == [3, 4]


def test_points_on_the_median_and_gaps_neither_break_nor_lengthen_a_run() -> None:
    analysis = analyse([1, 1, None, 5, 1, 9, 9, 9])
    assert analysis.centre == 5
    assert analysis.runs == (Run(0, 4, -1, 3), Run(5, 7, 1, 3))


def test_nine_useful_points_are_not_tested_and_ten_are() -> None:
    nine = analyse([5, *[1] * 9], freeze=1)
    ten = analyse([5, *[1] * 10], freeze=1)
    assert (nine.n_useful, nine.raw_signal, nine.tested, nine.signal) == (9, True, False, False)
    assert (ten.n_useful, ten.raw_signal, ten.tested, ten.signal) == (10, True, True, True)


def test_without_values_there_is_no_centre_and_no_statistic() -> None:
    for values in ([], [None, None]):
        analysis = analyse(values)
        assert (analysis.n_obs, analysis.n_useful, analysis.centre) == (len(values), 0, None)
        assert (analysis.longest_run, analysis.crossings_min, analysis.runs) == (None, None, ())
        assert not analysis.raw_signal


def test_a_frozen_baseline_tests_later_points_and_counts_positions() -> None:
    analysis = analyse([10, None, 12, *[20] * 12], freeze=3)
    assert analysis.centre == 11
    assert analysis.runs == (Run(0, 0, -1, 1), Run(2, 14, 1, 13))
    assert analysis.signal


def test_a_baseline_without_values_has_no_line() -> None:
    analysis = analyse([None, None, 3, 4], freeze=2)
    assert (analysis.centre, analysis.n_useful) == (None, 0)


def test_change_is_the_side_of_a_long_run_that_still_holds() -> None:
    # The later half has the higher median, but the latest nine are all below: that is where the series is now.
    latest_low = [*[8, 1] * 10, *[9] * 5, 1, *[9] * 5, *[1] * 9]
    analysis = analyse(latest_low)
    assert (analysis.centre, analysis.runs[-1]) == (4.5, Run(31, 39, -1, 9))
    assert analysis.signal
    assert analysis.change == -1


def test_a_long_run_that_ended_shows_no_direction() -> None:
    early_low = [*[1] * 9, *[9, 9, 1] * 9]
    analysis = analyse(early_low)
    assert analysis.signal
    assert analysis.long_runs == (Run(0, 8, -1, 9),)
    assert analysis.runs[-1].length == 1
    assert analysis.change == 0


@pytest.mark.parametrize(("latest", "change"), [(8, 1), (7, 0)])
def test_too_few_crossings_show_a_direction_when_the_last_third_is_on_one_side(latest: int, change: int) -> None:
    # No run is long enough for chance to be ruled out by it; the few crossings of 24 points are the whole signal.
    values = [*[9] * (8 - latest), *[1] * 6, *[9] * 4, *[1] * 6, *[9] * latest]
    analysis = analyse(values)
    assert (analysis.long_run, analysis.few_crossings, analysis.signal) == (False, True, True)
    assert analysis.runs[-1].length == latest
    assert analysis.change == change


def test_fewer_than_five_points_are_never_a_last_third() -> None:
    short = analyse([*[1] * 6, *[9] * 4], centre=5)
    assert (short.few_crossings, short.runs[-1].length, short.change) == (True, 4, 0)
    enough = analyse([*[1] * 5, *[9] * 5], centre=5)
    assert (enough.few_crossings, enough.runs[-1].length, enough.change) == (True, 5, 1)


def test_points_on_the_median_and_gaps_are_skipped_in_the_run_that_holds() -> None:
    steady = [1, 3] * 8
    assert analyse([*steady, 9, 9, 9, None, 2, 9, 9, 9, 9, None, 9, 9, 2], centre=2).change == 1


def test_change_is_zero_without_a_signal() -> None:
    assert analyse([1, 2] * 4 + [2, 3] * 4).change == 0


@pytest.mark.parametrize("bad", [math.inf, -math.inf])
def test_infinite_values_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="finite or missing"):
        analyse([1, 2, bad])


def test_unknown_choices_are_refused_with_what_is_allowed() -> None:
    with pytest.raises(ValueError, match=r"chart must be one of run, xmr, .*, not 'pie'"):
        analyse([1], chart="pie")
    with pytest.raises(ValueError, match=r"rules must be one of anhoej, mdc7, .*, not 'none'"):
        analyse([1], rules="none")
    with pytest.raises(ValueError, match="direction must be one of up, down, none, not 'left'"):
        analyse([1], direction="left")
    with pytest.raises(ValueError, match="freeze must be at least 1, not 0"):
        analyse([1], freeze=0)
    with pytest.raises(ValueError, match="baselines are positions that count from 0, not -1"):
        analyse([1], baselines=[-1])
    with pytest.raises(ValueError, match="a part has one baseline, and one ends at 3 and at an earlier position"):
        analyse([1, 2, 3, 4, 5], baselines=[3, 1])
    with pytest.raises(ValueError, match="freeze and baselines cannot be given together"):
        analyse([1, 2], freeze=1, baselines=[0])
    with pytest.raises(ValueError, match="multiply must be a finite number above 0, not 0"):
        analyse([1], multiply=0)
    with pytest.raises(ValueError, match="target must be a finite number"):
        analyse([1], target=math.inf)
    with pytest.raises(ValueError, match="excluded positions count from 0, not -1"):
        analyse([1], excluded=[-1])
    with pytest.raises(TypeError, match="there is no option 'colour'"):
        analyse([1], colour="red")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="2-D array"):
        analyse_many([1.0, 2.0])


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="rules ihi are for run charts, not for chart 'i'"):
        analyse([1], "i", "ihi")
    with pytest.raises(ValueError, match="rules shewhart need control limits"):
        analyse([1], "run", "shewhart")
    with pytest.raises(ValueError, match="a trend takes at least 2 points, not 1"):
        analyse([1], "xmr", replace(RULE_SETS["mdc7"], trend=1))
    with pytest.raises(ValueError, match="chart 'p' needs denominators"):
        analyse([1], "p")
    with pytest.raises(ValueError, match="chart 'c' takes no denominators"):
        analyse([1], "c", denominators=[2])
    with pytest.raises(ValueError, match="chart 'xbar' needs the standard deviations"):
        analyse([1], "xbar", denominators=[2])
    with pytest.raises(ValueError, match="chart 'run' takes no standard deviations"):
        analyse([1], deviations=[2])
    with pytest.raises(ValueError, match="denominators must be of the same shape"):
        analyse([1, 2], "p", denominators=[2])
    with pytest.raises(ValueError, match="greater than zero"):
        analyse([1, 0], "t")
    with pytest.raises(ValueError, match="centre of a T chart must be above 0"):
        analyse([1], "t", centre=-1)
    with pytest.raises(ValueError, match="different lengths cannot have the same parts"):
        analyse_many([[1, 2], [1, 2, 3]], parts=[1])


def test_a_matrix_gives_one_result_a_row() -> None:
    matrix = np.array([STEP, [7.0] * 24, [np.nan] * 24])
    batch = analyse_many(matrix)
    step, constant, empty = batch
    assert step == analyse(STEP)
    assert (constant.centre, constant.n_useful, constant.signal) == (7, 0, False)
    assert (empty.centre, empty.n_obs) == (None, 24)
    assert (len(batch), batch[-1], batch[:2]) == (3, empty, [step, constant])
    assert batch.signal.tolist() == [True, False, False]
    assert batch.centre[:2].tolist() == [7.5, 7]
    assert batch.change.tolist() == [1, 0, 0]
    with pytest.raises(IndexError, match="there are 3 analyses"):
        batch[3]
    assert list(analyse_many(np.empty((0, 24)))) == []
    assert list(analyse_many([])) == []


def test_series_of_different_lengths_are_analysed_as_they_are() -> None:
    rows = [STEP, STEP[:7], [None, 3], []]
    batch = analyse_many(rows)
    assert list(batch) == [analyse(row) for row in rows]
    assert batch.n_obs.tolist() == [24, 7, 2, 0]


def test_a_batch_larger_than_a_block_keeps_its_order() -> None:
    matrix = np.arange(5000.0)[:, None] + np.array([0.0, 2.0, 1.0])
    batch = analyse_many(matrix)
    assert batch.centre.tolist() == [row + 1.0 for row in range(5000)]
    assert [batch[row].centre for row in (0, 2047, 2048, 4999)] == [1, 2048, 2049, 5000]


def test_from_dict_refuses_what_it_does_not_know() -> None:
    stored = analyse(STEP).to_dict()
    with pytest.raises(TypeError):
        Analysis.from_dict({**stored, "colour": "red"})
    del stored["signal"]
    with pytest.raises(TypeError):
        Analysis.from_dict(stored)
