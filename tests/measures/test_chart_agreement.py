"""Picture, interactive figure, words and table are made from one value, so they agree: on every chart there is."""

import re

import plotly.graph_objects
import pytest

from measures.charts import ChartSpec, figure, palette, static, table, words
from measures.charts.frame import end_labels
from measures.charts.reading import read
from tests.measures.chart_cases import EVERY
from tests.measures.test_chart_static import by_class, words_of

every = pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY.keys())
_SHAPES = {tone.shape: name for name, tone in palette.TONES.items()}


def annotations(spec: ChartSpec) -> list[str]:
    return [note["text"].replace("<br>", " ") for note in figure.plotly(spec)["layout"]["annotations"]]


@every
def test_plotly_accepts_every_figure(spec: ChartSpec) -> None:
    plotly.graph_objects.Figure(figure.plotly(spec))


@every
def test_the_same_points_are_pointed_out_everywhere(spec: ChartSpec) -> None:
    marked = read(spec).marked
    symbols = figure.plotly(spec)["data"][0]["marker"]["symbol"]
    assert {i: _SHAPES[symbol] for i, symbol in enumerate(symbols) if symbol != "circle"} == marked
    # The table also has the words of a stretch that is pointed out and not judged.
    told = sorted({i for band in read(spec).bands for i in band.positions})
    assert set(told) >= set(marked)
    assert [i for i, row in enumerate(table.rows(spec)) if row.signal] == told
    assert [i for i, row in enumerate(table.csv_rows(spec)[1:]) if row[9]] == told
    for picture in (static.svg(spec), static.svg(spec, narrow=True), static.small(spec)):
        assert len(by_class(picture, "chart-signal")) == len(marked)
        assert len(by_class(picture, "chart-ring")) == len(read(spec).outside)


@every
def test_the_same_points_are_left_out_everywhere(spec: ChartSpec) -> None:
    colours = figure.plotly(spec)["data"][0]["marker"]["color"]
    hollow = [i for i, colour in enumerate(colours) if colour == palette.PAPER]
    assert hollow == list(spec.left_out) == [i for i, row in enumerate(table.rows(spec)) if row.left_out]
    assert len(by_class(static.small(spec), "chart-ghost")) == len(hollow)
    assert all("Left out" in figure.plotly(spec)["data"][0]["hovertext"][i] for i in hollow)


@every
def test_the_same_words_stand_on_the_picture_and_on_the_figure(spec: ChartSpec) -> None:
    drawn, explored = words_of(static.svg(spec)), annotations(spec)
    reading = read(spec)
    for line in reading.strip:
        assert line.words in drawn
        assert line.words in explored
    of_signals = {
        text for text in explored if re.match(r"\d+ in a row|Trend|2 of 3|Above|Below|\d+ (above|below)", text)
    }
    assert of_signals == {text for text in drawn if text in of_signals}
    assert bool(of_signals) is bool(reading.bands)
    for note in spec.borders:
        assert note.letter in drawn
        assert note.letter in explored


@every
def test_the_same_lines_are_drawn_and_named(spec: ChartSpec) -> None:
    picture, shapes = static.svg(spec), figure.plotly(spec)["layout"]["shapes"]
    for kind, name in (("centre", "chart-median"), ("target", "chart-target"), ("reference", "chart-reference")):
        assert len(by_class(picture, name)) == len([shape for shape in shapes if shape.get("name") == kind])
    limits = [shape for shape in shapes if shape.get("name") in ("upper", "lower")]
    assert len(by_class(picture, "chart-limit")) == len(limits)
    ends = {label.lines[0] for label in end_labels(spec, narrow=False)}
    assert ends <= set(words_of(picture))
    assert ends <= set(annotations(spec))


@every
def test_pointing_at_a_point_tells_what_its_row_of_the_table_does(spec: ChartSpec) -> None:
    told = figure.plotly(spec)["data"][0]["hovertext"]
    for row, hover in zip(table.rows(spec), told, strict=True):
        said = hover.split("<br>")
        assert not row.value or said[0] == f"{row.period}: {row.value}"
        assert set(filter(None, row.signal.split("; "))) <= set(said)
        assert not (row.value and row.upper) or any(line.endswith(f"to {row.upper}") for line in said)


@every
def test_the_description_tells_everything_that_is_drawn(spec: ChartSpec) -> None:
    described = words.description(spec)
    assert described.startswith(words.sentence(spec))
    for line in read(spec).strip:
        assert line.words in described
    for band in read(spec).bands:
        assert f"{band.words}, {spec.labels[band.start]}" in described
    for note in spec.borders:
        assert f"{note.letter}: {note.label}, {spec.labels[note.start]}" in described
    assert described.count("Left out: ") == len(spec.left_out)
