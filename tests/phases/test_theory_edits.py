"""Edits, and taking them back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from phases.theory import edits
from phases.theory.faults import problems
from phases.theory.graph import Link, Node, Problem, Theory
from phases.theory.patch import Edited, Patch, apply, between
from tests.phases.theory_cases import amhe
from tests.phases.theory_strategies import calm, theories

BASE = amhe(2, 2, 2)
FORM = "“One form for every team, filled in once”"
REFER = "“People can refer themselves, with no wrong door”"


def done(result: Edited | Problem) -> Theory:
    assert isinstance(result, Edited), result
    return result.theory


def refused(result: Edited | Problem) -> str:
    assert isinstance(result, Problem)
    return result.text


def children(theory: Theory, id: str) -> list[str]:
    return [node.id for node in theory.children(id)]


def test_a_new_node_follows_its_siblings() -> None:
    theory = done(edits.add(BASE, Node("new", "idea", "Listening line"), ["s0", "s3"], strength="dotted"))
    assert children(theory, "s0") == ["i0", "i1", "new"]
    assert theory.links_over("new") == [Link("s0", "new", "dotted"), Link("s3", "new", "dotted")]
    first = done(edits.add(BASE, Node("new", "idea", "Listening line"), ["s0"], after=""))
    assert children(first, "s0") == ["new", "i0", "i1"]
    between_them = done(edits.add(BASE, Node("new", "idea", "Listening line"), ["s0"], after="i0"))
    assert children(between_them, "s0") == ["i0", "new", "i1"]


def test_what_would_be_wrong_cannot_be_added() -> None:
    add = edits.add
    assert refused(add(BASE, Node("b", "aim", "More"))) == (
        "A theory has one aim, and this has two: "
        "“By March 2029, Black African people are admitted under the…” and “More”."
    )
    assert refused(add(BASE, Node("x", "idea", "Alone"))) == (
        "“Alone” (change idea) stands under nothing. Put it under a driver."
    )
    assert refused(add(BASE, Node("x", "idea", "one FORM for every team, filled in once"), ["s0"])) == (
        f"{FORM} stands twice under {REFER}. Keep one, or reword the other."
    )
    assert refused(add(BASE, Node("x", "secondary", "X"), ["aim"])).startswith(
        "“X” is a secondary driver and stands right"
    )
    assert refused(add(BASE, Node("i0", "idea", "X"), ["s0"])).endswith("has this reference already.")
    assert refused(add(BASE, Node("x", "idea", "X"), ["gone"])).startswith("This is not there any more")
    assert done(add(Theory(), Node("a", "aim", "Aim"))).nodes == (Node("a", "aim", "Aim"),)


def test_rewording() -> None:
    assert done(edits.reword(BASE, "i0", "  By text only ")).by_id["i0"].text == "By text only"
    assert refused(edits.reword(BASE, "i0", " ")) == "A change idea has no words yet. Say what it is."
    assert refused(edits.reword(BASE, "gone", "x")).startswith("This is not there any more")
    believed = replace(BASE.by_id["i0"], belief="high", status="adopted")
    assert done(edits.revise(BASE, believed)).by_id["i0"] == believed
    assert refused(edits.revise(BASE, Node("i0", "secondary", "x"))).endswith(
        "is a change idea. Add it on the other level and remove it here instead."
    )


def test_another_parent_instead_or_as_well() -> None:
    moved = done(edits.reparent(BASE, "s1", "p0", "p1"))
    assert (children(moved, "p0"), children(moved, "p1")) == (["s0"], ["s1", "s3", "s4"])
    assert children(moved, "s1") == children(BASE, "s1")
    weaker = done(edits.reparent(BASE, "i4", "s3", "s4"))
    assert weaker.links_over("i4") == [Link("s1", "i4"), Link("s4", "i4", "dotted")]
    more = done(edits.add_parent(BASE, "i1", "p1", "dotted"))
    assert more.links_over("i1") == [Link("s0", "i1"), Link("p1", "i1", "dotted")]
    assert done(edits.remove_parent(more, "i1", "p1")) == BASE
    assert done(edits.set_strength(more, "i1", "p1", "solid")).links_over("i1")[1] == Link("p1", "i1")
    assert refused(edits.add_parent(BASE, "i0", "s3")) == (
        "“Self-referral by phone, text and in person at two churches…” stands under "
        "“People are heard when care went wrong” already."
    )
    assert refused(edits.remove_parent(BASE, "i1", "s0")) == (
        f"{FORM} stands only under {REFER}. Put it under another first, or remove it."
    )
    assert refused(edits.reparent(BASE, "s1", "p0", "i0")).endswith("which is a change idea.")
    assert refused(edits.add_parent(BASE, "p0", "p0")) == (
        "“Access to help early, in places people already use” cannot stand under itself."
    )
    assert refused(edits.reparent(BASE, "s1", "p1", "p0")).startswith("This is not there any more")


def test_another_order() -> None:
    assert children(done(edits.reorder(BASE, "i0", "i1")), "s0") == ["i1", "i0"]
    assert children(done(edits.reorder(BASE, "p1", "")), "aim") == ["p1", "p0"]
    assert done(edits.reorder(BASE, "p1", "p0")).of_kind("primary") == BASE.of_kind("primary")
    assert refused(edits.reorder(BASE, "i0", "p0")).endswith("they have no order.")


def test_removing_and_what_is_beneath() -> None:
    assert "i1" not in done(edits.remove(BASE, "i1")).place
    text = refused(edits.remove(BASE, "s3"))
    assert text == (
        "2 change ideas stand only under “People are heard when care went wrong”. "
        "Say whether to remove what is beneath it too, or where to put it."
    )
    gone = done(edits.remove(BASE, "s3", "remove"))
    assert set(BASE.place) - set(gone.place) == {"s3", "i12", "i13"}
    assert [node.id for node in gone.parents("i4")] == ["s1"]
    lifted = done(edits.remove(BASE, "s3", "lift"))
    assert children(lifted, "p1") == ["i12", "i13", "s4"] or children(lifted, "p1") == ["s4", "i12", "i13"]
    assert [node.id for node in lifted.parents("i0")] == ["s0"]
    given_away = done(edits.remove(BASE, "s3", "give", heir="s4"))
    assert set(children(given_away, "s4")) == {"i0", "i4", "i12", "i13", "i16", "i17"}
    assert refused(edits.remove(BASE, "p0", "lift")).endswith("Put it under a primary driver.")
    assert refused(edits.remove(BASE, "aim", "remove")).startswith("There is no aim.")
    assert refused(edits.remove(BASE, "s3", "give", heir="gone")).startswith("This is not there any more")


def test_two_of_the_same_words_do_not_come_together_unsaid() -> None:
    theory = done(edits.add(BASE, Node("x", "idea", BASE.by_id["i13"].text), ["s4"]))
    assert refused(edits.remove(theory, "s3", "give", heir="s4")).startswith(
        "“Complaints answered in person within ten days” stands twice under “Staff and communities know one another”."
    )


@st.composite
def edit_of(draw: st.DrawFn, theory: Theory) -> Edited | Problem:
    """Any edit of a theory, with any of its nodes."""
    ids = st.sampled_from([node.id for node in theory.nodes])
    one, other, third = draw(ids), draw(ids), draw(ids)
    kind = draw(st.sampled_from(["primary", "secondary", "idea"]))
    way = draw(st.sampled_from(["refuse", "remove", "lift", "give"]))
    choices: list[Callable[[], Edited | Problem]] = [
        lambda: edits.add(
            theory, Node("new", kind, "Quite new"), [one], after=draw(st.sampled_from([None, "", other]))
        ),
        lambda: edits.reword(theory, one, "Other words"),
        lambda: edits.reparent(theory, one, (theory.parents(one) or [theory.by_id[one]])[0].id, other),
        lambda: edits.add_parent(theory, one, other, "dotted"),
        lambda: edits.remove_parent(theory, one, (theory.parents(one) or [theory.by_id[one]])[-1].id),
        lambda: edits.set_strength(theory, one, (theory.parents(one) or [theory.by_id[one]])[0].id, "dotted"),
        lambda: edits.reorder(theory, one, draw(st.sampled_from(["", other]))),
        lambda: edits.remove(theory, one, way, heir=third),
    ]
    return draw(st.sampled_from(choices))()


@calm
@given(st.data())
def test_an_edit_taken_back_leaves_everything_as_it_was(data: st.DataObject) -> None:
    theory = data.draw(theories(5))
    assume(not problems(theory))
    edit = data.draw(edit_of(theory))
    if isinstance(edit, Problem):
        assert edit.text.endswith(".")
        return
    assert problems(edit.theory) == []
    assert done(apply(edit.theory, edit.undo)) == theory
    assert done(apply(theory, edit.done)) == edit.theory
    again = apply(edit.theory, edit.undo)
    assert isinstance(again, Edited)
    assert done(apply(again.theory, again.undo)) == edit.theory


def test_what_an_edit_did_is_small() -> None:
    edit = edits.reword(BASE, "i0", "By text")
    assert isinstance(edit, Edited)
    assert edit.done == Patch(changed=((BASE.by_id["i0"], edit.theory.by_id["i0"]),))
    moved = edits.reorder(BASE, "i0", "i17")
    assert isinstance(moved, Edited)
    assert [(place.node.id, place.after, place.new) for place in moved.done.placed] == [("i0", "i17", False)]
    assert between(BASE, BASE) == Patch()


def test_an_undo_never_undoes_what_somebody_else_did_since() -> None:
    mine = edits.reword(BASE, "i1", "My words")
    assert isinstance(mine, Edited)
    theirs = done(edits.reword(mine.theory, "i1", "Their words"))
    assert refused(apply(theirs, mine.undo)) == (
        "“Their words” has been changed since, so this cannot be done. Load the page again to see how it is."
    )
    elsewhere = done(edits.reword(mine.theory, "i5", "Their words"))
    undone = done(apply(elsewhere, mine.undo))
    assert (undone.by_id["i1"], undone.by_id["i5"].text) == (BASE.by_id["i1"], "Their words")
    removed = done(edits.remove(mine.theory, "i1"))
    assert refused(apply(removed, mine.undo)).startswith("This is not there any more")
    added = edits.add(BASE, Node("x", "secondary", "New"), ["p0"])
    assert isinstance(added, Edited)
    used = done(edits.add(added.theory, Node("y", "idea", "On it"), ["x"]))
    assert refused(apply(used, added.undo)).startswith("“On it” has been changed since")
    order = edits.reorder(BASE, "i0", "i1")
    assert isinstance(order, Edited)
    reworded = done(edits.reword(order.theory, "i0", "Their words"))
    assert done(apply(reworded, order.undo)).by_id["i0"].text == "Their words"


@pytest.mark.parametrize("edit", [Patch(linked=(Link("s0", "gone"),)), Patch(unlinked=(Link("s0", "i5"),))])
def test_a_patch_of_what_is_not_there_is_refused(edit: Patch) -> None:
    assert isinstance(apply(BASE, edit), Problem)


def test_a_theory_that_was_wrong_before_can_still_be_mended() -> None:
    wrong = Theory((*BASE.nodes, Node("loose", "idea", "Loose")), BASE.links)
    assert len(problems(wrong)) == 1
    assert problems(done(edits.add_parent(wrong, "loose", "s0"))) == []
    assert done(edits.reword(wrong, "i1", "Other words")).by_id["i1"].text == "Other words"
