"""Edits of a theory as they are kept: rows, history, taking back, and what is refused."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisations.actions.projects import edit_project
from organisations.models import Project
from phases.actions import change_idea, set_belief
from phases.actions.boxes import (
    add_box,
    move_box,
    place_after,
    put_also_under,
    redo,
    remove_box,
    reword_box,
    set_link,
    shift_box,
    take_from_under,
    undo,
)
from phases.actions.start import start_theory
from phases.models import ChangeIdea, Theory, TheoryEdit, TheoryNode
from phases.queries.edits import belief_changes, edits_of, open_edits
from phases.queries.theory import held, ideas_elsewhere
from phases.theory import aims
from tests.cast import Cast
from tests.phases.theory_rows import box, key, now, own, shape, words

START = [
    "Access < Halve the wait for northcanary",
    "Trust < Halve the wait for northcanary",
    "Early help < Access",
    "Right place < Access",
    "Drop-in < Early help",
    "Phone line < Early help",
    "Peer worker < Right place",
    "Listening < Trust",
]


@pytest.fixture
def theory(cast: Cast) -> Iterator[Theory]:
    with cast.scope():
        yield own(cast)


def test_a_theory_is_built_box_by_box(theory: Theory) -> None:
    assert sorted(shape(theory)) == sorted(START)
    theory.refresh_from_db()
    assert theory.revision == 8
    assert [edit.said for edit in edits_of(theory)][:2] == [
        "Added secondary driver “Listening” under “Trust”",
        "Added primary driver “Trust” under “Halve the wait for northcanary”",
    ]
    assert ChangeIdea.objects.filter(title="Drop-in").count() == 1


def test_reading_takes_two_queries_however_large(theory: Theory) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        held(theory)
    assert len(asked) == 2


def test_an_edit_says_who_and_what_in_the_history(theory: Theory, cast: Cast) -> None:
    put_also_under(theory=theory, by=cast.partner, key=key(theory, "Drop-in"), parent=key(theory, "Listening"))
    edit = edits_of(theory)[0]
    assert (edit.made_by, edit.number) == (cast.partner, 9)
    event = TheoryEdit.pgh_event_model.objects.order_by("-pgh_id")[0]
    assert event.pgh_context["verb"] == "changed the theory of change"
    assert event.pgh_context["actor"] == cast.partner.pk
    assert "Drop-in < Listening" in shape(theory)


def test_moving_weakening_and_taking_from_under(theory: Theory, cast: Cast) -> None:
    idea, early, listening = (key(theory, text) for text in ("Drop-in", "Early help", "Listening"))
    move_box(theory=theory, by=cast.lead, key=idea, old=early, new=listening)
    put_also_under(theory=theory, by=cast.lead, key=idea, parent=early)
    set_link(theory=theory, by=cast.lead, key=idea, parent=early, strength="dotted")
    assert {"Drop-in < Listening", "Drop-in ~ Early help"} <= set(shape(theory))
    take_from_under(theory=theory, by=cast.lead, key=idea, parent=listening)
    assert "Drop-in < Listening" not in shape(theory)
    with pytest.raises(ValidationError, match="stands only under “Early help”"):
        take_from_under(theory=theory, by=cast.lead, key=idea, parent=early)


def test_siblings_change_places_and_the_ends_stay(theory: Theory, cast: Cast) -> None:
    early = key(theory, "Early help")
    phone = {"theory": theory, "by": cast.lead, "key": key(theory, "Phone line"), "parent": early}

    def order() -> list[str]:
        return [node.text for node in held(theory).graph.children(early)]

    shift_box(**phone, up=True)
    assert order() == ["Phone line", "Drop-in"]
    assert shift_box(**phone, up=True).said == ""
    shift_box(**phone, up=False)
    assert order() == ["Drop-in", "Phone line"]
    assert shift_box(**phone, up=False).said == ""
    place_after(theory=theory, by=cast.lead, key=key(theory, "Drop-in"), after=key(theory, "Phone line"))
    assert order() == ["Phone line", "Drop-in"]


def test_positions_have_room_and_are_renumbered_when_there_is_none(theory: Theory, cast: Cast) -> None:
    trust, first = key(theory, "Trust"), key(theory, "Access")
    TheoryNode.objects.filter(key=first).update(position=1)
    TheoryNode.objects.filter(key=trust).update(position=2)
    before = words(theory)
    assert before[0] == "Access"
    place_after(theory=theory, by=cast.lead, key=trust, after=first)
    place_after(theory=theory, by=cast.lead, key=first, after=trust)
    place_after(theory=theory, by=cast.lead, key=first, after="")
    assert words(theory)[:2] == ["Access", "Trust"]
    positions = list(TheoryNode.objects.order_by("position").values_list("position", flat=True))
    assert positions == sorted(set(positions))


def test_undo_and_redo_walk_back_and_forth(theory: Theory, cast: Cast) -> None:
    start, first = shape(theory), words(theory)
    reword_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"), text="Open door", seen="Drop-in")
    remove_box(theory=theory, by=cast.lead, key=key(theory, "Access"), children="remove")
    end = shape(theory)
    assert end == ["Trust < Halve the wait for northcanary", "Listening < Trust"]
    for number in (10, 9):
        assert open_edits(held(theory)).undo.number == number
        undo(theory=theory, by=cast.member, number=number)
    assert (shape(theory), words(theory)) == (start, first)
    known = open_edits(held(theory))
    assert (known.undo.number, known.redo.number, known.redone) == (8, 12, "Reworded “Drop-in” to “Open door”")
    redo(theory=theory, by=cast.member, number=12)
    assert "Open door" in words(theory)
    redo(theory=theory, by=cast.member, number=11)
    assert shape(theory) == end
    assert (
        edits_of(theory)[0].said
        == "Done again: Removed primary driver “Access”, 2 secondary drivers and 3 change ideas"
    )
    # What was done again can be taken back again.
    undo(theory=theory, by=cast.member, number=14)
    assert "Open door" in words(theory)


def test_a_new_edit_ends_what_could_be_done_again(theory: Theory, cast: Cast) -> None:
    undo(theory=theory, by=cast.lead, number=8)
    assert open_edits(held(theory)).redo is not None
    add_box(theory=theory, by=cast.lead, kind="primary", text="Data", under=[box(theory, cast.north_project.aim).id])
    assert open_edits(held(theory)).redo is None


def test_the_same_edit_is_taken_back_once(theory: Theory, cast: Cast) -> None:
    undo(theory=theory, by=cast.lead, number=8)
    with pytest.raises(ValidationError, match="Somebody has changed the theory since you looked"):
        undo(theory=theory, by=cast.member, number=8)


def test_an_edit_that_no_longer_fits_is_passed_over(theory: Theory, cast: Cast) -> None:
    first = shape(theory)
    add_box(theory=theory, by=cast.lead, kind="idea", text="Bus fare", under=[key(theory, "Listening")])
    reword_box(
        theory=theory,
        by=cast.lead,
        key=key(theory, cast.north_project.aim),
        text="Halve it",
        seen=cast.north_project.aim,
    )
    project = Project.objects.get()
    same = {"name": project.name, "population": project.population, "starts_on": project.starts_on}
    edit_project(project=project, by=cast.lead, aim="Put otherwise on the project's own page", **same)
    elsewhere = "Put otherwise on the project's own page"
    known = open_edits(now(theory))
    assert (known.undo.number, known.undo.said) == (9, "Added change idea “Bus fare” under “Listening”")
    with pytest.raises(ValidationError, match="Somebody has changed the theory since you looked"):
        undo(theory=theory, by=cast.lead, number=10)
    undo(theory=theory, by=cast.lead, number=9)
    assert shape(theory) == [line.replace(cast.north_project.aim, elsewhere) for line in first]
    known = open_edits(now(theory))
    assert (known.undo.number, known.redo.number) == (8, 11)
    redo(theory=theory, by=cast.lead, number=11)
    assert "Bus fare < Listening" in shape(theory)
    # Where the aim is as it was left, the passed over edit fits again.
    edit_project(project=project, by=cast.lead, aim="Halve it", **same)
    assert open_edits(now(theory)).undo.number == 12
    undo(theory=theory, by=cast.lead, number=12)
    assert open_edits(now(theory)).undo.number == 10


def test_a_rewording_whose_old_words_are_taken_is_passed_over(theory: Theory, cast: Cast) -> None:
    reword_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"), text="Open door", seen="Drop-in")
    assert open_edits(now(theory)).undo.number == 9
    change_idea(project=cast.north_project, by=cast.lead, title="drop-in")
    assert open_edits(now(theory)).undo.number == 8


def test_the_aim_is_the_project_s_wherever_it_is_put(theory: Theory, cast: Cast) -> None:
    parts = ("Fewer waits", "by half", "everyone", "2028-03-31")
    aim = box(theory, cast.north_project.aim)
    reword_box(theory=theory, by=cast.lead, key=aim.id, text="", seen=aim.text, parts=parts)
    said = "Fewer waits, by half, for everyone, by 31 March 2028"
    project = Project.objects.get()
    assert project.aim == said == aims.words(parts)
    assert box(theory, said).parts == parts
    same = {"name": project.name, "population": project.population, "starts_on": project.starts_on}
    edit_project(project=project, by=cast.lead, aim="Another aim", **same)
    assert box(theory, "Another aim").parts == ()


def test_an_idea_is_the_one_that_tests_are_about(theory: Theory, cast: Cast) -> None:
    loose = change_idea(project=cast.north_project, by=cast.lead, title="Night clinic")
    assert ideas_elsewhere(theory, held(theory)) == [loose]
    add_box(theory=theory, by=cast.lead, kind="idea", text="night  CLINIC", under=[key(theory, "Listening")])
    assert TheoryNode.objects.get(idea=loose).text == ""
    assert key(theory, "Night clinic")
    assert ideas_elsewhere(theory, held(theory)) == []
    reword_box(theory=theory, by=cast.lead, key=key(theory, "Night clinic"), text="Late clinic", seen="Night clinic")
    loose.refresh_from_db()
    assert loose.title == "Late clinic"
    undo(theory=theory, by=cast.lead, number=10)
    undo(theory=theory, by=cast.lead, number=9)
    assert [idea.title for idea in ideas_elsewhere(theory, held(theory))] == ["Night clinic"]


@pytest.mark.parametrize("again", ["Drop-in", "DROP-IN "])
def test_an_idea_stands_once(theory: Theory, cast: Cast, again: str) -> None:
    with pytest.raises(ValidationError, match="“Drop-in” is in the theory already"):
        add_box(theory=theory, by=cast.lead, kind="idea", text=again, under=[key(theory, "Listening")])


def test_an_idea_may_come_again_after_it_was_taken_out(theory: Theory, cast: Cast) -> None:
    remove_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"))
    add_box(theory=theory, by=cast.lead, kind="idea", text="Drop-in", under=[key(theory, "Listening")])
    assert "Drop-in < Listening" in shape(theory)
    assert ChangeIdea.objects.filter(title="Drop-in").count() == 1


def test_an_idea_cannot_take_another_s_words(theory: Theory, cast: Cast) -> None:
    change_idea(project=cast.north_project, by=cast.lead, title="Night clinic")
    with pytest.raises(ValidationError, match="The project has another change idea “Night clinic”"):
        reword_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"), text="Night clinic", seen="Drop-in")


@pytest.mark.parametrize(
    ("kind", "text", "under", "told"),
    [
        ("idea", "", "Listening", "A change idea has no words yet"),
        ("idea", "x" * 201, "Listening", "Change idea must be 200 characters or fewer"),
        ("secondary", "x" * 401, "Trust", "Secondary driver must be 400 characters or fewer"),
        ("idea", "New", "Halve the wait for northcanary", "stands right under the aim. Put it under a driver"),
        ("primary", "New", "Listening", "is a primary driver and cannot stand under “Listening”"),
        ("secondary", "early HELP", "Access", "stands twice under “Access”"),
        ("aim", "Another", "", "A theory has one aim, and this has two"),
    ],
)
def test_what_would_be_wrong_is_refused(
    theory: Theory, cast: Cast, kind: str, text: str, under: str, told: str
) -> None:
    over = [key(theory, under)] if under else []
    with pytest.raises(ValidationError, match=told):
        add_box(theory=theory, by=cast.lead, kind=kind, text=text, under=over)
    theory.refresh_from_db()
    assert theory.revision == 8


def test_what_is_beneath_is_not_lost_unasked(theory: Theory, cast: Cast) -> None:
    with pytest.raises(ValidationError, match="2 change ideas stand only under “Early help”"):
        remove_box(theory=theory, by=cast.lead, key=key(theory, "Early help"))
    heir = key(theory, "Listening")
    remove_box(theory=theory, by=cast.lead, key=key(theory, "Early help"), children="give", heir=heir)
    assert {"Drop-in < Listening", "Phone line < Listening"} <= set(shape(theory))


def test_a_project_has_one_theory(theory: Theory, cast: Cast) -> None:
    with pytest.raises(ValidationError, match="has a theory of change already"):
        start_theory(project=cast.north_project, by=cast.lead, copy=False)


def test_a_belief_changes_only_with_a_reason(theory: Theory, cast: Cast) -> None:
    idea = ChangeIdea.objects.get(title="Drop-in")
    with pytest.raises(ValidationError) as refused:
        set_belief(idea=idea, by=cast.lead, belief="high", reason=" ")
    assert refused.value.message_dict == {"reason": ["Say what you have seen that changes your belief"]}
    set_belief(idea=idea, by=cast.lead, belief="low", reason="We have only heard of it")
    idea = set_belief(idea=idea, by=cast.partner, belief="high", reason="Forty people came")
    assert box(theory, "Drop-in").belief == ""
    assert held(theory).believed.by_id[key(theory, "Drop-in")].belief == "high"
    told = belief_changes([idea])[idea.pk]
    assert [(one.became, one.who, one.reason) for one in told] == [
        ("High", "Pat Partner", "Forty people came"),
        ("Low", "Nora Lead", "We have only heard of it"),
    ]


def test_a_belief_is_no_edit_of_the_theory(theory: Theory, cast: Cast) -> None:
    set_belief(idea=ChangeIdea.objects.get(title="Drop-in"), by=cast.lead, belief="high", reason="Forty people came")
    remove_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"))
    undo(theory=theory, by=cast.lead, number=9)
    assert held(theory).believed.by_id[key(theory, "Drop-in")].belief == "high"
