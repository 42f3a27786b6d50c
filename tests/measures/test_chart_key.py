"""One vocabulary of shapes, colours and words, on charts, in their keys and in lists; and what belongs together."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from measures.charts import ChartSpec, Mark, export, figure, palette, static, words
from measures.charts.frame import end_labels
from measures.charts.reading import read
from measures.charts.scale import spread, text_width
from measures.series import NOT_ENTERED
from tests.measures.chart_cases import EVERY, FALL, KINDS, SHAPES, SIGNALS, STEADY, cycle, make_spec, of_kind
from tests.measures.test_chart_static import by_class, words_of

CSS = Path(__file__).resolve().parents[2] / "static" / "css"


def texts(spec: ChartSpec) -> list[str]:
    return [note["text"] for note in figure.plotly(spec)["layout"]["annotations"]]


# Signs.


def test_the_signs_in_lists_are_the_shapes_and_colours_of_the_charts() -> None:
    style = (CSS / "app.css").read_text()
    for name, tone in palette.TONES.items():
        assert f"--tone-{name}: {tone.text};" in style
        assert f'--tone-{name}-sign: "{tone.sign}";' in style
    assert {tone.shape: tone.sign for tone in palette.TONES.values()} == {
        "diamond": "◆",
        "square": "■",
        "triangle-up": "▲",
    }


def test_no_list_has_a_sign_of_its_own_for_better_worse_or_changed() -> None:
    own = re.compile(r"--(?:[a-z]+-)?(?:better|worse|changed)::before[^}]*content: \"")
    for style in CSS.glob("*.css"):
        assert not own.search(style.read_text()), style.name


@pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY.keys())
def test_each_form_has_a_key_of_the_shapes_it_shows(spec: ChartSpec) -> None:
    expected = {palette.TONES[name].word for name in read(spec).marked.values()}
    vocabulary = {tone.word for tone in palette.TONES.values()}
    for said in (words_of(static.svg(spec)), words_of(static.svg(spec, narrow=True)), texts(spec)):
        assert set(said) & vocabulary == expected
    assert len(by_class(static.svg(spec), "chart-key")) == len(expected)
    signs = [shape for shape in figure.plotly(spec)["layout"]["shapes"] if shape.get("name") == "key"]
    ringed = bool(read(spec).outside) + bool(read(spec).crossings)
    assert len(signs) == len(expected) + ringed + bool(spec.explained_gaps)


def test_the_key_tells_rings_apart() -> None:
    assert "Ringed: beyond a limit" in words_of(static.svg(SIGNALS["outside now"]))
    assert "Ringed: beyond a limit" in texts(SIGNALS["outside now"])
    assert "Crosses the median" in words_of(static.svg(SIGNALS["few crossings"]))
    assert "Crosses the median" in texts(SIGNALS["few crossings"])


# What others are compared with.


def test_the_level_before_a_change_is_pointed_out_and_not_judged() -> None:
    spec = make_spec([20, 21, 22, 20, 21, 22, 20, 21, 22, 20, 21, 10, 11, 12, 10, 11, 12, 10, 11, 12, 10, 11])
    before, since = read(spec).bands
    assert (before.tone, before.meaning, before.start, before.end) == ("before", "", 0, 10)
    assert (since.tone, since.meaning) == ("better", "better")
    assert set(read(spec).marked) == set(range(11, 22))
    assert set(read(spec).marked.values()) == {"better"}


def test_a_bad_stretch_that_was_mended_stays_worse() -> None:
    """It is not the beginning: there was the better level before it."""
    spec = make_spec([10, 11, 12, 10, 11, *[20, 21, 22] * 5, *[10, 11, 12] * 3, 10])
    assert [(band.start, band.tone) for band in read(spec).bands if band.length == 15] == [(5, "worse")]


def test_a_fixed_baseline_is_called_neither_better_nor_worse() -> None:
    values = (20, 21, 19, 20, 21, 20, 19, 21, 20, 35, 20, 21, 19, 20, 20, 21, 19, 20, 21, 19, 20, 36)
    of_all, fixed = of_kind(values, "i", "shewhart"), of_kind(values, "i", "shewhart", freeze=14)
    assert read(of_all).marked == {9: "worse", 21: "worse"}
    assert read(fixed).marked == {9: "changed", 21: "worse"}


# The latest value and its period.


def test_a_latest_value_stands_with_its_own_period() -> None:
    ended = make_spec([*STEADY, None, None], direction="up", notes=(*[""] * 12, NOT_ENTERED, NOT_ENTERED))
    assert ended.ended == "Dec 2026"
    small = words_of(static.small(ended))
    assert "Dec 2026, no data since" in small
    assert "Feb 2027" not in small
    assert any(label.lines[-1] == "Dec 2026" for label in end_labels(ended, narrow=True))
    assert "Dec 2026" in words_of(static.svg(ended))
    assert "Latest: 18.0% in Dec 2026, no data since." in words.description(ended)
    assert "Dec 2026" in words_of(static.small(make_spec(STEADY)))
    assert make_spec(STEADY).ended == make_spec(STEADY).since_then == ""


def test_periods_that_have_numbers_but_no_value_are_not_called_without_data() -> None:
    spec = make_spec([*STEADY, None, None], notes=(*[""] * 12, "No bed days in this period", NOT_ENTERED))
    assert "Dec 2026, no value since" in words_of(static.small(spec))
    assert "Latest: 18.0% in Dec 2026, no value since." in words.description(spec)


@pytest.mark.parametrize(("ends", "feet"), [(0, 2), (2, 1)])
def test_periods_at_the_foot_of_a_small_chart_do_not_meet(ends: int, feet: int) -> None:
    months = make_spec([*STEADY, *[None] * ends])
    quarters = replace(months, labels=tuple(f"Apr to Jun {2021 + at}" for at in range(12 + ends)))
    drawn = [element for element in by_class(static.small(quarters), "chart-muted") if element.get("font-size") == "12"]
    *first, last = [(float(element.get("x", 0)), element.text or "") for element in drawn]
    assert len(drawn) == feet
    assert last[1].startswith("Apr to Jun 2032")
    assert all(x + text_width(words, 12) < last[0] - text_width(last[1], 12) for x, words in first)
    assert words_of(static.small(months))[-2] == "Jan 2026"


# Labels at the ends of lines.


def test_labels_of_different_heights_keep_clear_of_each_other() -> None:
    rooms = [20.0, 40.0, 20.0]
    places = spread([50, 52, 55], rooms, 0, 300)
    for (a, one), (b, other) in pairwise(sorted(zip(places, rooms, strict=True))):
        assert b - a >= (one + other) / 2 - 1e-9


@pytest.mark.parametrize("name", ["xmr", "p", "up"])
def test_labels_are_one_line_each_and_led_back_where_they_moved(name: str) -> None:
    spec = KINDS[name]
    for narrow in (False, True):
        assert all(len(label.lines) == 1 for label in end_labels(spec, narrow=narrow))
    crowded = replace(spec, target=(spec.analysis.centre or 0) * 1.01)
    shapes = figure.plotly(crowded)["layout"]["shapes"]
    assert [shape for shape in shapes if shape.get("xsizemode") == "pixel" and shape.get("xanchor") == 1]


# Words.


def test_the_centre_line_of_a_t_chart_is_not_called_a_mean() -> None:
    spec = KINDS["t"]
    said = words_of(static.svg(spec))
    assert any(text.startswith("Centre line ") for text in said)
    assert not any(text.startswith("Mean") for text in said)
    assert "Centre line (back-transformed mean): 22.9." in words.description(spec)
    assert "above the centre line" in words.sentence(spec)


def test_where_most_points_after_a_baseline_are_is_said() -> None:
    values = [20, 22, 21, 23, 20, 22, 21, 23, 20, 22, 21, 23, *[25, 26, 27] * 8, 20, 26, 27, 20, 21]
    spec = make_spec(values, freeze=12, direction="none")
    assert spec.analysis.change == 0
    assert words.sentence(spec) == (
        "From December 2026 to December 2028, 25 months in a row above the median: unlikely to be chance. 26 of the 29 "
        "months since the baseline are above the median, but the latest of them do not show which way things are going "
        "now. A chart does not show the cause."
    )


# Away from the page.


def test_a_file_tells_of_every_mark_that_its_picture_only_numbers() -> None:
    marks = tuple(cycle(number, 1, 20, f"Test number {number}") for number in range(1, 10))
    said = " ".join(words_of(export.svg_file(make_spec(FALL, marks=marks))))
    assert all(f"{mark.number}. {mark.label}, Feb 2026 to Sep 2027" in said for mark in marks)
    few = " ".join(words_of(export.svg_file(make_spec(FALL, marks=(Mark(1, "New lead", 4, None, "note", ""),)))))
    assert "New lead" in few
    assert "1. New lead" not in few


def test_a_file_has_the_key_of_its_picture() -> None:
    assert "Better" in words_of(export.svg_file(SHAPES["baseline"]))


def test_a_phone_lists_its_marks_only_where_the_page_does_not() -> None:
    spec = make_spec(FALL, marks=(cycle(1, 3, 5),))
    assert "Reminder by text, Apr 2026 to Jun 2026" in words_of(static.svg(spec, narrow=True))
    alone = words_of(static.svg(spec, narrow=True, listed=False))
    assert "1" in alone
    assert "Reminder by text, Apr 2026 to Jun 2026" not in alone
