"""Suggesting a new centre line."""

import pytest

from measures.spc import Run, analyse
from measures.spc.rebase import Stretch, follow, suggest

BEFORE = [12, 10, 13, 9, 12, 10, 13, 9, 12, 10, 13, 9, 11]


def test_a_new_level_of_nine_points_is_suggested_from_where_it_begins() -> None:
    analysis = analyse([*BEFORE, *[20] * 9], freeze=13)
    assert suggest(analysis) == Run(13, 21, 1, 9)


def test_eight_points_or_a_series_that_began_so_suggest_nothing() -> None:
    assert suggest(analyse([*BEFORE, *[20] * 8], freeze=13)) is None
    assert suggest(analyse([*[5] * 12, *[1, 9] * 3], centre=3)) is None
    assert suggest(analyse([])) is None


def test_following_takes_the_wanted_side_only() -> None:
    values = [*BEFORE, *[20] * 9, 21]
    assert follow(values, side=-1) == [Stretch(11, 0, 12, 22, "baseline")]
    both = [Stretch(11, 0, 12, 13, "baseline"), Stretch(20, 13, 21, 22, "sustained")]
    assert follow(values, side=1) == follow(values, side=None) == both


def test_a_series_too_short_for_baseline_and_run_is_refused() -> None:
    with pytest.raises(ValueError, match="a baseline of 13 and a run of 9 need more than 21 points"):
        follow([1.0] * 21, side=1)
