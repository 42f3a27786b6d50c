"""The picture: valid, safe, within a strict page's rules, and showing what the analysis says."""

from xml.etree import ElementTree

import pytest

from measures.charts import ChartSpec, Mark, static
from tests.measures.chart_cases import EVERY, FALL, STEADY, cycle, make_spec

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "</text><script>alert(1)</script>\x00 & \"quoted\" 'too' <b>"
MANY = tuple(cycle(i + 1, i, i + 2, f"Cycle {i + 1}") for i in range(9))
CASES = {
    "no periods": make_spec([]),
    "no data": make_spec([None] * 6, target=4.0),
    "one point": make_spec([7.0]),
    "few": make_spec([3, 1, 4, 1.5]),
    "steady": make_spec(STEADY, target=5.0),
    "fall": make_spec(FALL, marks=(cycle(1, 3, 5), Mark(2, "New lead", 20, None, "note", ""), cycle(3, 15, None))),
    "crossings": make_spec([1, 1, 1, 1, 9, 9, 9, 9] * 3),
    "reason": make_spec([*STEADY, None], notes=(*[""] * 12, "Ward closed")),
    "many marks": make_spec(FALL, marks=MANY),
    "long": make_spec(tuple(range(120))),
} | EVERY


def parse(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def words_of(picture: str) -> list[str]:
    return [element.text or "" for element in parse(picture).iter(f"{SVG}text")]


def by_class(picture: str, name: str) -> list[ElementTree.Element]:
    return [element for element in parse(picture).iter() if name in element.get("class", "").split()]


def forms(spec: ChartSpec) -> list[str]:
    return [static.svg(spec), static.svg(spec, narrow=True), static.small(spec)]


@pytest.mark.parametrize("spec", CASES.values(), ids=CASES.keys())
def test_it_stands_alone_and_keeps_to_a_strict_page(spec: ChartSpec) -> None:
    for picture in forms(spec):
        root = parse(picture)
        assert root.tag == f"{SVG}svg"
        for element in root.iter():
            assert element.tag not in {f"{SVG}script", f"{SVG}style", f"{SVG}a", f"{SVG}foreignObject"}
            assert not {name for name in element.attrib if name == "style" or name.startswith("on")}
            assert "nan" not in " ".join(element.attrib.values()).lower().replace("text-anchor", "")


@pytest.mark.parametrize("spec", CASES.values(), ids=CASES.keys())
def test_it_is_one_named_and_described_image(spec: ChartSpec) -> None:
    for picture in forms(spec):
        root = parse(picture)
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert desc is not None
        assert (root.get("role"), title.text) == ("img", "Missed appointments")
        assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), desc.get("id"))


def test_the_pictures_of_a_page_share_no_id() -> None:
    spec = CASES["steady"]
    pictures = [static.svg(spec, uid="a"), static.svg(spec, uid="a", narrow=True), static.svg(spec, uid="b")]
    ids = [element.get("id") for picture in pictures for element in parse(picture).iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 6


@pytest.mark.parametrize("spec", CASES.values(), ids=CASES.keys())
def test_everything_lies_within_the_picture(spec: ChartSpec) -> None:
    for picture in forms(spec):
        root = parse(picture)
        left, top, width, height = (float(number) for number in root.get("viewBox", "").split())
        for element in root.iter():
            places = [(float(element.get(x, 0)), float(element.get(y, 0))) for x, y in (("x", "y"), ("cx", "cy"))]
            assert all(left <= x <= left + width and top <= y <= top + height for x, y in places), ElementTree.tostring(
                element
            )


def test_text_that_people_wrote_is_escaped() -> None:
    spec = make_spec(
        [1.0, None],
        title=NASTY,
        y_label=NASTY,
        labels=(NASTY, NASTY),
        notes=("", NASTY),
        marks=(cycle(1, 0, 0, NASTY),),
    )
    for picture in forms(spec):
        assert "<script" not in picture
        title = parse(picture).find(f"{SVG}title")
        assert title is not None
        assert title.text == NASTY.replace("\x00", "")


def test_a_long_run_is_marked_by_shape_band_and_words() -> None:
    picture = static.svg(CASES["fall"])
    signals = by_class(picture, "chart-signal")
    assert len(signals) == 9
    assert {signal.tag for signal in signals} == {f"{SVG}polygon"}
    assert len(by_class(picture, "chart-point")) == 15
    assert len(by_class(picture, "chart-band")) == 1
    assert "9 in a row below: better" in words_of(picture)
    assert "9 in a row below" in words_of(static.svg(CASES["fall"], narrow=True))
    assert len(by_class(static.small(CASES["fall"]), "chart-signal")) == 9


def test_better_and_worse_differ_in_shape_not_only_in_colour() -> None:
    corners = {
        direction: {len(signal.get("points", "").split()) for signal in by_class(picture, "chart-signal")}
        for direction in ("down", "up", "none")
        for picture in [static.svg(make_spec(FALL, direction=direction))]
    }
    assert corners == {"down": {4}, "up": {4}, "none": {3}}
    better, worse = (by_class(static.svg(make_spec(FALL, direction=way)), "chart-signal")[0] for way in ("down", "up"))
    first = [corner.split(",")[0] for corner in better.get("points", "").split()]
    second = [corner.split(",")[0] for corner in worse.get("points", "").split()]
    assert (len(set(first)), len(set(second))) == (3, 2)  # a diamond has a tip, a square has not


def test_too_few_crossings_are_ringed_and_named() -> None:
    picture = static.svg(CASES["crossings"])
    assert len(by_class(picture, "chart-crossing")) == 5
    assert "Crosses the median 5 times; 8 or more expected" in words_of(picture)


def test_the_lines_are_labelled_at_their_ends() -> None:
    assert {"Median 20.0%", "Target 5.0%", "Latest 18.0%", "Lower is better"} <= set(
        words_of(static.svg(CASES["steady"]))
    )


def test_an_axis_that_does_not_start_at_zero_says_so() -> None:
    spec = make_spec([91, 92, 96, 93], direction="up")
    assert "Higher is better. Axis starts at 90%" in words_of(static.svg(spec))
    assert not [line for line in words_of(static.svg(CASES["steady"])) if "Axis starts" in line]


def test_a_gap_breaks_the_line_and_is_marked_when_it_has_a_reason() -> None:
    values = [1.0, 2.0, None, 3.0, 4.0, None, 5.0, 6.0]
    silent = static.svg(make_spec(values))
    told = static.svg(make_spec(values, notes=("", "", "Ward closed", "", "", "", "", "")))
    assert len(by_class(silent, "chart-line")) == len(by_class(told, "chart-line")) == 3
    assert by_class(silent, "chart-gap") == []
    assert len(by_class(told, "chart-gap")) == 2  # at the gap, and in the note that explains the sign
    assert "No data, for a reason given in the table" in words_of(told)


def test_too_few_points_and_no_data_are_said_on_the_picture() -> None:
    assert "4 of the 10 points needed for a test" in words_of(static.svg(CASES["few"]))
    assert "No data yet" in words_of(static.svg(CASES["no data"]))
    assert "No data yet" in words_of(static.small(CASES["no data"]))


def test_marks_stand_beneath_with_number_bar_and_label() -> None:
    picture = static.svg(CASES["fall"])
    assert {"1", "2", "3", "Reminder by text", "New lead", "PDSA cycles and notes"} <= set(words_of(picture))
    assert len(by_class(picture, "chart-bar")) == 2
    assert len(by_class(picture, "chart-bar-end")) == 1  # the cycle that is going on
    assert len(by_class(picture, "chart-badge-note")) == 1


def test_a_narrow_picture_lists_its_marks_and_says_how_many_more() -> None:
    listed = words_of(static.svg(CASES["many marks"], narrow=True))
    assert "Cycle 1, Jan 2026 to Mar 2026" in listed
    assert "Cycle 7, Jul 2026 to Sep 2026" not in listed
    assert "and 3 more" in listed


def test_small_pictures_can_share_one_scale() -> None:
    low, high = make_spec([1.0, 2.0]), make_spec([30.0, 40.0])
    assert static.shared_range([low, high]) == (0.0, 40.0)
    together = static.small(low, y_range=(0.0, 40.0))
    heights = [float(point.get("cy", 0)) for point in by_class(together, "chart-point")]
    alone = [float(point.get("cy", 0)) for point in by_class(static.small(low), "chart-point")]
    assert min(heights) > 60
    assert min(alone) < 20


def test_a_long_heading_pushes_the_plot_down_and_does_not_squeeze_it() -> None:
    def plot_height(spec: ChartSpec) -> float:
        grid = [float(rule.get("y1", 0)) for rule in by_class(static.svg(spec, narrow=True), "chart-grid")]
        return max(grid) - min(grid)

    long_name = "First appointments missed without notice, as a share of all first appointments booked in the month"
    assert plot_height(make_spec(STEADY, y_label=long_name)) == pytest.approx(plot_height(make_spec(STEADY)), abs=25)
