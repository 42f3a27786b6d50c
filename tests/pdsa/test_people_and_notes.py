"""Tasks with a person and a day, who took part, and notes on the way."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from pdsa.actions import Taker, add_note, add_task, record_people
from pdsa.forms import PeopleForm
from pdsa.models import Cycle, Note, Task, TookPart
from pdsa.presenters import tasks
from pdsa.queries import team_at
from tests.cast import Cast
from tests.pdsa.browsing import at, boxes, text_of
from tests.pdsa.conftest import days_ago, make_cycle

Make = Callable[..., Cycle]


@pytest.mark.parametrize(
    ("typed", "person"), [("Mia Member", "member"), (" mia  member ", "member"), ("Ward clerk", None), ("", None)]
)
def test_a_name_of_the_team_is_that_person(cast: Cast, typed: str, person: str | None) -> None:
    with cast.scope():
        task = add_task(cycle=make_cycle(cast), by=cast.lead, what="Print it", who=typed)
        assert task.person == (getattr(cast, person) if person else None)
        assert task.who == typed.strip()


def test_a_task_is_overdue_from_the_day_after_until_it_is_done(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        late = add_task(cycle=cycle, by=cast.lead, what="Late", who="Pat", due_on=days_ago(1), place="Club")
        today = add_task(cycle=cycle, by=cast.lead, what="Today", due_on=days_ago(0))
        never = add_task(cycle=cycle, by=cast.lead, what="No day")
        assert [one.overdue for one in tasks([late, today, never], days_ago(0))] == [True, False, False]
        late.done_at = cycle.created_at
        shown = tasks([late, today, never], days_ago(0))
        assert [(one.what, one.overdue) for one in shown] == [("Today", False), ("No day", False), ("Late", False)]
        assert "Pat · Club · done on" in shown[-1].about


def test_a_task_pressed_twice_is_one_and_is_offered_the_team(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("do")
    address = at("cycle-tasks", cycle.pk)
    page = lead.get(address).content.decode()
    assert '<option value="Mia Member">' in page
    data = {"what": "Print it", "who": "Mia Member", "form_key": str(uuid4()), **boxes("due_on", 3)}
    for _ in range(2):
        assert lead.post(address, data).status_code == 302
    with cast.scope():
        assert [task.person for task in Task.objects.all()] == [cast.member]
    words = text_of(lead.get(at("cycle", cycle.pk)))
    assert "Print it Overdue Mia Member · by" in words


def test_who_took_part_is_ticked_and_typed(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("do")
    address = at("cycle-people", cycle.pk)
    assert "Mia Member" in text_of(lead.get(address))
    data = {"team": [str(cast.member.pk), str(cast.partner.pk)], "others": "Night nurse\n\n  Night nurse \nWard clerk"}
    assert lead.post(address, data)["Location"] == at("cycle", cycle.pk) + "#people"
    with cast.scope():
        found = [(row.name, row.person) for row in TookPart.objects.all()]
    assert found == [
        ("Mia Member", cast.member),
        ("Night nurse", None),
        ("Pat Partner", cast.partner),
        ("Ward clerk", None),
    ]
    assert "Mia Member, Night nurse, Pat Partner, Ward clerk" in text_of(lead.get(at("cycle", cycle.pk)))


def test_two_people_who_say_who_took_part_lose_nobody(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        record_people(cycle=cycle, by=cast.lead, add=[Taker("Mia Member", cast.member), Taker("Night nurse")])
        seen = list(TookPart.objects.all())
        # Meanwhile somebody adds a third.
        record_people(cycle=cycle, by=cast.partner, add=[Taker("Ward clerk")])
        form = PeopleForm(
            {"seen": "\n".join(row.name for row in seen), "team": [], "others": "Night nurse\nPorter"},
            team=team_at(cycle.participation_id),
            recorded=seen,
        )
        assert form.is_valid()
        record_people(cycle=cycle, by=cast.lead, **form.changes())
        assert [row.name for row in TookPart.objects.all()] == ["Night nurse", "Porter", "Ward clerk"]


def test_notes_have_a_day_and_a_writer_and_are_written_once(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("do")
    key = str(uuid4())
    for _ in range(2):
        answer = lead.post(at("cycle-notes", cycle.pk), {"text": " Two said thank you ", "form_key": key})
        assert answer["Location"] == at("cycle", cycle.pk) + "#notes"
    with cast.scope():
        note = Note.objects.get()
        assert (note.text, note.happened_on, note.made_by) == ("Two said thank you", days_ago(0), cast.lead)
        older = add_note(cycle=cycle, by=cast.member, text="Nobody came", happened_on=days_ago(3))
        assert list(cycle.notes.all()) == [older, note]
    words = text_of(lead.get(at("cycle", cycle.pk)))
    assert words.index("Nobody came") < words.index("Nora Lead Remove the note")
    refused = lead.post(at("cycle-notes", cycle.pk), {"text": "", "form_key": key})
    assert (refused.status_code, "Write the note" in text_of(refused)) == (422, True)


def test_a_note_is_removed_only_when_asked_twice(cast: Cast, lead: Client, made: Make) -> None:
    cycle, other = made("do"), made("do")
    with cast.scope():
        note = add_note(cycle=cycle, by=cast.lead, text="Wrong ward")
    assert lead.get(at("cycle-note", other.pk, note=note.pk)).status_code == 404
    assert "Remove this note?" in text_of(lead.get(at("cycle-note", cycle.pk, note=note.pk)))
    lead.post(at("cycle-note", cycle.pk, note=note.pk))
    with cast.scope():
        assert not Note.objects.exists()
        event = Note.pgh_event_model.objects.filter(pgh_obj_id=note.pk).latest("pgh_id")
        assert (event.text, event.pgh_context["verb"]) == ("Wrong ward", "removed a note on a test")


@pytest.mark.parametrize("many", [1, 5])
def test_the_page_of_a_test_asks_no_more_for_many(
    cast: Cast, lead: Client, many: int, django_assert_num_queries
) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "do")
        for number in range(many):
            add_note(cycle=cycle, by=cast.member, text=f"Note {number}")
            add_task(cycle=cycle, by=cast.lead, what=f"Task {number}", who="Mia Member")
            record_people(cycle=cycle, by=cast.lead, add=[Taker(f"Nurse {number}")])
    lead.get(at("cycle", cycle.pk))
    with django_assert_num_queries(29):
        lead.get(at("cycle", cycle.pk))


def test_the_data_plan_says_what_who_when_and_how(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan", data_plan="Calls made", data_who="Mia", data_when="Each shift", data_how="Tally sheet")
    client = Client()
    client.force_login(cast.sponsor)
    words = text_of(client.get(at("cycle", cycle.pk)))
    assert "How we will know Calls made Who collects it Mia When it is collected Each shift" in words
    assert "How it is collected Tally sheet" in words
