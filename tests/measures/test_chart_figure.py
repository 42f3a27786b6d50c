"""The interactive figure is valid for Plotly, safe, and says what the picture says."""

import json

import plotly.graph_objects
import pytest

from measures.charts import Mark, figure, palette
from tests.measures.chart_cases import FALL, STEADY, cycle, make_spec

NASTY = "<img src=x onerror=alert(1)> & 'co' \"x\" %{y}"


def texts(drawn: dict) -> list[str]:
    return [note["text"] for note in drawn["layout"]["annotations"]]


@pytest.mark.parametrize(
    "spec",
    [
        make_spec([]),
        make_spec([None]),
        make_spec([1.0]),
        make_spec(STEADY, target=5.0, marks=(cycle(1, 0, None), Mark(2, "New lead", 3, None, "note", ""))),
        make_spec(FALL, marks=tuple(cycle(i, i, i + 2) for i in range(12))),
        make_spec([1, 1, 1, 1, 9, 9, 9, 9] * 3, direction="none"),
        make_spec([*STEADY, None], notes=(*[""] * 12, "Ward closed")),
    ],
    ids=["none", "gap", "one", "marks", "many marks", "crossings", "reason"],
)
def test_plotly_accepts_it_and_json_holds_it(spec) -> None:
    drawn = figure.plotly(spec)
    plotly.graph_objects.Figure(drawn)
    assert json.loads(json.dumps(drawn, allow_nan=False)) == drawn


def test_a_long_run_is_marked_by_shape_band_and_words() -> None:
    drawn = figure.plotly(make_spec(FALL))
    marker = drawn["data"][0]["marker"]
    assert marker["symbol"] == ["circle"] * 15 + ["diamond"] * 9
    assert "9 in a row below: better" in texts(drawn)
    (band,) = [shape for shape in drawn["layout"]["shapes"] if shape.get("fillcolor") == palette.TONES["better"].tint]
    assert (band["x0"], band["x1"]) == (14.5, 23.5)


def test_the_median_and_the_target_are_lines_with_labels() -> None:
    drawn = figure.plotly(make_spec(STEADY, target=5.0))
    flat = [shape for shape in drawn["layout"]["shapes"] if shape["type"] == "line" and shape["y0"] == shape["y1"]]
    assert [(shape["y0"], "dash" in shape["line"]) for shape in flat] == [(20, False), (5.0, True)]
    assert {"Median 20.0%", "Target 5.0%", "Latest 18.0%"} <= set(texts(drawn))


def test_a_gap_is_a_gap_and_its_reason_shows() -> None:
    drawn = figure.plotly(make_spec([1.0, None, 3.0], notes=("", "Ward closed", "")))
    series, gaps = drawn["data"]
    assert (series["y"], series["connectgaps"]) == ([1.0, None, 3.0], False)
    assert (gaps["x"], gaps["hovertext"]) == ([1], ["Feb 2026<br>No data: Ward closed"])


def test_pointing_at_a_point_tells_its_numbers() -> None:
    spec = make_spec([12.5, 20.0, 5.0], numerators=(10, 20, 5), denominators=(80, 1000, 100), marks=(cycle(1, 1, 1),))
    assert figure.plotly(spec)["data"][0]["hovertext"] == [
        "Jan 2026: 12.5%<br>10 of 80<br>On the median",
        "Feb 2026: 20.0%<br>20 of 1,000<br>Above the median<br>1: Reminder by text",
        "Mar 2026: 5.0%<br>5 of 100<br>Below the median",
    ]


def test_text_that_people_wrote_is_escaped() -> None:
    spec = make_spec(
        [1.0, None], y_label=NASTY, labels=(NASTY, NASTY), notes=("", NASTY), marks=(cycle(1, 0, 0, NASTY),)
    )
    drawn = json.dumps(figure.plotly(spec))
    assert "<img" not in drawn
    assert drawn.count("&lt;img") >= 4


def test_nothing_asks_plotly_for_inline_styles() -> None:
    drawn = json.dumps(figure.plotly(make_spec(FALL, target=5.0, marks=(cycle(1, 0, None),))))
    assert "<b>" not in drawn
    assert "<span" not in drawn
