"""Centre lines and limits: where they run, how they look, and what the axis makes room for."""

import pytest

from measures.charts import ChartSpec, PartNote, static
from measures.charts.frame import end_labels
from measures.charts.lines import Line, baselines, latest_limits, lines
from measures.charts.scale import extent, y_scale
from measures.charts.words import method
from tests.measures.chart_cases import CALM, COUNTED, EVERY, FALL, KINDS, SHAPES, SIZES, make_spec, of_kind
from tests.measures.test_chart_static import by_class, words_of


def of(spec: ChartSpec, kind: str) -> list[Line]:
    return [line for line in lines(spec) if line.kind == kind]


@pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY.keys())
def test_every_line_runs_where_the_analysis_says(spec: ChartSpec) -> None:
    points = spec.analysis.points
    for line in lines(spec):
        column = {"centre": points.cl, "upper": points.ucl, "lower": points.lcl}[line.kind]
        (first, _), (last, _) = line.places[0], line.places[-1]
        for i in range(int(first + 0.5), int(last + 0.5)):
            at = [y for (x0, y), (x1, _) in zip(line.places, line.places[1:], strict=False) if x0 <= i <= x1]
            assert at == [pytest.approx(column[i])]


def test_each_part_has_a_centre_line_of_its_own_to_its_border() -> None:
    assert [line.places for line in of(SHAPES["two parts"], "centre")] == [
        ((-0.5, 20.0), (11.5, 20.0)),
        ((11.5, 11.0), (23.5, 11.0)),
    ]


def test_limits_that_vary_are_steps_and_level_ones_are_one_line() -> None:
    (upper,) = of(KINDS["p"], "upper")
    assert [x for x, _ in upper.places][:4] == [-0.5, 0.5, 0.5, 1.5]
    assert len(upper.places) == 2 * len(SIZES)
    assert [len(line.places) for line in of(KINDS["xmr"], "upper")] == [2]


def test_limits_are_broken_where_there_is_none() -> None:
    sizes = (*SIZES[:5], None, *SIZES[6:])
    assert [(line.places[0][0], line.places[-1][0]) for line in of(of_kind(COUNTED, "p", sizes=sizes), "upper")] == [
        (-0.5, 4.5),
        (5.5, 23.5),
    ]


def test_the_centre_line_goes_on_beyond_its_baseline_in_another_dash() -> None:
    spec = SHAPES["baseline"]
    assert baselines(spec) == [(0, 11)]
    assert [(line.style, line.places[0][0], line.places[-1][0]) for line in of(spec, "centre")] == [
        ("solid", -0.5, 11.5),
        ("extended", 11.5, 23.5),
    ]
    picture = static.svg(spec)
    assert "Baseline" in words_of(picture)
    assert len(by_class(picture, "chart-baseline")) == 1
    assert [bool(line.get("stroke-dasharray")) for line in by_class(picture, "chart-median")] == [False, True]
    assert baselines(KINDS["run"]) == []


def test_trial_limits_are_dashed_and_named() -> None:
    picture = static.svg(SHAPES["trial"])
    assert "Trial limits: fewer than 12 points" in words_of(picture)
    assert [bool(line.get("stroke-dasharray")) for line in by_class(picture, "chart-limit")] == [True, True]
    full = static.svg(KINDS["xmr"])
    assert [bool(line.get("stroke-dasharray")) for line in by_class(full, "chart-limit")] == [False, False]
    assert "Trial limits: fewer than 12 points" not in words_of(full)


def test_a_series_without_variation_has_no_limits_and_says_so() -> None:
    for name, said in (
        ("no variation", "No variation: nothing to test"),
        ("no variation, few", "No variation: no limits"),
    ):
        picture = static.svg(SHAPES[name])
        assert by_class(picture, "chart-limit") == []
        assert said in words_of(picture)


def test_limits_are_thinner_than_the_centre_and_that_than_the_data() -> None:
    picture = static.svg(KINDS["xmr"])
    widths = [
        float(by_class(picture, name)[0].get("stroke-width", 0))
        for name in ("chart-limit", "chart-median", "chart-line")
    ]
    assert widths == sorted(set(widths))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xmr", ["Upper limit 25.7", "Mean 20.4", "Lower limit 15.1", "Target 18.0", "Latest 28.0"]),
        ("run", ["Median 18.5", "Latest 10.0"]),
        ("g", ["Upper limit 120.5", "Median 24", "Latest 66"]),
        ("c", ["Upper limit 24.2", "Mean 13.2", "Lower limit 2.3", "Latest 2"]),
    ],
)
def test_every_line_is_named_at_its_end(name: str, words: list[str]) -> None:
    assert [label.lines for label in end_labels(KINDS[name], narrow=False)] == [(word,) for word in words]
    assert set(words) <= set(words_of(static.svg(KINDS[name])))


def test_the_last_limit_of_varying_ones_is_the_one_named() -> None:
    spec = KINDS["p"]
    assert latest_limits(spec) == (spec.analysis.points.lcl[-1], spec.analysis.points.ucl[-1])


def test_a_reference_is_named_dotted_and_within_the_axis() -> None:
    spec = SHAPES["gap"]
    picture = static.svg(spec)
    (line,) = by_class(picture, "chart-reference")
    assert line.get("stroke-dasharray")
    assert "No gap" in words_of(picture)
    assert extent(make_spec([2.0, 3.0], reference=(1.0, "No gap"))) == (1.0, 3.0)
    assert (y_scale(spec).low, y_scale(spec).high) == (-2, 6)


def test_the_axis_holds_limits_but_not_one_of_a_size_near_nothing() -> None:
    assert y_scale(KINDS["xmr"]).high == 30
    spec = SHAPES["one size near nothing"]
    assert max(limit for limit in spec.analysis.points.ucl if limit is not None) > 80
    assert y_scale(spec).high == 20
    paths = " ".join(path.get("d", "") for path in by_class(static.svg(spec), "chart-limit"))
    assert paths.count("M") == 1 + 3  # the upper limit leaves the plot three times


def test_a_border_has_a_rule_a_letter_and_its_words() -> None:
    picture = static.svg(SHAPES["three parts"])
    assert {"A", "New mean", "B", "Counted differently"} <= set(words_of(picture))
    assert len(by_class(picture, "chart-border")) == 2
    narrow = words_of(static.svg(SHAPES["three parts"], narrow=True))
    assert {"A", "B", "New mean, Apr 2027", "Counted differently, Jan 2028"} <= set(narrow)


def test_earlier_centre_lines_are_named_too() -> None:
    assert "Median 20.0" in words_of(static.svg(SHAPES["two parts"]))
    assert {"Mean 20.4", "Mean 10.8"} <= set(words_of(static.svg(SHAPES["three parts"])))


def test_points_left_out_are_hollow_and_say_so() -> None:
    picture = static.svg(SHAPES["left out"])
    assert len(by_class(picture, "chart-ghost")) == 1
    assert "Left out" in words_of(picture)
    assert "2 left out" in words_of(static.svg(SHAPES["several left out"]))
    assert len(by_class(static.small(SHAPES["several left out"]), "chart-ghost")) == 4


def test_parts_that_no_one_has_told_of_have_letters_and_words() -> None:
    spec = of_kind((*FALL, *FALL), "run", parts=(20, 30), spec={"parts": (PartNote(30, "B", "Counted differently"),)})
    assert [(note.start, note.letter, note.label) for note in spec.borders] == [
        (20, "A", "New median"),
        (30, "B", "Counted differently"),
    ]
    with pytest.raises(ValueError, match="no part of the analysis begins at position 5"):
        of_kind(FALL, "run", parts=(12,), spec={"parts": (PartNote(5, "A", "New median"),)})
    with pytest.raises(ValueError, match="position 24 of ghosts lies outside the 24 periods"):
        of_kind(FALL, "run", spec={"ghosts": {24: "Strike"}})


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        (KINDS["run"], "Run chart; Anhøj rules."),
        (
            KINDS["xmr"],
            "XmR chart; Making Data Count, 7 points. Limits: the mean ± 2.66 times the average moving range; no moving"
            " range is left out.",
        ),
        (
            of_kind(CALM, "xmr", screened=True, excluded=(3,)),
            "XmR chart; Making Data Count, 7 points. Limits: the mean ± 2.66 times the average moving range; unusually"
            " large moving ranges are left out (Nelson). One point left out.",
        ),
        (SHAPES["baseline"], "Run chart; Anhøj rules. Baseline of the median: Jan 2026 to Dec 2026."),
        (
            SHAPES["short part"],
            "Run chart; Anhøj rules. Drawn anew at A (Apr 2027). Fewer than 10 useful points: drawn, not tested.",
        ),
        (
            of_kind(FALL, "run", "ihi"),
            "Run chart; IHI run chart rules. About 1 in 3 stable charts of 24 points show a signal by these rules.",
        ),
        (
            SHAPES["no variation, few"],
            "XmR chart; Making Data Count, 7 points. No variation. Fewer than 10 useful points: drawn, not tested.",
        ),
    ],
)
def test_how_the_chart_was_made_in_one_line(spec: ChartSpec, line: str) -> None:
    assert method(spec) == line


def test_every_kind_says_how_it_was_made() -> None:
    said = [method(spec) for spec in KINDS.values()]
    assert len({words.partition(";")[0] for words in said}) == len(KINDS) == 14
    assert [("Limits: " in words) for words in said] == [name != "run" for name in KINDS]
