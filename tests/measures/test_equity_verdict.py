"""What is said of a gap: each verdict from a series made to have it, and all of them worked out a second way."""

import math
import random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.equity import Verdict, judge, leading
from measures.equity.verdict import side_of
from measures.spc import analyse
from tests.measures.equity_cases import OTHER_SCATTER, OneLine, gap_line, level, line, series_of, verdict_on


def other(*stretches: tuple[float, int]) -> list[float]:
    return level(*stretches, scatter=OTHER_SCATTER)


LOW, HIGH = (40, 12), (60, 12)
# The focus group, its comparator, and what is to be said where more is better.
CASES = {
    "closing-behind_improved": (level(LOW, (52, 12)), other((60, 24)), "better"),
    "closing-ahead_worsened": (level((40, 24)), other(HIGH, (48, 12)), "worse"),
    "closing-both_improved": (level(LOW, (56, 12)), other(HIGH, (66, 12)), "better"),
    "closing-both_worsened": (level((50, 12), (44, 12)), other((80, 12), (60, 12)), "worse"),
    "closing-both": (level(LOW, (48, 12)), other((70, 12), (60, 12)), "changed"),
    "widening-behind_worsened": (level(LOW, (30, 12)), other((60, 24)), "worse"),
    "widening-ahead_improved": (level((40, 24)), other(HIGH, (70, 12)), "worse"),
    "widening-both_improved": (level(LOW, (46, 12)), other(HIGH, (76, 12)), "worse"),
    "widening-both_worsened": (level(LOW, (25, 12)), other(HIGH, (54, 12)), "worse"),
    "widening-both": (level(LOW, (34, 12)), other(HIGH, (68, 12)), "worse"),
    "turned": (level(LOW, (75, 12)), other((60, 24)), "changed"),
    "none": (level((40, 24)), other((60, 24)), "none"),
    "few": (level((40, 9)), other((60, 9)), "few"),
}


@pytest.mark.parametrize("key", CASES)
def test_each_verdict(key: str) -> None:
    focus, comparator, tone = CASES[key]
    found = verdict_on(focus, comparator)
    assert (found.key, found.tone) == (key, tone)


@pytest.mark.parametrize("key", CASES)
def test_swapping_the_two_groups_mirrors_the_gap_and_says_the_same(key: str) -> None:
    focus, comparator, tone = CASES[key]
    found, mirrored = (
        verdict_on(focus, comparator),
        verdict_on(comparator, focus, names=("White British", "Black African")),
    )
    assert (mirrored.key, mirrored.tone, mirrored.since) == (found.key, tone, found.since)
    assert (mirrored.behind and mirrored.behind.name) == (found.behind and found.behind.name)
    assert mirrored.clear == -found.clear
    assert mirrored.now == pytest.approx(-found.now if found.now is not None else None)


@pytest.mark.parametrize("key", CASES)
def test_a_measure_of_which_less_is_better_is_the_same_upside_down(key: str) -> None:
    focus, comparator, tone = CASES[key]
    found = verdict_on([100 - y for y in focus], [100 - y for y in comparator], direction="down")
    assert (found.key, found.tone) == (key, tone)


def test_the_sizes_and_the_two_groups_behind_a_verdict() -> None:
    focus, comparator, _ = CASES["closing-ahead_worsened"]
    found = verdict_on(focus, comparator)
    apart = [a - b for a, b in zip(focus, comparator, strict=True)]
    assert found.since == 12
    assert (found.before, found.now) == (median(apart[:12]), median(apart[12:]))
    assert found.behind is found.focus
    assert found.ahead is found.comparator
    assert (found.focus.own, found.focus.change, found.comparator.change) == (0, 0, -1)
    assert (found.comparator.before, found.comparator.now) == (median(comparator[:12]), median(comparator[12:]))
    assert found.clear == -1


def test_without_a_better_direction_it_is_smaller_or_larger_and_nobody_is_behind() -> None:
    for key, said in (
        ("closing-behind_improved", "smaller"),
        ("closing-ahead_worsened", "smaller"),
        ("widening-both_improved", "larger"),
        ("turned", "turned"),
        ("none", "none"),
    ):
        found = verdict_on(*CASES[key][:2], direction="none")
        assert (found.key, found.behind, found.ahead) == (said, None, None)
        assert found.tone == ("none" if said == "none" else "changed")


def test_a_gap_the_other_way_closes_and_widens_as_well() -> None:
    """Here the focus group is the better off, so the comparator is behind."""
    found = verdict_on(level(HIGH, (50, 12)), other((40, 24)))
    assert found.key == "closing-ahead_worsened"
    assert found.behind is found.comparator
    assert verdict_on(level(HIGH, (72, 12)), other((40, 24))).key == "widening-ahead_improved"


def test_no_group_by_itself_shows_why() -> None:
    """Each moves by less than its own scatter, in opposite ways, and only together does it show."""
    waves = [8 * math.sin(i * 2.4) for i in range(24)]
    focus = [40 + wave + (2 if i >= 12 else 0) for i, wave in enumerate(waves)]
    comparator = [60 + wave - (2 if i >= 12 else 0) + OTHER_SCATTER[i % 12] for i, wave in enumerate(waves)]
    assert not analyse(focus).signal
    assert not analyse(comparator).signal
    found = verdict_on(focus, comparator)
    assert (found.key, found.tone) == ("closing-neither", "changed")


def test_a_group_that_moved_long_before_the_gap_did_is_not_why() -> None:
    """The focus group improved in the first year and kept it; the gap moved later, with the comparator."""
    high = [51.1, 51.2, 51.3, 53.4, 53.1, 53.6, 53.2, 53.5, 53.3, 53.7, 53.05, 53.65]
    focus = [*level((40, 12)), *high, *[y + 0.01 for y in high]]
    comparator = other((80, 12), (92, 12), (70, 12))
    found = verdict_on(focus, comparator)
    assert (found.move, found.since) == ("closing", 23)
    assert found.focus.own == 1
    assert (found.focus.before, found.focus.now) == (pytest.approx(40.9), pytest.approx(53.31))
    assert found.focus.change == 0
    assert found.why == "ahead_worsened"


def test_a_shift_that_ended_is_no_move_of_the_gap() -> None:
    focus = level((40, 8), (52, 9), (40, 8))
    found = verdict_on(focus, other((60, 25)))
    assert found.move in ("none", "unclear")
    assert not found.has_moved
    assert found.before is None


def test_a_gap_of_nothing_does_not_turn_round_by_scatter() -> None:
    """Before it was clearly there; now its points lie on both sides of no gap."""
    found = verdict_on(level((45, 12), (60, 12)), other((60, 24)))
    assert (found.move, found.clear) == ("closing", 0)


def test_the_side_of_a_stretch_is_clear_only_beyond_chance() -> None:
    assert side_of([1] * 5, 0) == 0  # 2 in 32, all above or all below
    assert side_of([1] * 6, 0) == 1  # 2 in 64
    assert side_of([-1] * 8 + [1], 0) == -1  # 20 in 512
    assert side_of([-1] * 7 + [1], 0) == 0  # 18 in 256
    assert side_of([0.5] * 6 + [1, 1], 1) == -1
    assert side_of([], 0) == 0


@pytest.mark.parametrize("n", [8, 16, 36])
def test_without_a_gap_a_side_is_called_clear_in_no_more_than_one_stretch_in_twenty(n: int) -> None:
    chance = random.Random(20270303)
    stretches = ([chance.gauss(0, 1) for _ in range(n)] for _ in range(10_000))
    called = sum(side_of(values, 0) != 0 for values in stretches) / 10_000
    assert 0 < called <= 0.055


def test_of_a_ratio_half_and_double_are_equally_far() -> None:
    """From 0.4 to 0.6 of the other's rate closes; from 1.5 to 0.5 turns round."""
    assert verdict_on(level((24, 12), (36, 12)), other((60, 24)), scale="ratio").key == "closing-behind_improved"
    turned = verdict_on(level((90, 12), (30, 12)), other((60, 24)), scale="ratio")
    assert (turned.move, turned.clear) == ("turned", -1)
    doubled = verdict_on(level((62, 12), (124, 12)), other((60, 24)), direction="down", scale="ratio")
    assert doubled.key == "widening-behind_worsened"
    assert doubled.largest == pytest.approx(math.log(doubled.now or 0))


def test_a_gap_that_never_varies_is_no_gap_without_data() -> None:
    assert verdict_on([40.0] * 12, [60.0] * 12).key == "none"
    assert verdict_on([40.0] * 9, [60.0] * 9).key == "few"
    assert verdict_on([None] * 12, [60.0] * 12).key == "few"


def test_points_left_out_of_the_gap_are_not_in_its_sizes() -> None:
    focus, comparator = level(LOW, (52, 12)), other((60, 24))
    focus[20] = 400
    mine, theirs = line("A", focus), line("B", comparator)
    gap = gap_line(mine, theirs)
    without = OneLine("A", gap.series, analyse(gap.series.values, excluded=[20]))
    found = judge(mine, theirs, without, direction="up", scale="difference")
    kept = [a - b for i, (a, b) in enumerate(zip(focus, comparator, strict=True)) if i >= 12 and i != 20]
    assert found.now == median(kept)


def test_a_median_drawn_anew_begins_the_comparison_anew() -> None:
    focus, comparator = level(LOW, (52, 12)), other((60, 24))
    mine, theirs = line("A", focus), line("B", comparator)
    gap = gap_line(mine, theirs)
    anew = OneLine("A", gap.series, analyse(gap.series.values, parts=[12]))
    found = judge(mine, theirs, anew, direction="up", scale="difference")
    assert (found.key, found.values) == ("none", 12)
    assert found.now == median([a - b for a, b in zip(focus[12:], comparator[12:], strict=True)])


def test_charts_of_spread_are_not_asked_for_the_level() -> None:
    focus, comparator, _ = CASES["closing-behind_improved"]
    ranges = OneLine("A", series_of(focus), analyse(focus, "mr"), level=analyse(focus))
    theirs = line("B", comparator)
    found = judge(ranges, theirs, gap_line(ranges, theirs), direction="up", scale="difference")
    assert found.key == "closing-behind_improved"


def test_the_leading_verdict_is_the_one_to_look_at_first() -> None:
    found = [
        verdict_on(*CASES[key][:2]) for key in ("few", "closing-behind_improved", "none", "widening-both_improved")
    ]
    first = leading(found)
    assert first is found[3]
    assert leading([]) is None
    wide, narrow = verdict_on(level((30, 24)), other((60, 24))), verdict_on(level((55, 24)), other((60, 24)))
    assert leading([narrow, wide]) is wide


# The same once more, by somebody who reads the rule and not the code.


def _moved(values: list[float]) -> tuple[int, int]:
    """Which way a series has moved, by Anhøj's rules, and where its latest run begins."""
    middle = median(values)
    useful = [
        (i, 1 if y > middle else -1) for i, y in enumerate(values) if abs(y - middle) > 1e-9 * abs(middle) + 1e-12
    ]
    n = len(useful)
    if n < 10:
        return 0, 0
    starts = [k for k in range(n) if k == 0 or useful[k][1] != useful[k - 1][1]]
    lengths = [b - a for a, b in zip(starts, [*starts[1:], n], strict=True)]
    longest_allowed = round(math.log2(n)) + 3
    fewest = next(k for k in range(n) if sum(math.comb(n - 1, j) for j in range(k + 1)) / 2 ** (n - 1) >= 0.05)
    last, side = lengths[-1], useful[starts[-1]][1]
    if len(starts) == 1:
        return 0, 0
    held = last > longest_allowed or (len(starts) - 1 < fewest and last >= max(5, -(-len(values) // 3)))
    return (side if held else 0), useful[starts[-1]][0]


def _clearly(values: list[float]) -> int:
    above = sum(y > 0 for y in values)
    n = sum(y != 0 for y in values)
    up, down = (sum(math.comb(n, k) for k in range(m, n + 1)) / 2**n for m in (above, n - above))
    return 1 if 2 * up <= 0.05 else -1 if 2 * down <= 0.05 else 0


def _again(focus: list[float], comparator: list[float]) -> str:
    """The key of the verdict where more is better, of a difference."""
    apart = [a - b for a, b in zip(focus, comparator, strict=True)]
    if len({round(y, 9) for y in apart}) > 1 and sum(abs(y - median(apart)) > 1e-9 for y in apart) < 10:
        return "few"
    change, at = _moved(apart)
    if not change:
        return "still"
    before, now = median(apart[:at]), median(apart[at:])
    was, late = _clearly(apart[:at]), _clearly(apart[at:])
    if was == -late != 0:
        return "turned"
    if before * now < 0:
        closing, widening = was != 0 and abs(now) < abs(before), late != 0 and abs(now) > abs(before)
    else:
        closing, widening = abs(now) < abs(before), abs(now) > abs(before)
    if not closing and not widening:
        return "moved"
    moves = []
    for values in (focus, comparator):
        own = _moved(values)[0]
        step = median(values[at:]) - median(values[:at])
        recent = median(values[max(0, 2 * at - len(values)) : at])
        lasting = _clearly([y - recent for y in values[at:]]) == own
        moves.append(own if own * step > 0 and lasting else 0)
    of_focus = (before if closing else now) < 0
    behind, ahead = moves if of_focus else moves[::-1]
    words = {
        True: {(1, 0): "behind_improved", (0, -1): "ahead_worsened", (1, -1): "both"},
        False: {(-1, 0): "behind_worsened", (0, 1): "ahead_improved", (-1, 1): "both"},
    }[closing] | {(1, 1): "both_improved", (-1, -1): "both_worsened", (0, 0): "neither"}
    return f"{'closing' if closing else 'widening'}-{words.get((behind, ahead), 'contrary')}"


steps = st.tuples(st.integers(-30, 30), st.integers(-30, 30), st.integers(8, 16), st.integers(8, 16))
noise = st.lists(st.integers(-40, 40), min_size=32, max_size=32)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Two groups that may each step up or down, with scatter of their own; no two gaps alike."""
    of_focus, of_other, first, then = draw(steps)
    mine, theirs = draw(noise), draw(noise)
    base = draw(st.integers(-20, 20))
    n = first + then
    focus = [100 + base + (of_focus if i >= first else 0) + mine[i] / 8 + i / 1000 for i in range(n)]
    comparator = [100 + (of_other if i >= first else 0) + theirs[i] / 8 for i in range(n)]
    return focus, comparator


@settings(max_examples=400)
@given(pairs())
def test_the_rule_worked_out_a_second_way_says_the_same(two: tuple[list[float], list[float]]) -> None:
    found = verdict_on(*two)
    key = "still" if found.key in ("none", "unclear") else found.key
    assert key == _again(*two)


def _plain(found: Verdict) -> tuple[object, ...]:
    return found.key, found.tone, found.since, found.clear


@settings(max_examples=150)
@given(pairs(), st.integers(-50, 50), st.sampled_from([0.5, 2.0, 4.0]))
def test_moving_both_groups_alike_and_counting_in_another_unit_change_nothing(
    two: tuple[list[float], list[float]], shift: int, factor: float
) -> None:
    focus, comparator = two
    found = verdict_on(focus, comparator)
    assert _plain(verdict_on([y * factor for y in focus], [y * factor for y in comparator])) == _plain(found)
    shifted = verdict_on([round(y + shift, 9) for y in focus], [round(y + shift, 9) for y in comparator])
    assert (shifted.key, shifted.since) == (found.key, found.since)
    assert shifted.now == pytest.approx(found.now, abs=1e-6)


@settings(max_examples=150)
@given(pairs())
def test_whose_gap_it_is_does_not_matter(two: tuple[list[float], list[float]]) -> None:
    found, mirrored = verdict_on(*two, names=("A", "B")), verdict_on(*two[::-1], names=("B", "A"))
    assert (mirrored.key, mirrored.tone, mirrored.since) == (found.key, found.tone, found.since)
    assert (mirrored.behind and mirrored.behind.name) == (found.behind and found.behind.name)
    down = verdict_on([-y for y in two[0]], [-y for y in two[1]], direction="down", names=("A", "B"))
    assert (down.key, down.behind and down.behind.name) == (found.key, found.behind and found.behind.name)
