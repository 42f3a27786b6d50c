"""Words on a chart never stand on each other, nor outside the picture, wide or narrow."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collaborative.drawing.letters import text_width
from measures.charts import ChartSpec, Mark, figure, static
from tests.measures.chart_cases import EVERY, cycle, of_kind

SVG = "{http://www.w3.org/2000/svg}"
# Text is measured a little too wide, and neighbours in a column may touch.
_SLACK = 2.0


def boxes(picture: str) -> list[tuple[str, float, float, float, float]]:
    root = ElementTree.fromstring(picture)
    found = []
    for element in root.iter(f"{SVG}text"):
        size = float(element.get("font-size") or root.get("font-size", 15))
        words = element.text or ""
        wide = text_width(words, size, bold=element.get("font-weight") == "bold")
        shift = {"end": wide, "middle": wide / 2}.get(element.get("text-anchor", ""), 0.0)
        x, y = float(element.get("x", 0)) - shift, float(element.get("y", 0))
        found.append((words, x, y - 0.72 * size, x + wide, y + 0.1 * size))
    return found


def clashes(picture: str) -> list[tuple[str, str]]:
    found = boxes(picture)
    return [
        (one[0], other[0])
        for k, one in enumerate(found)
        for other in found[k + 1 :]
        if one[1] + _SLACK < other[3] and other[1] + _SLACK < one[3]
        if one[2] + _SLACK < other[4] and other[2] + _SLACK < one[4]
    ]


def cut_off(picture: str) -> list[str]:
    left, top, width, height = map(float, ElementTree.fromstring(picture).get("viewBox", "").split())
    return [
        words
        for words, x1, y1, x2, y2 in boxes(picture)
        if x1 < left or y1 < top or x2 > left + width + _SLACK or y2 > top + height
    ]


@pytest.mark.parametrize("spec", EVERY.values(), ids=EVERY.keys())
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_no_words_stand_on_each_other_or_are_cut_off(spec: ChartSpec, narrow: bool) -> None:
    picture = static.svg(spec, narrow=narrow)
    assert (clashes(picture), cut_off(picture)) == ([], [])


values = st.lists(st.one_of(st.none(), st.integers(0, 60).map(float)), min_size=1, max_size=50)


@settings(max_examples=60)
@given(
    values,
    st.sampled_from([("xmr", "mdc7"), ("i", "anhoej"), ("c", "mdc6"), ("run", "ihi"), ("mr", None)]),
    st.sets(st.integers(1, 49), max_size=3),
    st.sets(st.integers(0, 49), max_size=4),
    st.one_of(st.none(), st.integers(2, 20)),
    st.one_of(st.none(), st.integers(0, 60).map(float)),
    st.booleans(),
)
def test_whatever_meets_on_a_chart_its_words_keep_apart(
    series: list[float | None],
    kind: tuple[str, str | None],
    parts: set[int],
    excluded: set[int],
    freeze: int | None,
    target: float | None,
    narrow: bool,
) -> None:
    marks = (cycle(1, 0, None), Mark(2, "New lead", len(series) - 1, None, "note", ""))
    fields = {"marks": marks, "reference": (30.0, "No gap")}
    spec = of_kind(series, *kind, parts=parts, excluded=excluded, freeze=freeze, target=target, spec=fields)
    picture = static.svg(spec, narrow=narrow)
    assert (clashes(picture), cut_off(picture)) == ([], [])
    figure.plotly(spec)
    static.small(spec)
