"""Every signal of every rule set: which points, in which words, and what the chart then says."""

import pytest

from measures.charts import words
from measures.charts.reading import read
from tests.measures.chart_cases import CALM, EVERY, KINDS, SHAPES, SIGNALS, STEADY, of_kind

NO_CAUSE = "A chart does not show the cause."
LIKELY = "unlikely to be chance"


def bands(spec) -> list[tuple[str, int, int, str, str]]:
    return [(band.kind, band.start, band.end, band.tone, band.verdict) for band in read(spec).bands]


def said_above(spec) -> list[str]:
    return [line.words for line in read(spec).strip]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("outside now", [("outside", 20, 20, "worse", "Above the upper limit: worse")]),
        ("outside then", [("outside", 9, 9, "worse", "Above the upper limit")]),
        ("shift of six", [("shift", 19, 25, "better", "7 in a row below: better")]),
        ("trend", [("trend", 20, 26, "worse", "Trend: 7 rising: worse")]),
        ("two of three", [("two_of_three", 20, 22, "worse", "2 of 3 near the upper limit: worse")]),
        ("neither better", [("outside", 20, 20, "changed", "Above the upper limit")]),
        ("limits only", [("outside", 20, 20, "worse", "Above the upper limit: worse")]),
        ("limits only, calm", []),
        ("ihi shift", [("shift", 11, 17, "better", "7 in a row below: better")]),
        ("ihi trend", [("trend", 12, 16, "worse", "Trend: 5 rising: worse")]),
        (
            "ihi8 shift",
            [("shift", 0, 10, "worse", "9 in a row above"), ("shift", 12, 19, "better", "8 in a row below: better")],
        ),
        ("too few runs", []),
    ],
)
def test_what_is_pointed_out_and_in_which_words(name: str, expected: list) -> None:
    assert bands(SIGNALS[name]) == expected


@pytest.mark.parametrize(
    ("name", "verdict", "sentence"),
    [
        ("outside now", "worse", f"September 2027 is above the upper limit: {LIKELY}, and worse."),
        ("neither better", "changed", f"September 2027 is above the upper limit: {LIKELY}."),
        ("outside then", "none", f"No clear change now. October 2026 was above the upper limit: {LIKELY}."),
        ("shift now", "better", f"Since August 2027, eight months in a row below the mean: {LIKELY}, and better."),
        ("trend", "worse", f"Since September 2027, seven months in a row rising: {LIKELY}, and worse."),
        (
            "two of three",
            "worse",
            f"Since September 2027, two of three months near the upper limit: {LIKELY}, and worse.",
        ),
        ("ihi shift", "better", f"Since December 2026, seven months in a row below the median: {LIKELY}, and better."),
        (
            "too few runs",
            "changed",
            f"The line crosses the median only 3 times, where chance would give 6 or more: {LIKELY}, but it does not"
            " show which way things are going now.",
        ),
        (
            "too many runs",
            "changed",
            f"The line crosses the median 19 times, where chance would give 14 or fewer: {LIKELY}, but it does not"
            " show which way things are going now.",
        ),
        ("all at once", "worse", f"April 2028 is above the upper limit: {LIKELY}, and worse."),
    ],
)
def test_the_sentence_of_each_signal(name: str, verdict: str, sentence: str) -> None:
    spec = SIGNALS[name]
    assert (words.verdict(spec), words.sentence(spec)) == (verdict, f"{sentence} {NO_CAUSE}")


def test_calm_limits_alone_say_that_every_point_is_within_them() -> None:
    assert words.sentence(SIGNALS["limits only, calm"]) == "No clear change: every point is within the limits."


def test_a_chart_of_ranges_claims_no_test_of_runs() -> None:
    """Neighbouring ranges share a value, so Anhøj's test of runs is not made of them."""
    spec = SIGNALS["ranges, calm"]
    assert words.sentence(spec) == "No clear change: every point is within the limits."
    made = "Moving range chart; Anhøj rules, the limits alone: moves that share a value make runs by themselves."
    assert words.method(spec).startswith(made)
    other = of_kind(CALM, "i", "anhoej")
    assert words.sentence(other) == "No clear change: the points show no more than chance would."
    assert words.method(other).startswith("I chart; Anhøj rules. ")


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("few crossings", "Crosses the median 5 times; 8 or more expected"),
        ("too few runs", "Crosses the median 3 times; 6 or more expected"),
        ("too many runs", "Crosses the median 19 times; 14 or fewer expected"),
    ],
)
def test_a_signal_of_the_whole_stands_above_the_plot(name: str, above: str) -> None:
    assert said_above(SIGNALS[name]) == [above]


def test_too_few_crossings_are_ringed_and_too_many_are_not() -> None:
    assert [len(read(SIGNALS[name]).crossings) for name in ("too few runs", "too many runs")] == [3, 0]


@pytest.mark.parametrize(
    ("values", "rules", "since", "said"),
    [
        (((*CALM, 30), "xmr"), None, 20, "September 2027 is above the upper limit"),
        (((*CALM, 30, 20), "xmr"), None, None, "No clear change now. September 2027 was above the upper limit"),
        (((*CALM[:10], *[16.5] * 7, *CALM[:8]), "xmr"), "mdc7", None, "No clear change now. From November 2026 to May"),
        (((*STEADY, 17, 16, 17, 16, 17, 16, 22), "run"), "ihi", None, "From December 2026 to June 2027, seven months"),
    ],
)
def test_a_signal_that_is_over_is_told_as_over(values: tuple, rules: str | None, since: int | None, said: str) -> None:
    spec = of_kind(*values, rules)
    assert words.since(spec) == since
    assert words.sentence(spec).startswith(said)
    assert (", and " in words.sentence(spec)) is (since is not None)


def test_by_making_data_count_a_shift_that_ended_is_no_change_and_by_ihi_it_is() -> None:
    ended = (*CALM[:10], *[16.5] * 7, *CALM[:8])
    assert words.verdict(of_kind(ended, "xmr", "mdc7")) == "none"
    assert words.verdict(of_kind((*STEADY, 17, 16, 17, 16, 17, 16, 22), "run", "ihi")) == "changed"


def test_a_stray_point_long_ago_is_no_change_on_a_chart_with_limits_alone() -> None:
    spec = of_kind((*CALM[:9], 31, *CALM[10:]), "i", "shewhart")
    assert words.headline(spec) == "No clear change"
    assert "October 2026 was above the upper limit" in words.sentence(spec)


def test_fewer_than_ten_points_point_out_nothing_however_far_out_one_is() -> None:
    spec = of_kind((20, 21, 20, 19, 20, 21, 20, 90), "xmr", screened=True)
    assert spec.analysis.points.special[-1] == "outside"
    assert (bands(spec), words.verdict(spec)) == ([], "few")
    assert words.sentence(spec).startswith("Too few points to test: ")


def test_a_point_left_out_is_pointed_out_by_no_rule() -> None:
    assert bands(SHAPES["left out"]) == []
    assert SHAPES["left out"].analysis.points.outside[8] == 1


def test_a_turning_point_belongs_to_the_trend_before_it_too() -> None:
    spec = of_kind((*CALM, 17, 18, 19, 20, 21, 22, 23, 22, 21, 20, 19, 18, 17, 16), "xmr", freeze=20)
    trends = [(start, end, verdict) for kind, start, end, _, verdict in bands(spec) if kind == "trend"]
    assert trends == [(20, 26, "Trend: 7 rising"), (26, 33, "Trend: 8 falling: better")]


def test_two_trends_the_same_way_are_two() -> None:
    spec = of_kind((*STEADY, 17, 18, 19, 20, 21, 16, 17, 18, 19, 20), "run", "ihi")
    trends = [(start, end, verdict) for kind, start, end, _, verdict in bands(spec) if kind == "trend"]
    assert trends == [(12, 16, "Trend: 5 rising"), (17, 21, "Trend: 5 rising: worse")]


def test_equal_neighbours_are_one_step_of_a_trend_where_the_rules_skip_them() -> None:
    spec = of_kind((*STEADY, 17, 18, 18, 19, None, 20, 21), "run", "ihi")
    assert [band for band in bands(spec) if band[0] == "trend"] == [
        ("trend", 12, 18, "worse", "Trend: 5 rising: worse")
    ]


def test_a_gap_ends_a_shift_where_the_rules_say_so_and_not_elsewhere() -> None:
    low = (17, 16, 17, 16, 17, 16)
    broken = of_kind((*CALM, *low, None, *low), "xmr", "mdc6", freeze=20)
    assert [(start, end) for kind, start, end, *_ in bands(broken) if kind == "shift"] == [(19, 25), (27, 32)]
    joined = of_kind((*STEADY, *low, None, *low), "run", "ihi", freeze=12)
    assert [(start, end) for kind, start, end, *_ in bands(joined) if kind == "shift"] == [(11, 24)]


def test_signals_of_a_part_that_is_over_are_told_without_what_they_mean() -> None:
    assert bands(SHAPES["earlier signal"]) == [("run", 15, 23, "better", "9 in a row below")]
    assert said_above(SHAPES["earlier crossings"]) == ["Before A: crosses the median 3 times; 4 or more expected"]


def test_a_run_that_is_over_says_nothing_against_what_holds_now() -> None:
    assert bands(KINDS["ip"]) == [
        ("run", 0, 9, "worse", "10 in a row above"),
        ("run", 11, 20, "worse", "10 in a row above"),
        ("outside", 21, 23, "better", "3 below the lower limit: better"),
    ]


def test_the_words_of_a_part_too_short_to_test() -> None:
    assert words.sentence(SHAPES["short part"]) == (
        "Since the median was drawn anew in April 2027 there are too few points to test: 4 of 10."
    )
    assert said_above(SHAPES["short part"]) == ["Since A: 4 of the 10 points needed for a test"]
    assert words.sentence(SHAPES["three parts"]) == (
        "Since it began to be counted differently in January 2028, no clear change: the points show no more than "
        "chance would."
    )


@pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY.keys())
def test_better_and_worse_are_said_only_of_what_holds_now(spec) -> None:
    verdict, sentence = words.verdict(spec), words.sentence(spec)
    assert (f", and {verdict}" in sentence) is (verdict in ("better", "worse"))
    assert {band.meaning for band in read(spec).bands} <= {"", verdict}
    assert (words.since(spec) is None) or verdict in ("better", "worse", "changed")
