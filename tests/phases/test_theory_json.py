"""Theories and patches through JSON, and an aim in parts."""

import json

import pytest
from hypothesis import given

from phases.theory import aims, edits
from phases.theory.asjson import patch_json, patch_of, theory_json, theory_of
from phases.theory.graph import Node, Theory
from phases.theory.patch import Edited, between
from tests.phases.theory_strategies import calm, theories

PARTS = ("Fewer detentions", "from 44% to 32%", "Black men", "2028-03-31")


@calm
@given(theories())
def test_a_theory_comes_back_as_it_was(theory: Theory) -> None:
    assert theory_of(json.loads(json.dumps(theory_json(theory)))) == theory


@calm
@given(theories(), theories())
def test_a_patch_comes_back_as_it_was(before: Theory, after: Theory) -> None:
    patch = between(before, after)
    assert patch_of(json.loads(json.dumps(patch_json(patch)))) == patch


def test_what_is_as_usual_is_left_out() -> None:
    aim = Node("a", "aim", "Aim", origin="p1", parts=PARTS)
    assert theory_json(Theory((aim, Node("b", "idea", "Idea")))) == {
        "nodes": [
            {"id": "a", "kind": "aim", "text": "Aim", "origin": "p1", "parts": list(PARTS)},
            {"id": "b", "kind": "idea", "text": "Idea"},
        ],
        "links": [],
    }


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (PARTS, "Fewer detentions, from 44% to 32%, for Black men, by 31 March 2028"),
        (("Fewer detentions", "", "", ""), "Fewer detentions"),
        (("Fewer detentions", "", "Black men", ""), "Fewer detentions, for Black men"),
        ((), ""),
    ],
)
def test_an_aim_s_parts_make_a_sentence(parts: tuple[str, ...], said: str) -> None:
    assert aims.words(parts) == said


def test_parts_are_kept_while_they_make_the_words() -> None:
    assert aims.kept(PARTS, aims.words(PARTS)) == PARTS
    assert aims.kept(PARTS, "Something else") == ()


def test_an_aim_is_said_in_parts_and_loses_them_when_it_is_reworded() -> None:
    said = edits.say_aim(Theory((Node("a", "aim", "Aim"),)), "a", PARTS)
    assert isinstance(said, Edited)
    assert said.theory.nodes == (Node("a", "aim", aims.words(PARTS), parts=PARTS),)
    again = edits.reword(said.theory, "a", "Otherwise")
    assert isinstance(again, Edited)
    assert again.theory.nodes == (Node("a", "aim", "Otherwise"),)
