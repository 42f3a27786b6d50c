"""Pages of a project's theory: reading, editing without a script, files, versions and tables."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.models import Project
from phases.actions import change_idea
from phases.actions.start import start_theory
from phases.models import ChangeIdea, Theory, TheoryNode
from tests.cast import Cast
from tests.phases.theory_rows import AIM, key, own, programme, shape, words


@pytest.fixture
def theory(cast: Cast) -> Theory:
    with cast.scope():
        return own(cast)


@pytest.fixture
def lead(client: Client, cast: Cast) -> Client:
    client.force_login(cast.lead)
    return client


@pytest.fixture
def inside(cast: Cast) -> Iterator[None]:
    with cast.scope():
        yield


def path(cast: Cast, rest: str = "") -> str:
    return f"/c/amhe/p/{cast.north_project.pk}/theory/{rest}"


def look(cast: Cast, read: Callable[..., Any], *args: Any) -> Any:
    with cast.scope():
        return read(*args)


def send(client: Client, cast: Cast, **said: object) -> Any:
    return client.post(path(cast, "edit/"), said)


def test_a_project_without_a_theory_says_how_to_begin(lead: Client, cast: Cast) -> None:
    said = lead.get(path(cast)).content.decode()
    assert "There is no theory of change here yet" in said
    assert "Start from the programme" not in said
    answer = lead.post(path(cast, "start/"), {"how": "empty"})
    assert answer["Location"] == path(cast, "edit/")
    assert look(cast, lambda: words(Theory.objects.get())) == ["Halve the wait for northcanary"]
    again = lead.post(path(cast, "start/"), {"how": "empty"}, follow=True)
    assert "has a theory of change already" in again.content.decode()


def test_the_picture_and_the_outline_hold_every_box(lead: Client, cast: Cast, theory: Theory) -> None:
    picture = lead.get(path(cast)).content.decode()
    outline = lead.get(path(cast, "outline/")).content.decode()
    for said in (picture, outline):
        assert all(text in said for text in ("Early help", "Drop-in", "Peer worker", "Halve the wait for northcanary"))
    assert picture.count("<svg ") >= 2
    assert "theory-svg--narrow" in picture


@pytest.mark.parametrize(("page", "most"), [("", 24), ("outline/", 26), ("edit/", 27), ("changes/", 28)])
def test_pages_ask_few_questions_however_large(lead: Client, cast: Cast, theory: Theory, page: str, most: int) -> None:
    lead.get(path(cast, page))
    with CaptureQueriesContext(connection) as asked:
        assert lead.get(path(cast, page)).status_code == 200
    assert len(asked) <= most, "\n".join(query["sql"][:90] for query in asked)


def test_a_box_s_panel_opens_where_it_was_chosen(lead: Client, cast: Cast, theory: Theory) -> None:
    idea, under = look(cast, key, theory, "Drop-in"), look(cast, key, theory, "Early help")
    said = lead.get(path(cast, f"edit/?node={idea}&under={under}")).content.decode()
    assert said.count('id="panel"') == 1
    assert "Put it also under another" in said
    assert 'id="panel"' not in lead.get(path(cast, "edit/")).content.decode()


def test_boxes_are_added_reworded_moved_and_removed_by_plain_forms(lead: Client, cast: Cast, theory: Theory) -> None:
    listening, access, trust = (look(cast, key, theory, text) for text in ("Listening", "Access", "Trust"))
    answer = send(lead, cast, do="add", key=listening, kind="idea", text="Circle")
    assert answer.status_code == 302
    assert f"node={listening}" in answer["Location"]
    circle = look(cast, key, theory, "Circle")
    send(lead, cast, do="reword", key=circle, text="Listening circle", seen="Circle")
    send(lead, cast, do="move", key=listening, under=trust, new=access)
    send(lead, cast, do="also", key=circle, parent=trust, weaker="on")
    send(lead, cast, do="link", key=circle, under=listening, how="weaker")
    send(lead, cast, do="link", key=listening, under=access, how="up")
    send(lead, cast, do="remove", key=look(cast, key, theory, "Drop-in"))
    assert look(cast, shape, theory) == [
        "Access < Halve the wait for northcanary",
        "Trust < Halve the wait for northcanary",
        "Early help < Access",
        "Listening < Access",
        "Right place < Access",
        "Listening circle ~ Trust",
        "Phone line < Early help",
        "Listening circle ~ Listening",
        "Peer worker < Right place",
    ]
    page = lead.get(path(cast, "edit/")).content.decode()
    number = page.split('name="do" value="undo"')[1].split('name="number" value="')[1].split('"')[0]
    assert "Removed change idea" in page
    send(lead, cast, do="undo", number=number)
    assert "Drop-in < Early help" in look(cast, shape, theory)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"do": "add", "kind": "idea", "text": "Drop-in", "to": "Listening"}, "is in the theory already"),
        ({"do": "add", "kind": "idea", "text": " ", "to": "Listening"}, "Enter what it says"),
        ({"do": "add", "kind": "primary", "text": "More", "to": "Listening"}, "Choose what it is"),
        ({"do": "move", "to": "Listening", "new": "nothing"}, "This is not there any more"),
        ({"do": "remove", "to": "Early help"}, "Say whether to remove what is beneath it too"),
        ({"do": "undo", "number": "3"}, "Somebody has changed the theory since you looked"),
        ({"do": "nothing"}, "Choose what to do"),
        ({"do": "add", "kind": "idea", "text": "Night clinic", "key": ""}, "Choose a driver"),
        ({"do": "add", "kind": "idea", "text": "x" * 201, "to": "Listening"}, "must be 200 characters or fewer"),
        ({"do": "belief", "to": "Drop-in", "belief": "high"}, "Say what you have seen that changes your belief"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    lead: Client, cast: Cast, theory: Theory, said: dict[str, str], told: str
) -> None:
    to = said.pop("to", "")
    before = look(cast, shape, theory)
    answer = send(lead, cast, **said, **({"key": look(cast, key, theory, to)} if to else {}))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert look(cast, shape, theory) == before


def test_a_script_gets_the_part_that_changes(lead: Client, cast: Cast, theory: Theory) -> None:
    box = look(cast, key, theory, "Listening")
    said = {"do": "reword", "key": box, "text": "Hearing", "seen": "Listening"}
    answer = lead.post(path(cast, "edit/"), said, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.lstrip().startswith('<div id="theory-editor"')
    assert 'data-said="Reworded “Listening” to “Hearing”"' in html
    assert f'data-focus="{box}"' in html


def test_the_second_of_two_people_sees_both_texts(lead: Client, cast: Cast, theory: Theory) -> None:
    box = look(cast, key, theory, "Listening")
    member = Client()
    member.force_login(cast.member)
    send(member, cast, do="reword", key=box, text="Hearing people", seen="Listening")
    answer = send(lead, cast, do="reword", key=box, text="Being heard", seen="Listening")
    assert answer.status_code == 409
    said = answer.content.decode()
    assert all(words in said for words in ("Hearing people", "Being heard", "Mia Member", "Nothing is lost"))
    assert "Hearing people" in look(cast, words, theory)
    mixed = send(lead, cast, do="reword", key=box, text="Hearing people, being heard", seen="Hearing people")
    assert mixed.status_code == 302
    assert "Hearing people, being heard" in look(cast, words, theory)


def test_the_same_words_twice_are_no_clash(lead: Client, cast: Cast, theory: Theory) -> None:
    box = look(cast, key, theory, "Listening")
    send(lead, cast, do="reword", key=box, text="Hearing", seen="Listening")
    assert send(lead, cast, do="reword", key=box, text="Hearing", seen="Listening").status_code == 302


def test_words_for_a_box_that_was_taken_out_are_not_lost(lead: Client, cast: Cast, theory: Theory) -> None:
    box = look(cast, key, theory, "Drop-in")
    send(lead, cast, do="remove", key=box)
    answer = send(lead, cast, do="reword", key=box, text="An open door", seen="Drop-in")
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Took the box out" in said
    assert "An open door" in said


def test_the_aim_is_said_in_four_parts(lead: Client, cast: Cast, theory: Theory) -> None:
    aim = look(cast, key, theory, "Halve the wait for northcanary")
    when = {"by_when_day": "31", "by_when_month": "3", "by_when_year": "2028"}
    said = {"what": "Shorter waits", "how_much": "by half", "for_whom": "young people", **when}
    send(lead, cast, do="aim", key=aim, seen="Halve the wait for northcanary", **said)
    told = "Shorter waits, by half, for young people, by 31 March 2028"
    assert look(cast, lambda: Project.objects.get().aim) == told
    panel = lead.get(path(cast, f"edit/?node={aim}")).content.decode()
    assert 'value="young people"' in panel
    assert 'value="2028"' in panel


def test_ideas_of_tests_are_placed(lead: Client, cast: Cast, theory: Theory) -> None:
    with cast.scope():
        change_idea(project=cast.north_project, by=cast.lead, title="Night clinic")
    assert "Ideas not in the theory yet" in lead.get(path(cast, "edit/")).content.decode()
    nowhere = send(lead, cast, do="add", key="", kind="idea", text="Night clinic").content.decode()
    assert '<span class="nhsuk-u-visually-hidden">Error:</span> Choose a driver</span>' in nowhere
    assert "This is not there any more" not in nowhere
    send(lead, cast, do="add", key=look(cast, key, theory, "Listening"), kind="idea", text="Night clinic")
    assert look(cast, lambda: ChangeIdea.objects.filter(title="Night clinic").count()) == 1
    assert "Ideas not in the theory yet" not in lead.get(path(cast, "edit/")).content.decode()


def test_beliefs_and_reasons_stand_in_the_outline(lead: Client, cast: Cast, theory: Theory) -> None:
    box = look(cast, key, theory, "Drop-in")
    assert send(lead, cast, do="belief", key=box, belief="high", reason="Forty people came").status_code == 302
    said = lead.get(path(cast, "outline/")).content.decode()
    assert "High belief" in said
    assert "Forty people came" in said


def test_a_lead_alone_offers_an_idea(lead: Client, cast: Cast, theory: Theory) -> None:
    box = look(cast, key, theory, "Drop-in")
    member = Client()
    member.force_login(cast.member)
    assert send(member, cast, do="offer", key=box, offered="1").status_code == 404
    assert send(lead, cast, do="offer", key=box, offered="1").status_code == 302
    assert look(cast, lambda: TheoryNode.objects.get(offered=True).key) == box
    send(lead, cast, do="offer", key=box)
    assert not look(cast, lambda: TheoryNode.objects.filter(offered=True).exists())


def test_files_are_what_they_say(lead: Client, cast: Cast, theory: Theory) -> None:
    svg, png, csv = (lead.get(path(cast, f"theory.{kind}")) for kind in ("svg", "png", "csv"))
    assert svg.content.startswith(b"<?xml")
    assert b"Peer worker" in svg.content
    assert png.content.startswith(b"\x89PNG")
    assert csv["Content-Disposition"].endswith('rnn-theory-of-change-northcanary-project.csv"')
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Reference,Level,Text,Under")
    assert len(lines) == 10
    page = lead.get(path(cast, "print/A4/")).content.decode()
    assert path(cast, "print/A4/1.svg") in page
    assert b"Peer worker" in lead.get(path(cast, "print/A4/1.svg")).content
    assert lead.get(path(cast, "print/A4/9.svg")).status_code == 404
    assert lead.get(path(cast, "print/A5/")).status_code == 404


def test_a_version_is_kept_and_compared_with_now(lead: Client, cast: Cast, theory: Theory) -> None:
    assert lead.post(path(cast, "versions/"), {"name": " "}).status_code == 422
    lead.post(path(cast, "versions/"), {"name": "As agreed"})
    assert "the theory is as it was" in lead.get(path(cast, "versions/1/")).content.decode()
    send(lead, cast, do="reword", key=look(cast, key, theory, "Listening"), text="Hearing", seen="Listening")
    send(lead, cast, do="remove", key=look(cast, key, theory, "Drop-in"))
    send(lead, cast, do="add", key=look(cast, key, theory, "Access"), kind="idea", text="Bus fare")
    said = lead.get(path(cast, "versions/1/")).content.decode()
    numbers = [part.split("<")[0] for part in said.split('theory-counts__number">')[1:]]
    assert numbers == ["7", "1", "0", "1", "1"]
    assert "Was: Listening" in said


def test_a_version_tells_of_links_beliefs_and_order_too(lead: Client, cast: Cast, theory: Theory) -> None:
    lead.post(path(cast, "versions/"), {"name": "As agreed"})
    listening, trust, idea = (look(cast, key, theory, text) for text in ("Listening", "Trust", "Drop-in"))
    for said, told in (
        ({"do": "link", "key": listening, "under": trust, "how": "weaker"},
         "The link between “Listening” and “Trust” is weaker now."),
        ({"do": "belief", "key": idea, "belief": "high", "reason": "Forty people came"},
         "Belief in “Drop-in” is high now; it was not said."),
        ({"do": "link", "key": look(cast, key, theory, "Early help"), "under": look(cast, key, theory, "Access"),
          "how": "down"}, "Boxes stand in another order."),
    ):  # fmt: skip
        assert told not in lead.get(path(cast, "versions/1/")).content.decode()
        send(lead, cast, **said)
        page = lead.get(path(cast, "versions/1/")).content.decode()
        assert told in page
        assert "the theory is as it was" not in page


def test_a_table_is_looked_at_first_and_may_come_twice(lead: Client, cast: Cast, theory: Theory) -> None:
    csv = lead.get(path(cast, "theory.csv")).content.decode("utf-8-sig")
    assert "the theory says this already" in lead.post(path(cast, "import/"), {"table": csv}).content.decode()
    listening = look(cast, key, theory, "Listening")
    changed = csv.replace("Listening", "Hearing") + f"new,change idea,Circle,{listening},,,,,,\r\n"
    preview = lead.post(path(cast, "import/"), {"table": changed}).content.decode()
    assert "Was: Listening" in preview
    assert "Circle" in preview
    revision = preview.split('name="revision" value="')[1].split('"')[0]
    before = look(cast, words, theory)
    assert lead.post(path(cast, "import/"), {"table": changed, "revision": revision}).status_code == 302
    assert look(cast, words, theory) == [*(text.replace("Listening", "Hearing") for text in before), "Circle"]
    again = lead.post(path(cast, "import/"), {"table": changed}).content.decode()
    assert "the theory says this already" in again
    late = lead.post(path(cast, "import/"), {"table": csv, "revision": revision})
    assert late.status_code == 422
    assert "Somebody has changed the theory since you looked" in late.content.decode()


def test_every_wrong_row_of_a_table_is_named(lead: Client, cast: Cast, theory: Theory) -> None:
    answer = lead.post(path(cast, "import/"), {"table": "Reference,Level,Text,Under\nA,aim,,\nP,driver,Access,A\n"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Row 2: it has no text." in said
    assert "Row 3: ‘driver’ is not a level" in said


def test_a_row_that_is_too_long_is_refused_before_anything_is_looked_at(
    lead: Client, client: Client, cast: Cast, theory: Theory
) -> None:
    rows = f"A,aim,{'w' * 401},\nP,primary driver,{'x' * 401},A\nI,change idea,{'y' * 201},P\n"
    table = f"Reference,Level,Text,Under\n{rows}"
    for more in ({}, {"revision": "8"}):
        answer = lead.post(path(cast, "import/"), {"table": table, **more})
        assert answer.status_code == 422
        said = answer.content.decode()
        # A project's aim may be longer than the programme's.
        assert "Row 2:" not in said
        assert "Row 3: a primary driver must have 400 characters or fewer, and this has 401." in said
        assert "Row 4: a change idea must have 200 characters or fewer, and this has 201." in said
    programme(cast.amhe, cast.admin)
    client.force_login(cast.admin)
    said = client.post("/c/amhe/programme/theory/import/", {"table": table}).content.decode()
    assert "Row 2: an aim must have 400 characters or fewer, and this has 401." in said


def test_an_aim_in_parts_that_is_too_long_is_refused_beside_them(client: Client, cast: Cast) -> None:
    common = programme(cast.amhe, cast.admin)
    client.force_login(cast.admin)
    sent = {"do": "aim", "key": key(common, AIM), "seen": AIM, "what": "x" * 250, "for_whom": "y" * 250}
    answer = client.post("/c/amhe/programme/theory/edit/", sent)
    assert answer.status_code == 422
    assert "The four parts together must have 400 characters or fewer, and have 506" in answer.content.decode()


BAD = {
    "a circle": (
        "A,aim,Fewer waits,\nP,primary driver,Access,A; S\nS,secondary driver,Early help,P\n",
        "These go round in a circle: “Access” stands over “Early help”, and “Early help” over “Access”.",
    ),
    "an orphan": (
        "A,aim,Fewer waits,\nI,change idea,Drop-in,\n",
        "“Drop-in” (change idea) stands under nothing. Put it under a driver.",
    ),
    "a second aim": (
        "A,aim,Fewer waits,\nB,aim,More trust,\n",
        "A theory has one aim, and this has two: “Fewer waits” and “More trust”.",
    ),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_graph_is_refused_with_a_sentence(lead: Client, cast: Cast, theory: Theory, bad: str) -> None:
    rows, told = BAD[bad]
    before = look(cast, shape, theory)
    answer = lead.post(path(cast, "import/"), {"table": f"Reference,Level,Text,Under\n{rows}"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert look(cast, shape, theory) == before


@pytest.mark.parametrize("who", ["data_entry", "sponsor", "coach"])
def test_who_may_only_read_gets_no_editor(client: Client, cast: Cast, theory: Theory, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(path(cast)).status_code == 200
    assert client.get(path(cast, "edit/")).status_code == 404
    assert client.post(path(cast, "versions/"), {"name": "Mine"}).status_code == 404
    assert "Change the theory" not in client.get(path(cast)).content.decode()


def test_a_partner_may_edit_and_the_national_team_may_not_look(client: Client, cast: Cast, theory: Theory) -> None:
    client.force_login(cast.partner)
    assert client.get(path(cast, "edit/")).status_code == 200
    client.force_login(cast.admin)
    assert client.get(path(cast)).status_code == 404


def test_a_theory_that_is_not_begun_has_no_pages(lead: Client, cast: Cast) -> None:
    for page in ("outline/", "edit/", "changes/", "versions/", "theory.csv", "print/A4/"):
        assert lead.get(path(cast, page)).status_code == 404, page
    with cast.scope():
        start_theory(project=cast.north_project, by=cast.lead, copy=False)
    assert lead.get(path(cast, "edit/")).status_code == 200
