"""Where everything of a picture stands: nothing over anything else, everything within its box."""

import re
from itertools import combinations, pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaborative.drawing.letters import text_width
from phases.theory import narrow, paper
from phases.theory.boxes import Box, Line
from phases.theory.graph import Link, Node, Theory
from phases.theory.items import Style
from phases.theory.layout import Layout, arrange, extent, ordered
from phases.theory.placing import Column, centres
from phases.theory.signs import signs
from tests.phases.theory_cases import amhe
from tests.phases.theory_strategies import calm, theories

STYLES = (Style(1216), Style(785, 7, 4.0, 0.75, 2), Style(785, 6, 4.0, 0.5, 3, brief=True), Style(640, 12))


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x + 0.01
        or other.x + other.width <= one.x + 0.01
        or one.y + one.height <= other.y + 0.01
        or other.y + other.height <= one.y + 0.01
    )


def within(box: Box, words: Line) -> bool:
    right = words.x + text_width(words.words, words.size, bold=words.bold)
    top, bottom = words.y - 0.76 * words.size, words.y + 0.22 * words.size
    beside = box.x <= words.x and (right <= box.x + box.width or len(words.words) == 1)
    return beside and box.y <= top + 0.01 and bottom <= box.y + box.height + 0.01


def rows(box: Box) -> list[tuple[float, float, float, float]]:
    """Left, right, top and bottom of all words and shapes of a box."""
    lines = [*box.lines, *(line for sign in box.signs for line in sign.lines)]
    found = [(line.x, line.x + line.width, line.y - 0.7 * line.size, line.y) for line in lines]
    return found + [(s.x, s.x + s.size, s.y + 0.1 * s.size, s.y + 0.9 * s.size) for s in box.signs]


def check(boxes: tuple[Box, ...], width: float, height: float) -> None:
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    for box in boxes:
        lines = [*box.lines, *(line for sign in box.signs for line in sign.lines)]
        assert [line for line in lines if not within(box, line)] == []
        assert all(box.x <= s.x and box.y <= s.y + 0.01 and s.y + s.size <= box.y + box.height for s in box.signs)
        assert box.x >= -0.01
        assert box.x + box.width <= width + 0.01
        assert box.y >= -0.01
        assert box.y + box.height <= height + 0.01
        for (left, right, top, bottom), (left2, right2, top2, bottom2) in combinations(rows(box), 2):
            assert right <= left2 + 0.01 or right2 <= left + 0.01 or bottom <= top2 + 0.01 or bottom2 <= top + 0.01


def said_words(box: Box) -> str:
    return "".join(line.words for line in box.lines).replace(" ", "")


@calm
@given(theories(5), st.sampled_from(STYLES))
def test_no_two_boxes_overlap_and_all_words_are_within_their_box(theory: Theory, style: Style) -> None:
    laid = arrange(theory, style)
    check(laid.boxes, laid.width, laid.height)
    assert laid.width <= style.width + 0.01
    assert {box.node: said_words(box) for box in laid.boxes} == {
        node.id: "".join(node.text.split()) for node in theory.nodes
    }


@pytest.mark.parametrize("style", STYLES)
def test_the_largest_usual_theory_has_no_words_over_others(style: Style) -> None:
    theory = amhe()
    assert [len(theory.of_kind(kind)) for kind in ("aim", "primary", "secondary", "idea")] == [1, 5, 15, 60]
    laid = arrange(theory, style)
    check(laid.boxes, laid.width, laid.height)
    assert len(laid.boxes) == 81


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("many", [(5, 3, 4), (3, 2, 3), (1, 1, 1)])
def test_the_extent_is_that_of_the_layout(style: Style, many: tuple[int, int, int]) -> None:
    theory = amhe(*many)
    laid = arrange(theory, style)
    said = {node.id: signs(node) for node in theory.nodes}
    assert extent(theory, style, said, ordered(theory)) == (laid.width, laid.height)


@calm
@given(theories(5))
def test_nothing_overlaps_on_a_phone(theory: Theory) -> None:
    laid = narrow.arrange(theory, {node.id: signs(node) for node in theory.nodes}, width=338, size=15)
    check(laid.boxes, laid.width, laid.height)
    full = [box.node for number, box in enumerate(laid.boxes) if number not in laid.again]
    assert sorted(full) == sorted(node.id for node in theory.nodes)
    assert len(laid.elbows) == len(laid.boxes) - 1
    assert len(laid.boxes) == 1 + len(theory.links)


@calm
@given(theories(5), st.sampled_from(STYLES))
def test_links_join_their_boxes_and_run_over_none(theory: Theory, style: Style) -> None:
    laid = arrange(theory, style)
    boxes = {box.node: box for box in laid.boxes}
    joined = [(route.parent, child) for route in laid.routes for child in route.children]
    assert sorted(joined) == sorted((link.parent, link.child) for link in theory.links)
    for route in laid.routes:
        parent, child = boxes[route.parent], boxes[route.children[0]]
        assert parent.x <= route.stops[0].right
        assert parent.y <= route.stops[0].y <= parent.y + parent.height
        if len(route.children) == 1:
            assert route.stops[-1].left == pytest.approx(child.x)
            assert child.y <= route.stops[-1].y <= child.y + child.height
        for stop in route.stops[1:-1]:
            over = [b for b in laid.boxes if b.x < stop.right and stop.left < b.x + b.width]
            assert all(stop.y < box.y or box.y + box.height < stop.y for box in over)


def test_links_of_equal_strength_share_a_line_in_a_grid() -> None:
    theory = amhe(1, 1, 4, shared=False)
    weaker = Theory(
        theory.nodes, tuple(Link(x.parent, x.child, "dotted") if x.child == "i3" else x for x in theory.links)
    )
    laid = arrange(weaker, Style(785, 7, grid=2))
    assert [(route.children, route.strength) for route in laid.routes[2:]] == [
        (("i0", "i1", "i2"), "solid"),
        (("i3",), "dotted"),
    ]
    assert len(laid.spines) == 1
    first, last = (next(box for box in laid.boxes if box.node == id) for id in ("i0", "i2"))
    assert (laid.spines[0].top, laid.spines[0].bottom) == (
        pytest.approx(first.y),
        pytest.approx(last.y + last.height),
    )


def test_the_columns_stand_from_left_to_right_in_the_order_of_levels() -> None:
    laid = arrange(amhe(), Style(1216))
    lefts = {
        kind: {box.x for box in laid.boxes if box.kind == kind} for kind in ("aim", "primary", "secondary", "idea")
    }
    assert [len(found) for found in lefts.values()] == [1, 1, 1, 1]
    xs = [next(iter(found)) for found in lefts.values()]
    assert xs == sorted(xs)
    assert [heading.words for heading in laid.headings] == [
        "Aim",
        "Primary drivers",
        "Secondary drivers",
        "Change ideas",
    ]
    assert [heading.x for heading in laid.headings] == xs


def middle(laid: Layout, node: str) -> float:
    return next(box.y + box.height / 2 for box in laid.boxes if box.node == node)


def test_a_driver_stands_amid_its_ideas() -> None:
    laid = arrange(amhe(2, 2, 4, shared=False, plain=True), Style(1216))
    for driver, ideas in (("s0", ("i1", "i2")), ("s1", ("i5", "i6")), ("s3", ("i13", "i14")), ("s4", ("i17", "i18"))):
        between = [middle(laid, idea) for idea in ideas]
        assert between[0] < middle(laid, driver) < between[1]
    assert middle(laid, "p0") == pytest.approx((middle(laid, "s0") + middle(laid, "s1")) / 2)
    assert middle(laid, "aim") == pytest.approx((middle(laid, "p0") + middle(laid, "p1")) / 2)


def test_places_are_those_of_least_squares() -> None:
    # Three boxes of height 10 that all want to be at 50, and must stand 2 apart, spread evenly about it.
    columns = [Column([10.0], [0.0]), Column([10.0] * 3, [0.0, 2.0, 2.0])]
    (one,), three = centres(columns, [[(0, 0), (0, 1), (0, 2)]])
    assert [b - a for a, b in pairwise(three)] == [12, 12]
    assert one == three[1]
    assert three[0] == 5


def test_nothing_at_all_has_a_layout() -> None:
    assert arrange(Theory(), Style(1216)).boxes == ()
    wrong = Theory(
        (Node("i", "idea", "Alone"), Node("a", "aim", "Aim"), Node("s", "secondary", "Loose")), (Link("i", "a"),)
    )
    laid = arrange(wrong, Style(1216))
    check(laid.boxes, laid.width, laid.height)
    assert laid.routes == ()
    assert sorted(box.node for box in laid.boxes) == ["a", "i", "s"]


@pytest.mark.parametrize(("sheet", "least"), [("A4", 6.0), ("A3", 8.5)])
def test_sixty_ideas_fit_one_sheet(sheet: str, least: float) -> None:
    printed = paper.printed(amhe(), sheet)
    assert len(printed.pages) == 1
    assert printed.points >= least
    (page,) = printed.pages
    assert sorted(re.findall(r'data-node="(\w+)"', page)) == sorted(node.id for node in amhe().nodes)
    # The largest letters are looked for again and again: that is no longer than laying out several times.
    times = []
    for _ in range(5):
        start = process_time()
        paper.printed(amhe(), sheet)
        times.append(process_time() - start)
    assert min(times) < 0.2


def test_a_small_theory_is_printed_large_and_a_huge_one_on_several_pages() -> None:
    assert paper.printed(amhe(1, 1, 2)).points == 13
    base = amhe()
    more = [Node(f"x{k}", "idea", f"Idea number {k}, which takes some more words to tell") for k in range(120)]
    links = [Link(f"s{k % 15}", f"x{k}") for k in range(120)]
    huge = Theory((*base.nodes, *more), (*base.links, *links))
    printed = paper.printed(huge, "A4", title="Everything")
    assert len(printed.pages) > 1
    assert printed.points >= 6
    for node in huge.nodes:
        assert any(f'data-node="{node.id}"' in page for page in printed.pages)
    assert all(f"page {number} of {len(printed.pages)}" in page for number, page in enumerate(printed.pages, 1))
    with pytest.raises(KeyError):
        paper.printed(base, "A5")
