"""What is said of a gap, word by word, and that no sentence says more than the numbers show."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from measures.equity import Recording, judge, weigh
from measures.presenters.equity_words import Telling, caution, label, sentence, warning
from measures.spc import analyse
from tests.measures.chart_cases import make_spec
from tests.measures.equity_cases import OneLine, gap_line, line
from tests.measures.test_equity_verdict import CASES, level, other

NAMES = ("Black African", "White British")


def telling(
    focus: list[float], comparator: list[float], *, direction: str = "up", scale: str = "difference"
) -> Telling:
    mine, theirs = line(NAMES[0], focus), line(NAMES[1], comparator)
    gap = gap_line(mine, theirs, scale)
    return told_of(mine, theirs, gap, direction, scale)


def told_of(mine: OneLine, theirs: OneLine, gap: OneLine, direction: str, scale: str) -> Telling:
    verdict = judge(mine, theirs, gap, direction=direction, scale=scale)
    spec = make_spec(gap.series.values, analysis=gap.analysis, direction="none", unit="")
    unit = "" if scale == "ratio" else "percentage points"
    return Telling(verdict, spec, make_spec(mine.series.values), make_spec(theirs.series.values), unit, "people seen")


SAID = {
    "closing-behind_improved": (
        "Closing: Black African improved",
        "Since January 2027 the gap between Black African and White British has been smaller: 8.0 percentage points at "
        "the median, 20.0 before. It closed because Black African improved; White British shows no clear change.",
    ),
    "closing-ahead_worsened": (
        "Closing: White British got worse, no clear change in Black African",
        "Since January 2027 the gap between Black African and White British has been smaller: 8.0 percentage points at "
        "the median, 20.0 before. It closed because White British got worse; Black African shows no clear change.",
    ),
    "closing-both_improved": (
        "Closing: both improved",
        "Since January 2027 the gap between Black African and White British has been smaller: 10.0 percentage points "
        "at the median, 20.0 before. Both improved, Black African by more.",
    ),
    "closing-both_worsened": (
        "Closing, but both got worse",
        "Since January 2027 the gap between Black African and White British has been smaller: 16.0 percentage points "
        "at the median, 30.0 before. Both got worse, White British by more: nobody has gained.",
    ),
    "closing-both": (
        "Closing: Black African improved, but White British got worse",
        "Since January 2027 the gap between Black African and White British has been smaller: 12.0 percentage points "
        "at the median, 30.0 before. Black African improved, but White British got worse.",
    ),
    "widening-behind_worsened": (
        "Widening: Black African got worse",
        "Since January 2027 the gap between Black African and White British has been larger: 30.0 percentage points at "
        "the median, 20.0 before. It widened because Black African got worse; White British shows no clear change.",
    ),
    "widening-ahead_improved": (
        "Widening: White British improved, no clear change in Black African",
        "Since January 2027 the gap between Black African and White British has been larger: 30.0 percentage points at "
        "the median, 20.0 before. It widened because White British improved; Black African shows no clear change.",
    ),
    "widening-both_improved": (
        "Widening, though both improved",
        "Since January 2027 the gap between Black African and White British has been larger: 30.0 percentage points at "
        "the median, 20.0 before. It widened though both improved: White British improved by more.",
    ),
    "widening-both_worsened": (
        "Widening: both got worse",
        "Since January 2027 the gap between Black African and White British has been larger: 29.0 percentage points at "
        "the median, 20.0 before. Both got worse, Black African by more.",
    ),
    "widening-both": (
        "Widening: Black African got worse, White British improved",
        "Since January 2027 the gap between Black African and White British has been larger: 34.0 percentage points at "
        "the median, 20.0 before. Black African got worse, and White British improved.",
    ),
    "turned": (
        "Turned round: now worse for White British",
        "Since January 2027 the gap between Black African and White British has turned round: 15.0 percentage points "
        "higher for Black African at the median, 20.0 percentage points lower for Black African before. Black African "
        "improved.",
    ),
    "none": (
        "No clear change",
        "No clear change in the gap between Black African and White British: 20.0 percentage points lower for Black "
        "African at the median.",
    ),
    "few": (
        "Not enough data",
        "Not enough data to judge the gap between Black African and White British: 6 of the 10 points needed so far "
        "(points on the median do not count).",
    ),
}


@pytest.mark.parametrize("key", SAID)
def test_every_verdict_is_said_plainly_with_its_numbers(key: str) -> None:
    focus, comparator, _ = CASES[key]
    told = telling([round(y) for y in focus], [round(y) for y in comparator])
    assert told.verdict.key == key
    assert (label(told.verdict), sentence(told)) == SAID[key]


def test_where_neither_group_shows_why_nobody_is_named() -> None:
    told = telling(*_waves())
    assert label(told.verdict) == "Closing: not clear who moved"
    assert sentence(told).endswith("Neither group’s own chart shows a change by itself, so it is not clear who moved.")


def _waves() -> tuple[list[float], list[float]]:
    waves = [(0.0, 5, -7, 2, 8, -4, -3, 7, -6, 1, 6, -8)[i % 12] for i in range(24)]
    focus = [40 + wave + (2 if i >= 12 else 0) for i, wave in enumerate(waves)]
    return focus, [60 + wave - (2 if i >= 12 else 0) + (i * 7 % 10) / 10 for i, wave in enumerate(waves)]


def test_without_a_better_direction_nothing_is_called_better() -> None:
    for key, said, mover in (
        ("closing-behind_improved", "The gap is smaller", "Black African went up."),
        ("widening-both_improved", "The gap is larger", "Black African went up and White British went up."),
        ("turned", "The gap has turned round", "Black African went up."),
    ):
        told = telling(*CASES[key][:2], direction="none")
        assert label(told.verdict) == said
        assert sentence(told).endswith(mover)
        assert not any(word in sentence(told) for word in ("improved", "worse", "better", "behind"))


def test_a_ratio_is_told_as_times_and_not_as_points() -> None:
    told = telling(level((24, 12), (36, 12)), other((60, 24)), scale="ratio")
    assert (
        "has been smaller: Black African at 0.60 times the number of White British at the median, 0.40 times before."
        in (sentence(told))
    )
    assert "points" not in sentence(told).replace("The points", "")


def test_a_gap_that_is_gone_is_said_to_be_unclear_and_not_closed() -> None:
    told = telling(level((45, 12), (60, 12)), other((60, 24)))
    assert sentence(told).endswith("No clear gap is left: the points since then lie on both sides of no gap.")


def test_a_gap_that_stays_while_both_groups_move_says_so() -> None:
    told = telling(level((40, 12), (50, 12)), other((60, 12), (70, 12)))
    assert sentence(told).endswith("Both improved, by their own charts.")
    alone = telling(level((40, 24)), other((60, 24)))
    assert "own chart" not in sentence(alone)


def test_no_gap_to_speak_of() -> None:
    told = telling(level((60, 24)), other((60, 24)))
    assert label(told.verdict) == "No clear gap"
    assert sentence(told).endswith("The points lie on both sides of no gap, so it is not clear that there is one.")


def test_a_median_drawn_anew_is_told_with_what_was_before() -> None:
    mine, theirs = line(NAMES[0], level((40, 12), (52, 12))), line(NAMES[1], other((60, 24)))
    gap = gap_line(mine, theirs)
    anew = OneLine(gap.name, gap.series, analyse(gap.series.values, parts=[12]))
    said = sentence(told_of(mine, theirs, anew, "up", "difference"))
    assert said.startswith(
        "Since the median was drawn anew in January 2027, no clear change in the gap between Black African and White "
        "British: "
    )
    assert "Before: 20" in said or "Before: 19" in said


def _recorded(unknown: Sequence[tuple[int, int] | None], focus: list[float]) -> tuple[Telling, Recording]:
    mine = line(NAMES[0], focus, [100] * len(focus))
    theirs = line(NAMES[1], [float(90 + i % 2) for i in range(len(focus))], [100] * len(focus))
    nobody = line("Not stated", [one and 100 * one[0] / one[1] for one in unknown], [one and one[1] for one in unknown])
    share = line("Everyone", [one and 100 * one[1] / (200 + one[1]) for one in unknown])
    gap = gap_line(mine, theirs)
    told = told_of(mine, theirs, gap, "up", "difference")
    return told, weigh(told.verdict, mine, theirs, [nobody], share, gap, kind="percentage")


def test_what_recording_could_do_is_said_with_the_numbers() -> None:
    told, found = _recorded([(1, 4)] * 12 + [(0, 36)] * 12, [round(y) for y in level((40, 12), (52, 12))])
    said = caution(found, told)
    assert said.heading == "Recording alone could have made this change"
    assert (
        said.said[0]
        == "For 15.3% of people seen the group is not stated or not known since January 2027; 2.0% before (medians)."
    )
    assert any(
        words.startswith("If all of them were counted with Black African, the gap would not have moved this way: ")
        for words in said.said
    )
    assert said.said[-1] == "This share rose while the gap moved, so part of the move may lie in who is recorded."


def test_a_gap_that_stands_is_said_to_stand() -> None:
    told, found = _recorded([(1, 4)] * 24, [20.0 + i % 2 for i in range(24)])
    said = caution(found, told)
    assert said.heading == ""
    assert said.said[-1].startswith("They cannot have made this gap: however they were split, it would be at least 6")
    assert warning(None) == ""


def test_where_too_little_is_recorded_it_is_said_that_it_cannot_be_judged() -> None:
    """Neither a warning nor an all-clear from a few months."""
    told, found = _recorded([(1, 4)] * 2 + [None] * 22, [20.0 + i % 2 for i in range(24)])
    said = caution(found, told)
    assert said.heading == "Whether recording made this gap cannot be judged"
    assert said.said == (
        "Not stated and not known are recorded in only 2 of the 24 months, so it cannot be judged whether recording "
        "alone made this gap.",
    )
    told, found = _recorded([None] * 24, [round(y) for y in level((40, 12), (52, 12))])
    assert caution(found, told).said == (
        "Not stated and not known are not recorded in the 12 months since January 2027, so it cannot be judged whether "
        "recording alone made this gap or moved it.",
    )


def test_where_too_little_was_recorded_before_only_the_move_cannot_be_judged() -> None:
    told, found = _recorded([None] * 9 + [(1, 4)] * 3 + [(1, 4)] * 12, [round(y) for y in level((40, 12), (52, 12))])
    said = caution(found, told)
    assert said.heading == "Whether recording made this change cannot be judged"
    assert said.said == (
        "For 2.0% of people seen the group is not stated or not known since January 2027 (median).",
        "They cannot have made this gap: however they were split, it would be at least 34.9 percentage points.",
        "Not stated and not known are recorded in only 3 of the 12 months before January 2027, so it cannot be judged "
        "whether recording alone moved the gap.",
    )


def test_a_share_that_other_groups_numbers_are_missing_for_cannot_be_told() -> None:
    told, found = _recorded([(1, 4)] * 24, [20.0 + i % 2 for i in range(24)])
    said = caution(replace(found, share=None), told).said
    assert said[0] == (
        "What share is not stated or not known cannot be told: too few months have a number for every group."
    )
