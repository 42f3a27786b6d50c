"""The words of a chart: the verdict, the few words for a table and the sentence, in every state a series can be in."""

from dataclasses import replace
from datetime import date

import pytest

from measures.charts import words
from measures.charts.reading import read
from tests.measures.chart_cases import FALL, STEADY, cycle, make_spec

NO_CAUSE = "A chart does not show the cause."


def said(spec) -> tuple[str, str, str]:
    return words.verdict(spec), words.headline(spec), words.sentence(spec)


def test_no_data() -> None:
    assert said(make_spec([None, None])) == ("empty", "No data yet", "No data yet.")
    assert said(make_spec([])) == ("empty", "No data yet", "No data yet.")


def test_too_few_points() -> None:
    assert said(make_spec([3, 1, 4, 1.5, 9, 2.6])) == (
        "few",
        "Too early to tell (6 of 10 points)",
        "Too few points to test: 6 of the 10 needed so far.",
    )


def test_points_on_the_median_are_explained_where_they_make_the_number_smaller() -> None:
    assert words.sentence(make_spec([3, 1, 4, 1.5, 9])) == (
        "Too few points to test: 4 of the 10 needed so far. One point on the median does not count."
    )
    half_on_median = [5, 5, 5, 5, 5, 5, 5, 1, 9, 1, 9]
    assert words.sentence(make_spec(half_on_median)) == (
        "Too few points to test: 4 of the 10 needed so far. Seven points on the median do not count."
    )


def test_a_constant_series_has_nothing_to_test() -> None:
    spec = make_spec([12.5] * 14)
    assert said(spec) == ("none", "No clear change", "Every value is 12.5%: there is no variation to test.")
    assert words.verdict(make_spec([12.5] * 9)) == "few"


def test_chance_alone() -> None:
    assert said(make_spec(STEADY)) == (
        "none",
        "No clear change",
        "No clear change: the points show no more than chance would.",
    )


@pytest.mark.parametrize(
    ("direction", "verdict", "headline", "meaning"),
    [
        ("down", "better", "Better", ", and better"),
        ("up", "worse", "Worse", ", and worse"),
        ("none", "changed", "Changed", ""),
    ],
)
def test_a_long_run_that_holds(direction: str, verdict: str, headline: str, meaning: str) -> None:
    assert said(make_spec(FALL, direction=direction)) == (
        verdict,
        headline,
        f"Since April 2027, nine months in a row below the median: unlikely to be chance{meaning}. {NO_CAUSE}",
    )


@pytest.mark.parametrize(
    ("noun", "opening"),
    [
        ("day", "Since 1 April 2027, nine days in a row"),
        ("week", "Since the week of 1 April 2027, nine weeks in a row"),
        ("quarter", "Since Apr 2027, nine quarters in a row"),
        ("year", "Since Apr 2027, nine years in a row"),
    ],
)
def test_other_periods_than_months(noun: str, opening: str) -> None:
    assert words.sentence(make_spec(FALL, period_noun=noun)).startswith(opening + " below the median:")


def test_a_run_over_a_gap_is_counted_in_points() -> None:
    with_gap = (*FALL[:18], None, *FALL[18:])
    sentence = words.sentence(make_spec(with_gap))
    assert sentence.startswith("Since April 2027, nine points in a row below the median:")


def test_a_number_above_nine_is_a_figure() -> None:
    assert words.sentence(make_spec((*FALL, 12, 10))).startswith("Since April 2027, 11 months in a row")


def test_a_long_run_that_ended() -> None:
    ended = [1] * 9 + [9, 9, 1] * 9
    assert said(make_spec(ended)) == (
        "changed",
        "Changed",
        "From January 2026 to September 2026, nine months in a row below the median: unlikely to be chance, but it "
        f"does not show which way things are going now. {NO_CAUSE}",
    )


def test_no_band_says_more_than_the_verdict() -> None:
    assert [band.verdict for band in read(make_spec([1] * 9 + [9, 9, 1] * 9)).bands] == ["9 in a row below"]
    assert [band.verdict for band in read(make_spec(FALL)).bands] == ["9 in a row below: better"]


def test_of_several_long_runs_that_ended_the_longest_is_told() -> None:
    spec = make_spec([*[1] * 9, *[9] * 10, *[1, 9] * 6, 1])
    assert words.sentence(spec).startswith("From October 2026 to July 2027, 10 months in a row above the median")


def test_too_few_crossings_alone() -> None:
    blocks = [1, 1, 1, 9, 9, 9, 9, 9, 9, 1, 1, 1] * 2
    assert said(make_spec(blocks)) == (
        "changed",
        "Changed",
        "The line crosses the median only 4 times, where chance would give 8 or more: unlikely to be chance, but it "
        f"does not show which way things are going now. {NO_CAUSE}",
    )


def test_too_few_crossings_that_end_on_one_side() -> None:
    assert said(make_spec([1] * 6 + [9] * 4 + [1] * 6 + [9] * 8)) == (
        "worse",
        "Worse",
        "The line crosses the median only 3 times, where chance would give 8 or more: unlikely to be chance. "
        f"Since May 2027, eight months in a row above the median, and worse. {NO_CAUSE}",
    )


def test_a_line_that_never_crosses() -> None:
    spec = make_spec([5, *[1] * 12], freeze=1)
    assert words.verdict(spec) == "better"
    assert words.sentence(spec).startswith("Since February 2026, 12 months in a row below the median")


def test_the_description_tells_the_lines_and_the_marks_too() -> None:
    spec = make_spec(STEADY, target=5.0, marks=(cycle(1, 2, 4), cycle(2, 9, None, "Evening clinic")))
    assert words.description(spec) == (
        "No clear change: the points show no more than chance would. "
        "Latest: 18.0% in Dec 2026. Median: 20.0%. Target: 5.0%. "
        "Mark 1: Reminder by text, Mar 2026 to May 2026. Mark 2: Evening clinic, since Oct 2026."
    )


def test_a_median_half_way_between_whole_numbers_is_not_rounded_to_one() -> None:
    spec = make_spec([1, 2, 3, 4], unit="", decimals=0)
    assert spec.line_text(2.5) == "2.5"
    assert spec.number(2) == "2"
    assert spec.line_text(2.0) == "2"


def test_numbers_are_grouped_and_never_minus_zero() -> None:
    spec = make_spec([1.0], unit="per 1,000", decimals=1)
    assert (spec.number(1234567.89), spec.number(-0.04), spec.number(-3)) == ("1,234,567.9", "0.0", "-3.0")


def test_a_specification_that_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="notes has 1 entries for 2 values"):
        make_spec([1, 2], notes=("",))
    with pytest.raises(ValueError, match="direction must be one of up, down, none, not 'left'"):
        make_spec([1], direction="left")
    with pytest.raises(ValueError, match="period_noun must be one of"):
        make_spec([1], period_noun="fortnight")
    with pytest.raises(ValueError, match="mark 1 lies outside the 2 periods"):
        make_spec([1, 2], marks=(cycle(1, 1, 2),))
    with pytest.raises(ValueError, match="the analysis is of 2 points"):
        replace(make_spec([1, 2]), values=(1,), periods=(date(2026, 1, 1),), labels=("Jan 2026",), notes=("",))
