"""Parts, ghosts, icons and notes: what the cases of other tools do not show, or show only one by one."""

from dataclasses import replace

import pytest

from measures.spc import CHARTS, RULE_SETS, RULES, Run, analyse, default_rules

# Up and down around 20, no two neighbours alike.
STEADY = [21, 19, 22, 18, 21, 19, 22, 18, 21, 19, 22, 18]


def test_every_chart_has_a_rule_set_by_default_and_every_rule_set_a_source() -> None:
    assert {chart: default_rules(chart) for chart in CHARTS} == dict.fromkeys(CHARTS, "anhoej") | {"xmr": "mdc7"}
    assert RULES == ("anhoej", "mdc7", "mdc6", "ihi", "ihi8", "shewhart")
    assert all(rules.source and rules.title for rules in RULE_SETS.values())


def test_xmr_by_hand() -> None:
    analysis = analyse([10, 12, 11, 15], "xmr")
    # Mean 12; moving ranges 2, 1, 4: mean 7/3; limits 12 ± 2.66 * 7/3.
    points = analysis.points
    assert points.cl == (12.0,) * 4
    assert points.ucl == pytest.approx([12 + 2.66 * 7 / 3] * 4)
    assert points.lcl == pytest.approx([12 - 2.66 * 7 / 3] * 4)
    assert points.ucl_95 == pytest.approx([12 + 2.66 * 14 / 9] * 4)
    assert (analysis.screened, analysis.rules) == (False, "mdc7")


def test_screening_is_by_rule_set_unless_asked_for() -> None:
    wild = [*STEADY, 200, *STEADY]
    as_mdc, as_anhoej = analyse(wild, "i", "mdc7"), analyse(wild, "i")
    assert (as_mdc.screened, as_anhoej.screened, analyse(wild, "c").screened) == (False, True, None)
    assert analyse(wild, "i", "mdc7", screened=True).points.ucl == as_anhoej.points.ucl
    assert as_mdc.points.ucl[0] > as_anhoej.points.ucl[0]


def test_a_part_has_its_own_line_and_its_rules_begin_anew() -> None:
    values = [*[10, 12] * 6, *[30, 32] * 6]
    whole, parted = analyse(values), analyse(values, parts=[12])
    assert (whole.signal, whole.centre) == (True, 21)
    assert [part.centre for part in parted.parts] == [11, 31]
    assert [part.signal for part in parted.parts] == [False, False]
    assert [(part.start, part.stop) for part in parted.parts] == [(0, 12), (12, 24)]
    assert parted.runs[0] == Run(12, 12, -1, 1)
    assert parted.points.cl == (11.0,) * 12 + (31.0,) * 12
    assert parted.points.part == (1,) * 12 + (2,) * 12
    assert (parted.n_obs, parted.n_useful, parted.side(31.5), parted.side(11)) == (24, 12, 1, -1)
    assert analyse(values, parts=[0, 24, 99]) == whole


def test_a_freeze_holds_in_each_part() -> None:
    values = [*[10, 12] * 6, *[13] * 4, *[30, 32] * 6, *[33] * 4]
    analysis = analyse(values, freeze=12, parts=[16])
    assert [part.centre for part in analysis.parts] == [11, 31]
    assert analysis.points.baseline == (*[True] * 12, *[False] * 4) * 2


def test_a_baseline_is_of_the_part_that_it_ends_in() -> None:
    values = [*[10, 12] * 6, *[13] * 4, *[30, 32] * 6, *[33] * 4]
    of_first = analyse(values, baselines=[11], parts=[16])
    assert [part.centre for part in of_first.parts] == [11, 32]
    assert of_first.points.baseline == (*[True] * 12, *[False] * 4, *[True] * 16)
    of_second = analyse(values, baselines=[27], parts=[16])
    assert [part.centre for part in of_second.parts] == [12, 31]
    assert analyse(values, baselines=[27, 11], parts=[16]).points == analyse(values, freeze=12, parts=[16]).points
    assert analyse(values, baselines=[99], parts=[16]) == analyse(values, parts=[16])


def test_a_ghost_is_drawn_but_neither_calculated_with_nor_tested() -> None:
    ghosted = [*STEADY[:6], 500, *STEADY[6:]]
    analysis, without = analyse(ghosted, "xmr", excluded=[6]), analyse(STEADY, "xmr")
    points = analysis.points
    assert points.y[6] == 500
    assert (points.included[6], points.outside[6], points.special[6], points.kind[6]) == (False, 1, "", "common_cause")
    assert points.ucl[0] == without.points.ucl[0]
    assert (analysis.latest.n_used, analysis.n_useful, analysis.raw_signal) == (12, 12, False)
    assert analyse([*[1] * 3, 9, *[1] * 3, *[5] * 3], "run", "mdc6", excluded=[3], centre=3).points.shift == (
        *[-1] * 3, 0, *[-1] * 3, 0, 0, 0,
    )  # fmt: skip


def test_the_multiplier_comes_last_and_leaves_the_target_alone() -> None:
    top, bottom = [3, 5, 4, 6] * 4, [100, 90, 110, 100] * 4
    plain = analyse(top, "p", denominators=bottom, target=0.2, direction="down")
    times = analyse(top, "p", denominators=bottom, target=20, direction="down", multiply=100)
    assert times.points.ucl == pytest.approx([100 * line for line in plain.points.ucl])
    assert times.centre == pytest.approx(100 * plain.centre)
    assert (times.n_useful, times.points.side, times.assurance) == (plain.n_useful, plain.points.side, plain.assurance)


def test_lower_limits_stop_at_nothing_where_nothing_can_be_less() -> None:
    values = [1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8]
    assert analyse(values, "xmr").points.lcl[0] < 0
    floored = analyse(values, "xmr", never_negative=True).points
    assert (floored.lcl[0], floored.lcl_95[0]) == (0, 0)
    assert analyse([-1, *values], "xmr", never_negative=True).points.lcl[0] < 0


def test_without_variation_there_is_a_line_and_nothing_else() -> None:
    for chart in ("xmr", "i", "ip"):
        for screened in (True, False):
            analysis = analyse([0.1 + 0.2, *[0.3] * 15], chart, screened=screened)
            assert analysis.centre == pytest.approx(0.3)
            assert set(analysis.points.ucl) | set(analysis.points.lcl) == {None}
            assert "no variation" in analysis.notes
            assert not analysis.raw_signal


def test_notes_say_what_the_reader_should_know() -> None:
    assert analyse(STEADY, "xmr").notes == ()
    assert analyse(STEADY[:11], "xmr").notes == ("trial limits: fewer than 12 points",)
    assert analyse(STEADY, freeze=6).notes == ("a baseline of fewer than 12 points",)
    assert analyse(STEADY, baselines=[11]).notes == ()
    assert analyse(STEADY, baselines=[11], excluded=[3]).notes[0] == "a baseline of fewer than 12 points"
    assert analyse([*STEADY, *STEADY], parts=[len(STEADY)], baselines=[5]).notes == ()
    assert analyse(STEADY[:4]).notes == ("fewer than 10 useful points: drawn, not tested",)
    odd = analyse([5, 3, *STEADY], "p", denominators=[4, 0, *[40] * 12])
    assert odd.notes == (
        "1 without a denominator above 0, treated as missing",
        "1 with a numerator larger than the denominator",
    )


def test_signals_of_few_points_are_not_told() -> None:
    nine = analyse([1, 2, 3, 4, 5, 6, 7, 8, 9.5], "xmr")
    assert (nine.raw_signal, nine.tested, nine.signal) == (True, False, False)


@pytest.mark.parametrize(
    ("direction", "icon"), [("up", "improvement_high"), ("down", "concern_high"), ("none", "neutral_high")]
)
def test_the_icon_says_what_the_latest_point_says(direction: str, icon: str) -> None:
    assert analyse([*STEADY, 99], "xmr", direction=direction).variation == icon
    assert analyse([*STEADY, 99, 20], "xmr", direction=direction).variation == "common_cause"
    assert analyse([*STEADY, 99, None], "xmr", direction=direction).variation == "common_cause"
    assert analyse([*STEADY, 99], "xmr", "anhoej", direction=direction).variation is None


def test_assurance_sets_the_target_against_the_latest_limits() -> None:
    upper = analyse(STEADY, "xmr").points.ucl[0]
    assert upper is not None
    assert analyse(STEADY, "xmr", target=upper + 1, direction="up").assurance == "consistent_fail"
    assert analyse(STEADY, "xmr", target=upper + 1, direction="down").assurance == "consistent_pass"
    assert analyse(STEADY, "xmr", target=upper, direction="up").assurance == "inconsistent"
    assert analyse([20], "xmr", target=30, direction="up").assurance == "inconsistent"
    assert analyse(STEADY, "xmr", target=30).assurance is None
    assert analyse(STEADY, "xmr", direction="up").assurance is None
    assert analyse(STEADY, target=30, direction="up").assurance is None


def test_mdc6_needs_a_point_less_than_mdc7() -> None:
    six_above = [*[8, 12] * 8, 11, 11.5, 11, 11.5, 11, 11.5, 8, 9]
    seven = analyse(six_above, "xmr", centre=10)
    six = analyse(six_above, "xmr", "mdc6", centre=10)
    assert sum(seven.points.shift) == 7  # the 12 before the six makes seven
    shorter = [8, *six_above]
    shorter[16] = 8
    assert sum(analyse(shorter, "xmr", centre=10).points.shift) == 0
    assert sum(analyse(shorter, "xmr", "mdc6", centre=10).points.shift) == 6
    assert sum(six.points.shift) == 7


def test_own_numbers_of_points_can_be_asked_for() -> None:
    eight = replace(RULE_SETS["mdc7"], name="own", shift=8, trend=8)
    rising = [5, 3, 4, 5, 6, 7, 8, 9, 2, 8, 2, 8]
    assert sum(analyse(rising, "xmr").points.trend) == 7
    assert sum(analyse(rising, "xmr", eight).points.trend) == 0


def test_a_turning_point_takes_the_later_trend() -> None:
    peak = [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]
    assert analyse(peak, "xmr").points.trend == (*[1] * 6, *[-1] * 7)


def test_two_of_three_is_not_for_skewed_charts() -> None:
    near = analyse([*[20, 22, 18, 21, 19] * 3, 21, 25, 25], "i", "mdc7", freeze=15).points
    assert near.two_of_three[-3:] == (0, 1, 1)
    assert near.special[-1] == "two_of_three"
    geometric = analyse([25, 10, 20, 65, 66, 67], "g", "mdc7", centre=20).points
    assert (geometric.close[-3:], geometric.two_of_three[-3:]) == ((1, 1, 1), (0, 0, 0))


def test_an_mr_chart_is_not_tested_for_runs() -> None:
    quiet_then_loud = [*[10, 11] * 8, *[10, 30] * 8]
    analysis = analyse(quiet_then_loud, "mr", centre=10)
    assert (analysis.long_run, analysis.signal) == (True, False)


def test_the_line_given_for_a_t_chart_is_a_time() -> None:
    analysis = analyse([3, 9, 4, 12, 5, 8, 7, 6, 4, 9, 3, 8], "t", centre=6)
    assert analysis.centre == pytest.approx(6)
    assert analysis.points.lcl[0] < 6 < analysis.points.ucl[0]


def test_a_subgroup_of_one_has_a_size_and_no_spread() -> None:
    values, sizes, spread = [2.0, None, 3.0, 2.5], [4, 1, 4, 5], [2.0, None, 3.0, 2.5]
    points = analyse(values, "s", denominators=sizes, deviations=spread).points
    assert (points.n, points.y[1], points.ucl[1]) == ((4, 1, 4, 5), None, None)
    assert points.cl[0] == pytest.approx(((3 * 4 + 3 * 9 + 4 * 6.25) / 10) ** 0.5)


def test_unequal_sides_have_their_own_limits_of_runs() -> None:
    # 12 of 15 above a given line: 3 runs. Of 455 orders 2 have two runs and 13 have three: 15 in 455 is over 2.5%.
    values = [*[9] * 6, *[1] * 3, *[9] * 6]
    analysis = analyse(values, rules="ihi", centre=5)
    assert (analysis.latest.runs_lower, len(analysis.runs), analysis.latest.runs_verdict) == (3, 3, "as expected")
