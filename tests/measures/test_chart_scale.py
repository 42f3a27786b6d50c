"""Axes and labels: from zero unless that hides the change, and nothing overlaps."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaborative.drawing.letters import fit, text_width, wrap
from measures.charts.scale import label_positions, spread, tick_text, y_scale
from tests.measures.chart_cases import make_spec


@pytest.mark.parametrize(
    ("values", "low", "high", "cut"),
    [
        ([10, 20, 30], 0, 30, False),
        ([91, 92, 96], 90, 97, True),
        ([50, 50, 50], 0, 50, False),
        ([0, 0], 0, 0.1, False),
        ([-4, 5], -4, 6, False),
        ([99, 100, 98], 96, 100, True),
    ],
)
def test_where_the_axis_begins_and_ends(values: list[float], low: float, high: float, cut: bool) -> None:
    scale = y_scale(make_spec(values))
    assert (scale.low, scale.high, scale.cut) == (low, high, cut)


def test_a_far_target_brings_the_axis_back_to_zero() -> None:
    assert y_scale(make_spec([91, 92, 96], target=20)).low == 0


def test_ticks_are_no_finer_than_the_numbers() -> None:
    spec = make_spec([0, 1], unit="", decimals=0)
    assert tick_text(y_scale(spec), spec) == ("0", "1")


finite = st.floats(-1e12, 1e12).map(lambda value: round(value, 3))


@given(st.lists(finite, max_size=12), st.one_of(st.none(), finite), st.integers(0, 3))
def test_every_value_lies_within_the_axis(values: list[float], target: float | None, decimals: int) -> None:
    spec = make_spec(values, target=target, unit="", decimals=decimals)
    scale = y_scale(spec)
    shown = [*values, *([] if target is None else [target])]
    slack = 1e-6 * (scale.high - scale.low)
    assert scale.low < scale.high
    assert all(scale.low - slack <= value <= scale.high + slack for value in shown)
    assert len(scale.ticks) <= 12
    assert scale.cut == (scale.low > 0)


@given(st.integers(1, 200), st.floats(0.5, 80))
def test_period_labels_never_overlap_and_the_last_is_always_there(n: int, spacing: float) -> None:
    labels = ["Mar 2027"] * n
    chosen = label_positions(labels, spacing, 15)
    assert chosen[-1] == n - 1
    assert all((after - before) * spacing > text_width("Mar 2027", 15) for before, after in pairwise(chosen))


@given(st.lists(st.floats(0, 300), max_size=4), st.floats(5, 60))
def test_end_labels_are_moved_apart_but_stay_inside(wanted: list[float], gap: float) -> None:
    places = sorted(spread(wanted, gap, 0, 300))
    assert all(-1e-9 <= place <= 300 + 1e-9 for place in places)
    assert all(after - before > gap - 1e-9 for before, after in pairwise(places))


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([100, 20, 60], 30, 0, 300) == [100, 20, 60]


def test_text_is_shortened_or_broken_to_fit() -> None:
    assert fit("Reminder by text", 500, 15) == "Reminder by text"
    assert fit("Reminder by text", 70, 15) == "Remind…"
    assert fit("Reminder", 3, 15) == ""
    assert wrap("Seen within 24 hours of admission, %", 140, 15) == ["Seen within 24", "hours of admission,", "%"]
