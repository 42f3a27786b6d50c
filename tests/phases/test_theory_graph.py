"""What is wrong with a theory, in sentences."""

from dataclasses import replace

import pytest

from phases.theory.faults import problems
from phases.theory.graph import Kind, Link, Node, Theory
from tests.phases.theory_cases import amhe

AIM = Node("a", "aim", "Fewer detentions")
ACCESS = Node("p", "primary", "Access")
TRUST = Node("q", "primary", "Trust")
EARLY = Node("s", "secondary", "Help early")
DROP_IN = Node("i", "idea", "Drop-in")
EVERY = (AIM, ACCESS, TRUST, EARLY, DROP_IN)
SKIPPED = "“Help early” is a secondary driver and stands right under the aim. Put it under a primary driver."
REVERSED = "“Trust” is a primary driver and cannot stand under “Help early”, which is a secondary driver."
RIGHT = (Link("a", "p"), Link("a", "q"), Link("p", "s"), Link("s", "i"))


def told(*links: Link, nodes: tuple[Node, ...] = EVERY) -> list[tuple[str, str]]:
    return [(problem.code, problem.text) for problem in problems(Theory(nodes, links))]


def test_a_theory_with_several_parents_is_right() -> None:
    theory = amhe()
    assert [len(theory.of_kind(kind)) for kind in ("aim", "primary", "secondary", "idea")] == [1, 5, 15, 60]
    assert sum(len(theory.parents(node.id)) > 1 for node in theory.nodes) == 16
    assert problems(theory) == []


def test_an_idea_may_stand_right_under_a_primary_driver() -> None:
    assert told(*RIGHT, Link("q", "i")) == []


def test_no_aim() -> None:
    assert told(Link("p", "s"), Link("s", "i"), nodes=EVERY[1:])[0] == (
        "no aim",
        "There is no aim. Say what is to change, how much, for whom and by when.",
    )


def test_a_second_aim() -> None:
    second = Node("b", "aim", "Shorter stays")
    assert told(*RIGHT, nodes=(*EVERY, second)) == [
        ("second aim", "A theory has one aim, and this has two: “Fewer detentions” and “Shorter stays”.")
    ]


def test_an_orphan() -> None:
    assert told(Link("a", "p"), Link("p", "s"), Link("s", "i")) == [
        ("orphan", "“Trust” (primary driver) stands under nothing. Put it under the aim.")
    ]
    assert told(Link("a", "p"), Link("a", "q"), Link("p", "s")) == [
        ("orphan", "“Drop-in” (change idea) stands under nothing. Put it under a driver.")
    ]


def test_a_circle_is_told_once_and_not_again_as_wrong_levels() -> None:
    assert told(*RIGHT, Link("i", "p")) == [
        (
            "circle",
            "These go round in a circle: “Access” stands over “Help early”, “Help early” stands over “Drop-in”, "
            "and “Drop-in” over “Access”. Take one of these links away.",
        )
    ]


@pytest.mark.parametrize(
    ("over", "under", "code", "text"),
    [
        ("a", "s", "skipped", SKIPPED),
        ("a", "i", "skipped", "“Drop-in” is a change idea and stands right under the aim. Put it under a driver."),
        ("p", "q", "level", "“Access” and “Trust” are both primary drivers: neither can stand under the other."),
        ("s", "q", "reversed", REVERSED),
        ("q", "q", "self", "“Trust” cannot stand under itself."),
        ("p", "s", "link twice", "“Help early” is linked to “Access” twice. Keep one of the links."),
        ("z", "s", "missing", "“Help early” is under z, which is not there."),
        ("s", "z", "missing", "“Help early” is over z, which is not there."),
        ("y", "z", "missing", "A link joins two boxes that are not there: y and z."),
    ],
)  # fmt: skip
def test_a_link_that_cannot_be(over: str, under: str, code: str, text: str) -> None:
    assert told(*RIGHT, Link(over, under)) == [(code, text)]


def test_the_same_words_twice_under_one_parent() -> None:
    again = Node("j", "idea", " drop-IN ")
    assert told(*RIGHT, Link("s", "j"), nodes=(*EVERY, again)) == [
        ("duplicate", "“Drop-in” stands twice under “Help early”. Keep one, or reword the other.")
    ]
    assert told(*RIGHT, Link("q", "j"), nodes=(*EVERY, again)) == []


def test_words_and_references_must_be_there_and_the_only_ones() -> None:
    nodes = (AIM, ACCESS, TRUST, replace(EARLY, text=" "), DROP_IN)
    assert told(*RIGHT, nodes=nodes) == [("empty", "A secondary driver has no words yet. Say what it is.")]
    twice = (*EVERY, replace(TRUST, text="Data"))
    assert told(*RIGHT, nodes=twice) == [("same id", "“Data” has a reference that another box has too: q.")]


def test_a_long_text_is_shortened_in_a_sentence() -> None:
    text = problems(Theory((AIM, replace(ACCESS, text="word " * 40)), ()))[0].text
    assert text == "“" + "word " * 11 + "word…” (primary driver) stands under nothing. Put it under the aim."


@pytest.mark.parametrize("kind", ["primary", "secondary", "idea"])
def test_what_is_beneath(kind: Kind) -> None:
    theory = Theory(EVERY, (*RIGHT, Link("q", "i")))
    beneath = {"primary": ["s", "i"], "secondary": ["i"], "idea": []}[kind]
    assert [node.id for node in theory.beneath({"primary": "p", "secondary": "s", "idea": "i"}[kind])] == beneath


def test_links_are_kept_in_the_order_of_their_nodes() -> None:
    assert Theory(EVERY, RIGHT[::-1]) == Theory(EVERY, RIGHT)
    assert [link.child for link in Theory(EVERY, RIGHT[::-1]).links] == ["p", "q", "s", "i"]
