"""The picture: what it says, in which shapes, and that a strict page may hold it."""

import re
from time import process_time
from xml.etree import ElementTree

import pytest

from phases.theory import drawing, paper
from phases.theory.diff import compare, together
from phases.theory.drawing import Extras
from phases.theory.graph import Link, Node, Theory
from phases.theory.signs import Mark
from tests.phases.theory_cases import AIM, amhe
from tests.phases.theory_local import REASONS, local, programme

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def box(svg: str, node: str) -> ElementTree.Element:
    return next(found for found in parsed(svg).iter(f"{SVG}g") if found.get("data-node") == node)


def words(element: ElementTree.Element) -> list[str]:
    return [found.text or "" for found in element.iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", [drawing.wide, drawing.narrow, lambda theory: paper.printed(theory).pages[0]])
def test_the_picture_keeps_to_the_content_security_policy(draw: object) -> None:
    svg = draw(amhe())  # type: ignore[operator]
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:|url\(", svg)
    assert parsed(svg).get("role") == "img"


def test_it_has_a_title_and_a_description() -> None:
    root = parsed(drawing.wide(amhe(), title="Our theory", uid="t7"))
    assert root.get("aria-labelledby") == "t7-title"
    assert root.get("aria-describedby") == "t7-desc"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.get("id"), title.text) == ("t7-title", "Our theory")
    assert desc.text == (
        "1 aim, 5 primary drivers, 15 secondary drivers and 60 change ideas, linked from the aim on to the change "
        "ideas. The outline says the same in words."
    )


def test_every_word_is_there_and_escaped() -> None:
    theory = Theory(
        (Node("a", "aim", "Fewer <b>& better"), Node("p", "primary", "“Trust” & access")), (Link("a", "p"),)
    )
    assert " ".join(words(box(drawing.wide(theory), "a"))) == "Fewer <b>& better"
    whole = drawing.wide(amhe())
    assert " ".join(words(box(whole, "aim"))) == f"{AIM} 1 measure"


def test_status_and_belief_are_shape_and_word() -> None:
    svg = drawing.wide(amhe())
    idea = box(svg, "i1")
    assert words(idea)[1:] == ["Being tested", "Moderate belief"]
    shapes = [found.get("class") for found in idea.iter(f"{SVG}g") if "theory-sign " in (found.get("class") or "")]
    assert shapes == ["theory-sign theory-sign--testing", "theory-sign theory-sign--moderate"]
    assert words(box(svg, "i3"))[-1] == "Adopted"
    assert words(box(svg, "i8"))[-2:] == ["Abandoned", "Moderate belief"]
    assert words(box(svg, "s2"))[-1] == "2 measures"


def test_levels_differ_in_more_than_colour() -> None:
    svg = drawing.wide(amhe(1, 1, 1, plain=True))
    shapes = [
        [(child.tag.removeprefix(SVG), child.get("rx")) for child in box(svg, id)] for id in ("aim", "p0", "s0", "i0")
    ]
    assert [sum(tag == "rect" for tag, _ in found) for found in shapes] == [1, 2, 1, 1]
    assert [found[0][1] for found in shapes] == ["4", None, "3", "9"]


def test_weaker_links_are_dotted_and_the_key_says_so() -> None:
    svg = drawing.wide(amhe())
    lines = [path for path in parsed(svg).iter(f"{SVG}path") if path.get("data-parent")]
    assert len(lines) == len(amhe().links) == 96
    dotted = {(path.get("data-parent"), path.get("data-child")) for path in lines if path.get("stroke-dasharray")}
    assert dotted == {(link.parent, link.child) for link in amhe().links if link.strength == "dotted"}
    assert {"Strong link", "Weaker link"} <= set(words(parsed(svg)))
    assert "Weaker link" not in drawing.wide(amhe(shared=False))


def test_boxes_lead_where_they_are_told_to() -> None:
    extras = Extras(links={"i1": "/ideas/1/?a=1&b=2"})
    root = parsed(drawing.wide(amhe(), extras=extras))
    # Links inside an image would be hidden from those who listen.
    assert root.get("role") == "group"
    (link,) = root.iter(f"{SVG}a")
    assert link.get("href") == "/ideas/1/?a=1&b=2"
    assert (
        link.get("aria-label") == "Change idea: One form for every team, filled in once. Being tested. Moderate belief"
    )


def test_a_difference_is_drawn_with_shape_and_word() -> None:
    theory, marks = together(local(), programme(), compare(local(), programme(), REASONS))
    svg = drawing.wide(theory, extras=Extras(marks=marks))
    said = {node.id: " ".join(words(box(svg, node.id))).removeprefix(node.text).strip() for node in theory.nodes}
    assert said["l-aim"] == "Reworded"
    assert said["l-i1"] == "Kept"
    assert said["l-i16"] == "Moved from “Staff and communities know one an…”"
    assert said["l-i26"] == "Reworded Moved from “Partners are paid, supported and…”"
    assert said["n1"] == "Added"
    assert said["dropped:i2"] == "Not used: no team has such a rota yet"
    assert said["dropped:i18"] == "Not used, no reason given"
    gone = box(svg, "dropped:i2")
    assert gone.get("class") == "theory-box theory-box--idea theory-box--dropped"
    assert next(gone.iter(f"{SVG}text")).get("text-decoration") == "line-through"
    assert next(box(svg, "l-i1").iter(f"{SVG}text")).get("text-decoration") is None


def test_a_printed_key_says_what_shapes_without_words_mean() -> None:
    page = paper.printed(amhe()).pages[0]
    said = words(parsed(page))
    assert "Being tested" in said
    assert said.count("Being tested") == 1
    assert {"Adopted", "Abandoned", "Has measures"} <= set(said)
    assert paper.printed(amhe(1, 1, 2)).pages[0].count("Being tested") == 1


def test_paper_has_the_size_of_paper() -> None:
    root = parsed(paper.printed(amhe(), "A4", title="North", caption="Version 3").pages[0])
    # In pixels of 1/96 inch: 297 by 210 mm.
    assert float(root.get("width") or 0) == pytest.approx(297 / 25.4 * 96, abs=0.2)
    assert float(root.get("height") or 0) == pytest.approx(210 / 25.4 * 96, abs=0.2)
    assert words(root)[0] == "North"
    assert words(root)[-1] == "Version 3"
    extras = Extras(marks={"aim": (Mark("kept", "Kept"),)}, links={"aim": "/x/"})
    assert "<a " not in paper.printed(amhe(1, 1, 1), extras=extras).pages[0]
    assert "Kept" in paper.printed(amhe(1, 1, 1), extras=extras).pages[0]


def test_on_a_phone_each_box_names_its_level_and_what_else_it_is_under() -> None:
    svg = drawing.narrow(amhe(2, 2, 3))
    assert words(box(svg, "i0"))[0] == "Change idea"
    assert " ".join(words(box(svg, "i0"))).endswith("Also under “People are heard when care went wrong”")
    assert svg.count('class="theory-reference"') == 3
    assert parsed(svg).get("width") == "358"


def test_the_same_theory_makes_the_same_picture() -> None:
    assert drawing.wide(amhe()) == drawing.wide(Theory(amhe().nodes, amhe().links[::-1]))


def test_the_largest_usual_theory_is_drawn_within_a_tenth_of_a_second() -> None:
    times = []
    for _ in range(5):
        start = process_time()
        drawing.wide(amhe())
        times.append(process_time() - start)
    assert min(times) < 0.1
