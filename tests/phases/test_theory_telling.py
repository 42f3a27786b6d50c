"""What the editor and the list of changes tell: what was done, by whom, why, and what undoing would take back."""

from typing import Any

import pytest
from django.test import Client

from phases.actions import set_belief
from phases.actions.boxes import add_box, add_boxes, remove_box, reword_box, shift_box, undo
from phases.actions.sharing import say_why_not
from phases.actions.start import start_theory
from phases.models import ChangeIdea, ProgrammeNode, Theory, TheoryDrop
from phases.queries.edits import open_edits
from phases.queries.theory import held
from tests.cast import Cast
from tests.phases.theory_rows import key, own, programme, shape, words


def path(cast: Cast, rest: str) -> str:
    return f"/c/amhe/p/{cast.north_project.pk}/theory/{rest}"


@pytest.fixture
def theory(cast: Cast) -> Theory:
    with cast.scope():
        return own(cast)


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def test_each_line_becomes_a_box_and_undo_takes_them_back_together(client: Client, cast: Cast, theory: Theory) -> None:
    with cast.scope():
        listening, before = key(theory, "Listening"), words(theory)
    lead = signed_in(client, cast.lead)
    text = "- Bus fare\r\n•  Listening  circle\r\n\r\n  Bus fare \r\nCo-design day - monthly"
    sent = {"do": "add", "key": listening, "kind": "idea", "text": text, "weaker": "on", "panel": "1"}
    said = lead.post(path(cast, "edit/"), sent, headers={"HX-Request": "true"}).content.decode()
    told = "Added 3 change ideas under “Listening”: “Bus fare”, “Listening circle”, “Co-design day - monthly”"
    assert f'data-said="{told}"' in said
    assert said.count("theory-row--new") == 3
    with cast.scope():
        assert shape(theory)[-3:] == [
            "Bus fare ~ Listening",
            "Listening circle ~ Listening",
            "Co-design day - monthly ~ Listening",
        ]
        edit = open_edits(held(theory)).undo
        assert edit is not None
        undo(theory=theory, by=cast.lead, number=edit.number)
        assert words(theory) == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bus fare\nDrop-in", "“Drop-in” is in the theory already"),
        ("\n - \n", "Enter what it says"),
        ("\n".join(f"Idea {number}" for number in range(31)), "Add 30 boxes or fewer at once: these are 31 lines"),
        (f"Bus fare\n{'x' * 201}", "Change idea must be 200 characters or fewer"),
    ],
)
def test_of_several_lines_none_is_added_where_one_is_wrong(
    client: Client, cast: Cast, theory: Theory, text: str, told: str
) -> None:
    with cast.scope():
        listening, before = key(theory, "Listening"), words(theory)
    sent = {"do": "add", "key": listening, "kind": "idea", "text": text}
    answer = signed_in(client, cast.lead).post(path(cast, "edit/"), sent)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    with cast.scope():
        assert words(theory) == before


def test_what_is_taken_out_is_counted_by_its_level(cast: Cast, theory: Theory) -> None:
    with cast.scope():
        gone = remove_box(theory=theory, by=cast.lead, key=key(theory, "Early help"), children="remove")
        assert gone.said == "Removed secondary driver “Early help” and 2 change ideas"


def test_without_a_script_a_removal_leads_to_where_the_box_stood(client: Client, cast: Cast, theory: Theory) -> None:
    with cast.scope():
        access, early = key(theory, "Access"), key(theory, "Early help")
    sent = {"do": "remove", "key": early, "under": access, "children": "remove"}
    answer = signed_in(client, cast.lead).post(path(cast, "edit/"), sent)
    where = answer["Location"].split("#")[1]
    assert where.startswith(f"box-{access}")
    page = client.get(path(cast, "edit/")).content.decode()
    assert f'id="{where}"' in page
    assert "Removed secondary driver “Early help” and 2 change ideas" in page


def test_a_box_that_is_first_or_last_says_so(client: Client, cast: Cast, theory: Theory) -> None:
    with cast.scope():
        access, early = key(theory, "Access"), key(theory, "Early help")
        shifted = [
            shift_box(theory=theory, by=cast.lead, key=key(theory, text), parent=access, up=text == "Early help")
            for text in ("Early help", "Right place")
        ]
        assert [(one.said, one.idle) for one in shifted] == [("", "It is first already"), ("", "It is last already")]
    sent = {"do": "link", "key": early, "under": access, "how": "up"}
    answer = signed_in(client, cast.lead).post(path(cast, "edit/"), sent, follow=True)
    assert "It is first already." in answer.content.decode()


def test_what_somebody_else_did_is_undone_by_name_and_after_asking(client: Client, cast: Cast, theory: Theory) -> None:
    with cast.scope():
        reword_box(theory=theory, by=cast.member, key=key(theory, "Trust"), text="Being trusted", seen="Trust")
    mine, theirs = "<button", "<details"
    for user, begins in ((cast.member, mine), (cast.lead, theirs)):
        for page in ("edit/", "changes/"):
            said = signed_in(client, user).get(path(cast, page)).content.decode()
            named = f"Undo {cast.member.get_full_name()}’s change" in said
            assert named == (begins == theirs), (user, page)
            before = said.split('value="undo"')[0]
            assert ("data-theory-ask" in before) == (begins == theirs)
            assert "Reworded “Trust” to “Being trusted”" in said
    number = said.split('value="undo"')[1].split('name="number" value="')[1].split('"')[0]
    signed_in(client, cast.lead).post(path(cast, "edit/"), {"do": "undo", "number": number})
    again = signed_in(client, cast.member).get(path(cast, "edit/")).content.decode()
    assert f"Do again what {cast.lead.get_full_name()} took back" in again


def test_beliefs_and_reasons_stand_among_the_changes(client: Client, cast: Cast) -> None:
    programme(cast.amhe, cast.admin)
    with cast.scope():
        theory = start_theory(project=cast.north_project, by=cast.lead, copy=True)
        early, place = key(theory, "Early help"), key(theory, "Right place")
        set_belief(idea=ChangeIdea.objects.get(title="Drop-in"), by=cast.member, belief="high", reason="Forty came")
        remove_box(theory=theory, by=cast.lead, key=early, children="remove", reason="Another team does this")
        remove_box(theory=theory, by=cast.lead, key=place, reason="No room for it", children="remove")
        node = ProgrammeNode.objects.get(text="Right place")
        TheoryDrop.objects.filter(participation=cast.north, programme_node=node).delete()
        say_why_not(theory=theory, by=cast.member, node=node, reason="The ward is closing")
        add_box(theory=theory, by=cast.lead, kind="idea", text="Bus fare", under=[key(theory, "Listening")])
    said = signed_in(client, cast.lead).get(path(cast, "changes/")).content.decode()
    done = said.split('<ol class="theory-done')[1].split("</ol>")[0]
    lines = [" ".join(line.split()) for line in done.split("<li>")[1:]]
    told = [
        ("Added change idea “Bus fare” under “Listening”", ""),
        ("Said why “Right place” is not used", "Why: The ward is closing"),
        ("Removed secondary driver “Right place”", "Why: No room for it"),
        ("Removed secondary driver “Early help” and 2 change ideas", "Why: Another team does this"),
        ("Belief in “Drop-in”: high", "Why: Forty came"),
    ]
    assert len(lines) == len(told)
    for what, why in told:
        # Within the one transaction of this test events of history have one time: their order says nothing.
        (line,) = [line for line in lines if what in line]
        assert line.endswith(f"<br>{why}</li>" if why else "</span></li>")
        assert (cast.member.get_full_name() in line) == (why in ("Why: The ward is closing", "Why: Forty came"))


def test_one_line_is_one_box_as_before(cast: Cast, theory: Theory) -> None:
    with cast.scope():
        under = key(theory, "Listening")
        made = add_boxes(theory=theory, by=cast.lead, kind="idea", texts=["Bus fare"], under=under)
        assert (made.said, made.keys) == ("Added change idea “Bus fare” under “Listening”", (made.key,))
