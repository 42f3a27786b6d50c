"""The programme's theory: copied, compared, mapped by organisation, and taking up what teams offer."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collaborative.models import User
from organisations.models import Participation, Project
from phases.actions.boxes import add_box, move_box, redo, remove_box, reword_box, undo
from phases.actions.sharing import offer_idea, put_in, say_why_not, take_up
from phases.actions.start import start_theory
from phases.models import ProgrammeNode, ProgrammeTheory, Theory, TheoryDrop, TheoryNode
from phases.presenters.theory import counted
from phases.queries.edits import drops_of, open_edits
from phases.queries.theory import held
from phases.theory.diff import Difference, compare
from tests.cast import Cast
from tests.phases import theory_recount as recount
from tests.phases.theory_rows import AIM, box, key, now, programme, shape, words

WHY = "There is no hall near us"


@pytest.fixture
def common(cast: Cast) -> ProgrammeTheory:
    return programme(cast.amhe, cast.admin)


def copied(cast: Cast, project: Project, by: User) -> Theory:
    return start_theory(project=project, by=by, copy=True)


def adapted(cast: Cast) -> Theory:
    """North's copy: one box reworded, one moved, one left out, two added."""
    theory = copied(cast, cast.north_project, cast.lead)
    lead: dict[str, Any] = {"theory": theory, "by": cast.lead}
    reword_box(**lead, key=key(theory, "Listening"), text="Hearing", seen="Listening")
    early, right = key(theory, "Early help"), key(theory, "Right place")
    move_box(**lead, key=key(theory, "Phone line"), old=early, new=right)
    remove_box(**lead, key=key(theory, "Drop-in"), reason=WHY)
    add_box(**lead, kind="idea", text="Bus fare", under=[early])
    add_box(**lead, kind="primary", text="Data", under=[box(theory, cast.north_project.aim).id])
    return theory


def difference(theory: Theory, common: ProgrammeTheory) -> Difference:
    """The difference as the page counts it."""
    there = now(theory)
    return compare(there.graph, now(common).graph, copied=there.copied)


def test_a_copy_has_every_box_and_says_where_it_is_from(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = copied(cast, cast.north_project, cast.lead)
        own = [line.replace(cast.north_project.aim, AIM) for line in shape(theory)]
        assert own == shape(common)
        origins = {node.text: node.origin for node in now(theory).graph.nodes}
        assert origins["Peer worker"] == key(common, "Peer worker")
        assert theory.copied_revision == 9
        assert Project.objects.get().aim == cast.north_project.aim


def test_the_difference_counted_from_the_rows(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = adapted(cast)
        found = difference(theory, common)
        assert counted(found.counts) == recount.counted(recount.relations(theory, common).values())
        assert counted(found.counts) == [
            ("Kept as it is", 5),
            ("Reworded", 2),
            ("Moved", 1),
            ("Added", 2),
            ("Not used", 1),
        ]


def test_what_the_programme_changes_is_told_apart_and_its_words_can_be_taken(
    client: Client, cast: Cast, common: ProgrammeTheory
) -> None:
    with cast.scope():
        theory = adapted(cast)
    admin: dict[str, Any] = {"theory": common, "by": cast.admin}
    before = key(common, "Access"), key(common, "Drop-in")
    reword_box(**admin, key=before[0], text="Getting in", seen="Access")
    move_box(**admin, key=key(common, "Early help"), old=before[0], new=key(common, "Trust"))
    remove_box(**admin, key=key(common, "Phone line"))
    remove_box(**admin, key=before[1])
    with cast.scope():
        numbers = counted(difference(theory, common).counts)
        assert numbers == recount.counted(recount.relations(theory, common).values())
        # As before, but for what was left out: the programme has taken that out as well.
        assert [many for _, many in numbers] == [5, 2, 1, 2, 0]
    client.force_login(cast.lead)
    path = f"/c/amhe/p/{cast.north_project.pk}/theory/difference/"
    said = client.get(path).content.decode()
    new = said.split('id="news"')[1]
    assert "The programme says “Getting in” now; it was “Access” before." in new
    assert "The programme has it under “Trust” now." in new
    assert new.count("The programme has taken it out.") == 1
    assert new.count("Use the programme’s words") == 1
    sent = {"key": before[0], "how": "take", "seen": "Access"}
    assert client.post(path, sent | {"seen": "Entry"}).status_code == 422
    assert client.post(path, sent).status_code == 302
    with cast.scope():
        assert "Getting in" in words(theory)
        assert [many for _, many in counted(difference(theory, common).counts)] == [5, 2, 1, 2, 0]
    assert "Use the programme’s words" not in client.get(path).content.decode()


def test_what_the_programme_took_out_needs_no_reason(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = copied(cast, cast.north_project, cast.lead)
        remove_box(theory=common, by=cast.admin, key=key(common, "Drop-in"))
        remove_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"))
        assert not TheoryDrop.objects.exists()
        assert "Drop-in" not in words(theory)


def test_an_undo_gives_the_reason_back_that_there_was(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = copied(cast, cast.north_project, cast.lead)
        remove_box(theory=theory, by=cast.member, key=key(theory, "Drop-in"), reason=WHY)
        put_in(theory=theory, by=cast.lead, programme=held(common), key=key(common, "Drop-in"))
        undo(theory=theory, by=cast.lead, number=2)
        drop = TheoryDrop.objects.get()
        assert (drop.reason, drop.made_by) == (WHY, cast.member)
        # What nobody has ever given a reason for has none after an undo either.
        added = add_box(theory=common, by=cast.admin, kind="idea", text="Bus fare", under=[key(common, "Listening")])
        put_in(theory=theory, by=cast.lead, programme=held(common), key=added.key)
        undo(theory=theory, by=cast.lead, number=4)
        assert TheoryDrop.objects.get() == drop


def test_no_reason_is_kept_for_what_is_there(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = copied(cast, cast.north_project, cast.lead)
        node = ProgrammeNode.objects.get(text="Drop-in")
        with pytest.raises(ValidationError, match="put this into your theory meanwhile"):
            say_why_not(theory=theory, by=cast.lead, node=node, reason=WHY)
        owner = {"collaborative": cast.amhe, "participation": cast.north}
        # Left over from before this was refused: the box can be removed all the same.
        TheoryDrop.objects.create(**owner, theory=theory, programme_node=node, reason="Old", made_by=cast.lead)
        remove_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"), reason=WHY)
        assert TheoryDrop.objects.get().reason == WHY


def test_what_is_left_out_needs_a_reason_which_goes_when_it_is_back(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = copied(cast, cast.north_project, cast.lead)
        with pytest.raises(ValidationError) as refused:
            remove_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"))
        assert list(refused.value.message_dict) == ["reason"]
        remove_box(theory=theory, by=cast.lead, key=key(theory, "Drop-in"), reason=WHY)
        assert {name: drop.reason for name, drop in drops_of(theory).items()} == {key(common, "Drop-in"): WHY}
        undo(theory=theory, by=cast.lead, number=1)
        assert not TheoryDrop.objects.exists()
        redo(theory=theory, by=cast.lead, number=2)
        assert TheoryDrop.objects.get().reason == WHY
        put_in(theory=theory, by=cast.lead, programme=held(common), key=key(common, "Drop-in"))
        assert not TheoryDrop.objects.exists()
        assert "Drop-in < Early help" in shape(theory)
        assert box(theory, "Drop-in").origin == key(common, "Drop-in")


def test_a_part_comes_in_only_under_what_is_there(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = copied(cast, cast.north_project, cast.lead)
        remove_box(theory=theory, by=cast.lead, key=key(theory, "Access"), children="remove", reason=WHY)
        assert TheoryDrop.objects.count() == 5
        with pytest.raises(ValidationError, match="Put that in first"):
            put_in(theory=theory, by=cast.lead, programme=held(common), key=key(common, "Drop-in"))
        put_in(theory=theory, by=cast.lead, programme=held(common), key=key(common, "Access"))
        assert "Access" in words(theory)
        assert TheoryDrop.objects.count() == 4


def test_why_a_new_part_of_the_programme_s_is_not_used(cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = copied(cast, cast.north_project, cast.lead)
        added = add_box(theory=common, by=cast.admin, kind="idea", text="Bus fare", under=[key(common, "Listening")])
        node = ProgrammeNode.objects.get(key=added.key)
        say_why_not(theory=theory, by=cast.lead, node=node, reason=WHY)
        found = compare(now(theory).graph, now(common).graph, {added.key: drops_of(theory)[added.key].reason})
        (dropped,) = [change for change in found.changes if change.local is None]
        assert (dropped.programme.text, dropped.reason) == ("Bus fare", WHY)


def test_the_page_of_differences_says_why_and_puts_in(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        adapted(cast)
    client.force_login(cast.lead)
    path = f"/c/amhe/p/{cast.north_project.pk}/theory/difference/"
    said = client.get(path).content.decode()
    numbers = [part.split("<")[0] for part in said.split('theory-counts__number">')[1:]]
    assert numbers == ["5", "2", "1", "2", "1"]
    assert f"{WHY} (Nora Lead)" in said
    assert "Was: Listening" in said
    sent = {"key": key(common, "Drop-in"), "how": "put"}
    assert client.post(path, sent).status_code == 302
    assert WHY not in client.get(path).content.decode()
    client.force_login(cast.coach)
    assert client.get(path).status_code == 200
    assert client.post(path, sent).status_code == 404


def test_the_map_shows_relations_and_no_words_of_teams(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = adapted(cast)
        remove_box(
            theory=theory, by=cast.lead, key=key(theory, "Early help"), children="remove", reason="Secret reason"
        )
    with cast.scope(cast.south, user=cast.south_lead):
        copied(cast, cast.south_project, cast.south_lead)
    client.force_login(cast.admin)
    with CaptureQueriesContext(connection) as asked:
        said = client.get("/c/amhe/programme/theory/heat/").content.decode()
    assert len(asked) <= 24
    assert "Secret" not in said
    assert "Hearing" not in said
    rows = [part.split("</tr>")[0] for part in said.split('<tr class="theory-band')[1:]]
    told = {}
    for row in rows:
        name = row.split("</span>")[1].split("</th>")[0]
        told[name] = [cell.split("<")[0] for cell in row.split('theory-cell__words">')[1:]]
    assert told == {
        "Access": ["Kept", "Kept"],
        "Trust": ["Kept", "Kept"],
        "Early help": ["Not used", "Kept"],
        "Right place": ["Kept", "Kept"],
        "Listening": ["Reworded", "Kept"],
    }
    assert "1 of 2" in rows[[*told].index("Early help")]


def test_an_offered_idea_is_taken_up_with_credit(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        theory = adapted(cast)
        copy = TheoryNode.objects.get(idea__title="Peer worker")
        with pytest.raises(ValidationError, match="Only a change idea of your own"):
            offer_idea(node=copy, by=cast.lead, offered=True)
        row = TheoryNode.objects.select_related("participation__organisation").get(idea__title="Bus fare")
        with pytest.raises(ValidationError, match="is not offered"):
            take_up(theory=common, by=cast.admin, idea=row, under=key(common, "Early help"))
    client.force_login(cast.manager)
    path = "/c/amhe/programme/theory/offers/"
    sent = {"idea": row.pk, "under": key(common, "Early help")}
    assert "Bus fare" not in client.get(path).content.decode()
    assert client.post(path, sent).status_code == 404
    with cast.scope():
        offer_idea(node=row, by=cast.lead, offered=True)
    assert "Bus fare" in client.get(path).content.decode()
    assert client.post(path, {"idea": row.pk, "under": "nothing"}).status_code == 422
    assert client.post(path, sent).status_code == 302
    assert "Bus fare < Early help" in shape(common)
    node = ProgrammeNode.objects.get(text="Bus fare")
    assert (node.credit, node.credited_to) == ("North Trust", cast.north)
    assert "from North Trust" in client.get("/c/amhe/programme/theory/outline/").content.decode()
    # The team's own box stands for the programme's now: it is neither added nor left out, and no longer offered.
    assert "No team offers an idea" in client.get(path).content.decode()
    with cast.scope():
        row.refresh_from_db()
        assert (row.origin, row.offered, row.copied_text) == (node, False, "Bus fare")
        became = {(one.local or one.programme).text: one.relation for one in difference(theory, common).changes}  # type: ignore[union-attr]
        assert became["Bus fare"] == "kept"
        assert [many for _, many in counted(difference(theory, common).counts)] == [6, 2, 1, 1, 1]
        assert counted(difference(theory, common).counts) == recount.counted(recount.relations(theory, common).values())


def test_who_has_left_is_not_on_the_map(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope(cast.south, user=cast.south_lead):
        copied(cast, cast.south_project, cast.south_lead)
    client.force_login(cast.admin)
    path = "/c/amhe/programme/theory/heat/"
    said = client.get(path).content.decode()
    assert ">1 of 1<" in said
    assert "Without a theory of change yet: North Trust" in said
    Participation.objects.filter(pk__in=[cast.north.pk, cast.south.pk]).update(ended_on=date(2027, 1, 4))
    said = client.get(path).content.decode()
    assert "No organisation has begun a theory of change yet" in said
    assert "Without a theory of change yet" not in said


def test_the_programme_s_theory_is_edited_by_the_same_forms(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    base = "/c/amhe/programme/theory/"
    assert client.post(f"{base}start/", {"aim": ""}).status_code == 422
    assert client.post(f"{base}start/", {"aim": AIM}).status_code == 302
    theory = ProgrammeTheory.objects.get()
    client.post(f"{base}edit/", {"do": "add", "key": key(theory, AIM), "kind": "primary", "text": "Access"})
    assert shape(theory) == [f"Access < {AIM}"]
    client.post(f"{base}edit/", {"do": "undo", "number": open_edits(held(theory)).undo.number})
    assert words(theory) == [AIM]
    client.force_login(cast.lead)
    assert AIM in client.get(base).content.decode()
    assert client.get(f"{base}edit/").status_code == 404


def test_the_map_shows_only_what_differs_where_asked(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    with cast.scope():
        adapted(cast)
    with cast.scope(cast.south, user=cast.south_lead):
        copied(cast, cast.south_project, cast.south_lead)
    client.force_login(cast.admin)
    path = "/c/amhe/programme/theory/heat/"
    whole = client.get(path).content.decode()
    assert whole.count('<tr class="theory-band') == 5
    assert whole.count('class="theory-cell theory-cell--kept"') == 9
    assert whole.count('class="theory-cell theory-cell--changed"') == 1
    assert 'title="North: Reworded"' in whole
    assert "<strong>Reworded or moved:</strong> North</p>" in whole
    said = client.get(f"{path}?show=differs").content.decode()
    assert said.count('<tr class="theory-band') == 1
    assert "South" not in said.split("<thead>")[1].split("</table>")[0]
    assert "Not shown: 4 drivers that everybody keeps; 1 organisation with nothing but what is kept." in said
    assert "Taken on by 2 of 2" in said
