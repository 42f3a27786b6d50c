"""When recording alone could make a gap: the bounds counted out by hand, and what is warned of."""

from collections.abc import Sequence
from itertools import product
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.equity import Recording, Unrecorded, Verdict, judge, weigh
from tests.measures.equity_cases import OneLine, gap_line, level, line

Counts = Sequence[tuple[int, int]]
# With gaps, where nothing is recorded.
Gappy = Sequence[tuple[int, int] | None]


def percentages(name: str, counts: Gappy) -> OneLine:
    values = [100 * cell[0] / cell[1] if cell and cell[1] else None for cell in counts]
    return line(name, values, [cell[1] if cell else None for cell in counts])


def weighed(
    focus: Counts, comparator: Counts, unknown: Gappy, *, scale: str = "difference", kind: str = "percentage"
) -> tuple[Verdict, Recording]:
    mine, theirs, nobody = (percentages(*one) for one in (("A", focus), ("B", comparator), ("Not stated", unknown)))
    rows = zip(focus, comparator, unknown, strict=True)
    share = line("Everyone", [100 * c[1] / (a[1] + b[1] + c[1]) if c else None for a, b, c in rows])
    gap = gap_line(mine, theirs, scale)
    verdict = judge(mine, theirs, gap, direction="up", scale=scale)
    return verdict, weigh(verdict, mine, theirs, [nobody], share, gap, kind=kind)


def test_the_sizes_are_worked_out_from_the_unknown_groups_own_numbers() -> None:
    _, found = weighed([(8, 20)] * 12, [(60, 100)] * 12, [(9, 15)] * 12)
    assert found.weighed is not None
    assert found.weighed.recorded == pytest.approx(40 - 60)
    assert found.weighed.in_focus == pytest.approx(100 * 17 / 35 - 60)
    assert found.weighed.in_comparator == pytest.approx(40 - 100 * 69 / 115)
    assert found.weighed.most == pytest.approx(100 * (17 / 29 - 60 / 106))
    assert found.weighed.least == pytest.approx(100 * (8 / 26 - 69 / 109))
    assert found.share == pytest.approx(100 * 15 / 135)
    assert (found.gap, found.warns) == ("extreme", False)


def test_a_gap_that_everyone_not_known_could_undo_is_warned_of() -> None:
    """Twelve of fifteen not known count: with them the group would be at 58%, where the others are at 55%."""
    _, found = weighed([(9, 21)] * 12, [(55, 100)] * 12, [(12, 15)] * 12)
    assert found.weighed is not None
    assert found.weighed.in_focus == pytest.approx(100 * 21 / 36 - 55)
    assert (found.gap, found.warns) == ("could", True)


def test_a_gap_that_nobody_could_undo_is_said_to_stand() -> None:
    _, found = weighed([(20, 100)] * 12, [(60, 100)] * 12, [(2, 4)] * 12)
    assert (found.gap, found.warns) == ("cannot", False)


def test_without_a_clear_gap_there_is_nothing_to_explain() -> None:
    near = [(49 + i % 3, 100) for i in range(12)]
    _, found = weighed(near, [(50, 100)] * 12, [(12, 15)] * 12)
    assert (found.gap, found.warns) == ("", False)


def test_a_move_that_recording_could_have_made_is_warned_of() -> None:
    """The group's improvement is gone when those not known, who became fewer and did badly, are counted with it."""
    focus = [(round(y), 100) for y in level((40, 12), (52, 12))]
    unknown = [(1, 4)] * 12 + [(0, 36)] * 12
    verdict, found = weighed(focus, [(60 + i % 2, 100) for i in range(24)], unknown)
    assert verdict.key == "closing-behind_improved"
    assert found.move is not None
    assert found.move.in_focus == (True, True)
    before, since = (
        median(100 * (n + k) / (100 + m) - c for (n, _), (c, _), (k, m) in rows) for rows in _halves(focus, unknown)
    )
    assert (found.move.before, found.move.since) == (pytest.approx(before), pytest.approx(since))
    assert since <= before
    assert found.together
    assert found.change == 1
    assert (found.share_before, found.share) == (pytest.approx(100 * 4 / 204), pytest.approx(100 * 36 / 236))
    assert found.warns


def _halves(focus: Counts, unknown: Counts) -> list[list[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]]:
    """Group, comparator and those not known, in the first and the second twelve periods."""
    rows = list(zip(focus, [(60 + i % 2, 100) for i in range(24)], unknown, strict=True))
    return [rows[:12], rows[12:]]


def test_a_move_with_a_small_and_steady_share_not_known_stands() -> None:
    focus = [(round(y), 100) for y in level((40, 12), (52, 12))]
    verdict, found = weighed(focus, [(60 + i % 2, 100) for i in range(24)], [(1, 2)] * 24)
    assert verdict.has_moved
    assert (found.move, found.together, found.warns) == (None, False, False)


def test_a_share_that_moves_while_the_gap_does_is_warned_of_even_if_the_gap_stands() -> None:
    focus = [(round(10 * y), 1000) for y in level((40, 12), (52, 12))]
    unknown = [(20 + i % 2, 40) for i in range(12)] + [(8 + i % 2, 16) for i in range(12)]
    verdict, found = weighed(focus, [(600 + i % 2, 1000) for i in range(24)], unknown)
    assert verdict.has_moved
    assert (found.gap, found.move, found.together, found.change) == ("cannot", None, True, -1)
    assert found.warns


def test_a_rate_has_no_bound_at_the_extreme_and_a_ratio_is_weighed_as_one() -> None:
    _, found = weighed([(8, 20)] * 12, [(60, 100)] * 12, [(9, 15)] * 12, scale="ratio", kind="rate")
    assert found.weighed is not None
    assert found.weighed.in_focus == pytest.approx((17 / 35) / (60 / 100))
    assert (found.weighed.least, found.weighed.most) == (None, None)
    assert found.gap == ""


def test_nothing_recorded_of_those_not_known_weighs_nothing() -> None:
    mine, theirs = percentages("A", [(8, 20)] * 12), percentages("B", [(60, 100)] * 12)
    gap = gap_line(mine, theirs)
    verdict = judge(mine, theirs, gap, direction="up", scale="difference")
    nobody, share = line("Not stated", [None] * 12, [None] * 12), line("Everyone", [None] * 12)
    found = weigh(verdict, mine, theirs, [nobody], share, gap, kind="percentage")
    assert found == Recording(None, None, 0, None, "", move=None, together=False, unrecorded=Unrecorded(0, 12, False))
    assert not found.warns


@pytest.mark.parametrize(
    ("unknown", "gap"), [((12, 15), "could"), ((9, 15), "extreme"), ((1, 1), "cannot")], ids=lambda one: str(one)
)
def test_a_gap_is_weighed_by_nearly_all_of_its_periods_or_not_at_all(unknown: tuple[int, int], gap: str) -> None:
    """What three of twelve months hold says neither that recording made the gap nor that it could not."""
    focus, comparator = ([(9, 21)] * 12, [(55, 100)] * 12) if gap == "could" else ([(8, 20)] * 12, [(60, 100)] * 12)
    for recorded in (12, 11):
        _, found = weighed(focus, comparator, [unknown] * recorded + [None] * (12 - recorded))
        assert (found.gap, found.unrecorded) == (gap, None), recorded
        assert found.share == pytest.approx(100 * unknown[1] / (focus[0][1] + 100 + unknown[1]))
    for recorded in (10, 3, 1):
        _, found = weighed(focus, comparator, [None] * (12 - recorded) + [unknown] * recorded)
        assert (found.share, found.weighed, found.gap, found.warns) == (None, None, "", False), recorded
        assert found.unrecorded == Unrecorded(recorded, 12, earlier=False)


def test_a_move_is_weighed_only_where_both_stretches_have_those_not_known() -> None:
    """The improvement that recording could have made: it cannot be told where little was recorded before it."""
    focus = [(round(y), 100) for y in level((40, 12), (52, 12))]
    comparator = [(60 + i % 2, 100) for i in range(24)]
    few = [None] * 10 + [(1, 4)] * 2 + [(0, 36)] * 12
    verdict, found = weighed(focus, comparator, few)
    assert verdict.has_moved
    assert (found.share_before, found.move, found.together) == (None, None, False)
    assert found.share == pytest.approx(100 * 36 / 236)
    assert found.weighed is not None
    assert found.unrecorded == Unrecorded(2, 12, earlier=True)
    _, late = weighed(focus, comparator, [(1, 4)] * 12 + [None] * 9 + [(0, 36)] * 3)
    assert (late.share, late.share_before) == (None, pytest.approx(100 * 4 / 204))
    assert (late.weighed, late.gap, late.move, late.together) == (None, "", None, False)
    assert late.unrecorded == Unrecorded(3, 12, earlier=False)


def test_without_a_clear_gap_or_a_move_little_recording_leaves_nothing_unjudged() -> None:
    _, found = weighed([(49 + i % 3, 100) for i in range(12)], [(50, 100)] * 12, [(12, 15)] + [None] * 11)
    assert (found.share, found.gap, found.unrecorded) == (None, "", None)


def test_two_groups_not_known_are_counted_as_one() -> None:
    mine, theirs = percentages("A", [(8, 20)] * 12), percentages("B", [(60, 100)] * 12)
    gap = gap_line(mine, theirs)
    verdict = judge(mine, theirs, gap, direction="up", scale="difference")
    share = line("Everyone", [11.0] * 12)
    parts = [percentages("Not stated", [(5, 7)] * 12), percentages("Not known", [(4, 8)] * 12)]
    both = weigh(verdict, mine, theirs, parts, share, gap, kind="percentage")
    one = weigh(verdict, mine, theirs, [percentages("Both", [(9, 15)] * 12)], share, gap, kind="percentage")
    assert both.weighed is not None
    assert one.weighed is not None
    assert both.weighed.in_focus == pytest.approx(one.weighed.in_focus)
    assert both.weighed.least == pytest.approx(one.weighed.least)


@st.composite
def small(draw: st.DrawFn) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    found = []
    for fewest in (1, 1, 0):
        of = draw(st.integers(fewest, 6))
        found.append((draw(st.integers(0, of)), of))
    return found[0], found[1], found[2]


@settings(max_examples=200)
@given(small(), st.sampled_from(["difference", "ratio"]))
def test_no_way_of_placing_people_goes_beyond_the_bounds(
    numbers: tuple[tuple[int, int], tuple[int, int], tuple[int, int]], scale: str
) -> None:
    """Every way of putting each person not known into the group, the other one or neither."""
    (n, of), (d, e), (k, m) = numbers
    _, found = weighed([(n, of)] * 12, [(d, e)] * 12, [(k, m)] * 12, scale=scale)
    if found.weighed is None:
        return
    reached = []
    for mine_in, theirs_in, mine_out, theirs_out in product(
        range(k + 1), range(k + 1), range(m - k + 1), range(m - k + 1)
    ):
        if mine_in + theirs_in > k or mine_out + theirs_out > m - k:
            continue
        a = 100 * (n + mine_in) / (of + mine_in + mine_out)
        b = 100 * (d + theirs_in) / (e + theirs_in + theirs_out)
        if scale == "difference" or b:
            reached.append(a - b if scale == "difference" else a / b)
    assert found.weighed.least is None or found.weighed.least == pytest.approx(min(reached))
    assert found.weighed.most is None or found.weighed.most == pytest.approx(max(reached))
    assert scale == "ratio" or None not in (found.weighed.least, found.weighed.most)


@settings(max_examples=60)
@given(st.lists(small(), min_size=10, max_size=16))
def test_sizes_are_medians_over_the_periods_of_the_gap(
    rows: list[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]],
) -> None:
    verdict, found = weighed(*zip(*rows, strict=True))
    if verdict.has_moved or found.weighed is None:
        return
    sizes = [100 * ((n + k) / (of + m) - d / e) for (n, of), (d, e), (k, m) in rows]
    assert found.weighed.in_focus == pytest.approx(median(sizes))
    assert found.weighed.recorded == pytest.approx(median(100 * (n / of - d / e) for (n, of), (d, e), _ in rows))
