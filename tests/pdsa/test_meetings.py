"""A team's meeting: its agenda, who was there, what was decided, and actions that are carried until they have ended."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.queries.agenda import agenda
from evaluation.queries.names import still_theirs
from organisations.queries import access_to
from pdsa import actions
from pdsa.models import Attendance, Meeting, MeetingAction, MeetingDecision
from pdsa.queries.meetings import carried_to, decision_mark, meeting_mark, meetings_due, moved_between, next_day
from tests.cast import Cast
from tests.pdsa.browsing import at, boxes, text_of
from tests.pdsa.conftest import days_ago, make_cycle


def met(cast: Cast, ago: int = 0, **said: Any) -> Meeting:
    """A meeting of north's, so many days ago; call it inside a scope."""
    row = actions.start_meeting(project=cast.north_project, by=cast.lead, held_on=days_ago(ago))
    if said:
        words = {"held_on": row.held_on, "place": "", "notes": "", "next_on": None} | said
        row = actions.change_meeting(meeting=row, by=cast.lead, **words)
    return row


def agreed(cast: Cast, meeting: Meeting, what: str, due: int = 5, who: str = "Mia Member") -> MeetingAction:
    return actions.agree_action(meeting=meeting, by=cast.lead, what=what, who=who, due_on=days_ago(-due))


def test_who_prepares_a_meeting_is_told_of_one_that_is_prepared(cast: Cast, lead: Client) -> None:
    new = at("meeting-new", cast.north_project.pk)
    assert "prepared already" not in text_of(lead.get(new))
    with cast.scope():
        start = {"project": cast.north_project, "by": cast.lead}
        actions.start_meeting(held_on=days_ago(3), **start)
        row = actions.start_meeting(held_on=days_ago(-9), **start)
    page = lead.get(new).content.decode()
    assert "A meeting is prepared already" in page
    assert f'href="{at("meeting", row.pk)}"' in page


def test_a_meeting_is_prepared_held_and_carried_to_the_next(cast: Cast, lead: Client) -> None:
    pk = cast.north_project.pk
    assert "Prepare your first meeting" in text_of(lead.get(at("meetings", pk)))
    page = lead.post(at("meeting-new", pk), {"place": "Room 2", **boxes("held_on", 14)}).headers["Location"]
    assert lead.post(at("meeting-new", pk), boxes("held_on", 14)).headers["Location"] == page
    with cast.scope():
        first = Meeting.objects.get()
    people = {"team": [cast.member.pk], "others": "Ward manager\n", "seen": ""}
    assert lead.post(at("meeting-people", first.pk), people).status_code == 302
    key = str(uuid4())
    for _ in range(2):
        lead.post(at("meeting-decisions", first.pk), {"text": "We try text messages", "form_key": key})
        action = {"what": "Ask the ward", "who": "mia member", "form_key": key}
        lead.post(at("meeting-actions", first.pk), action | boxes("due_on", 1))
    with cast.scope():
        assert [row.text for row in MeetingDecision.objects.all()] == ["We try text messages"]
        (ask,) = MeetingAction.objects.all()
        assert (ask.person, ask.who) == (cast.member, "mia member")
    words = text_of(lead.get(page))
    assert "Mia Member, Ward manager" in words
    assert "We try text messages" in words
    with cast.scope():
        second = met(cast)
    now = text_of(lead.get(at("meeting", second.pk)))
    assert re.search(r"What we agreed before Ask the ward Late mia member, was due", now)
    done = lead.post(at("meeting-action", ask.pk), {"do": "end", "ending": "done", "at": second.pk})
    assert done.headers["Location"].endswith(f"/meetings/{second.pk}/#carried")
    assert "Ask the ward Done" in text_of(lead.get(at("meeting", second.pk)))
    listed = text_of(lead.get(at("meetings", pk)))
    assert "Room 2 Who was there: 2 Decisions: 1 Actions still to do: 0" in listed


def test_an_action_is_carried_until_the_meeting_after_it_ended(cast: Cast) -> None:
    with cast.scope():
        first, second, third = (met(cast, days) for days in (40, 20, 0))
        row = agreed(cast, first, "Ring them")
        with pytest.raises(ValidationError, match="Say why"):
            actions.end_action(action=row, by=cast.lead, ending="dropped")
        actions.end_action(action=row, by=cast.lead, ending="done")
        MeetingAction.objects.update(ended_at=timezone.now() - timedelta(days=30))
        still = agreed(cast, first, "Write to them", due=9)
        carried = [list(carried_to(one, since)) for one, since in ((second, first.held_on), (third, second.held_on))]
        assert carried == [[still, row], [still]]
        actions.reopen_action(action=row, by=cast.lead)
        assert list(carried_to(third, second.held_on)) == [row, still]
        assert list(carried_to(first, days_ago(99))) == []


def test_what_was_agreed_stands_in_what_is_due_and_in_the_persons_name(cast: Cast) -> None:
    access = access_to(user=cast.lead, slug="amhe")
    assert access is not None
    with cast.scope():
        meeting = met(cast, 1, next_on=days_ago(-13))
        agreed(cast, meeting, "Ring them")
        actions.end_action(action=agreed(cast, meeting, "Done"), by=cast.lead, ending="done")
        items = agenda(access, today=days_ago(0), until=days_ago(-20)).items
        assert [(one.sort.value, one.what, one.on) for one in items] == [
            ("action", "Ring them", days_ago(-5)),
            ("meeting", "", days_ago(-13)),
        ]
        assert [row.what for row in still_theirs(access, cast.north, cast.member).actions] == ["Ring them"]
        assert next_day(cast.north_project, days_ago(0)) == days_ago(-13)
        met(cast, -13)
        (_, then) = agenda(access, today=days_ago(0), until=days_ago(-20)).items
        assert (then.on, then.whole) == (days_ago(-13), False)


def test_the_day_that_was_agreed_last_is_when_a_team_meets_again(cast: Cast) -> None:
    access = access_to(user=cast.lead, slug="amhe")
    assert access is not None
    with cast.scope():
        met(cast, 20, next_on=days_ago(-9))
        met(cast, 6, next_on=days_ago(-4))
        met(cast, 2)
        assert [one.on for one in meetings_due(access, today=days_ago(0), until=days_ago(-20))] == [days_ago(-4)]
        assert next_day(cast.north_project, days_ago(0)) == days_ago(-4)
        assert next_day(cast.north_project, days_ago(-7)) == days_ago(-7)
        met(cast, -5)
        assert [one.on for one in meetings_due(access, today=days_ago(0), until=days_ago(-20))] == [days_ago(-5)]
        assert next_day(cast.north_project, days_ago(0)) == days_ago(0)


def test_who_begins_a_record_that_is_there_is_told_of_its_place(cast: Cast, lead: Client) -> None:
    with cast.scope():
        row = met(cast, -3)
    for place, kept, told in (("Room 2", "Room 2", False), ("By video", "Room 2", True), ("", "Room 2", False)):
        answer = lead.post(
            at("meeting-new", cast.north_project.pk), {"place": place, **boxes("held_on", -3)}, follow=True
        )
        assert ("was prepared already, at “Room 2”" in text_of(answer)) is told
        with cast.scope():
            row.refresh_from_db()
            assert row.place == kept


def test_two_who_end_an_action_or_take_off_what_another_changed_are_told(cast: Cast, lead: Client) -> None:
    with cast.scope():
        meeting = met(cast)
        row = agreed(cast, meeting, "Ring them")
        decision = actions.add_decision(meeting=meeting, by=cast.lead, text="We stop")
    for _ in range(2):
        assert lead.post(at("meeting-action", row.pk), {"do": "end", "ending": "done"}).status_code == 302
    late = lead.post(at("meeting-action", row.pk), {"do": "end", "ending": "dropped", "outcome": "Nobody is in"})
    assert late.status_code == 422
    assert "Somebody else has ended this action already" in text_of(late)
    assert "You wrote: Nobody is in" in text_of(late)
    edit = {"what": "Ring all of them", "who": "Mia Member", "seen": "other", **boxes("due_on", -3)}
    assert 'value="Ring all of them"' in lead.post(at("meeting-action", row.pk), edit).content.decode()
    with cast.scope():
        seen = decision_mark(decision)
        actions.reopen_action(action=row, by=cast.lead)
        actions.end_action(action=row, by=cast.lead, ending="dropped", outcome="The ward is closed")
        assert actions.reopen_action(action=row, by=cast.lead).outcome == ""
        actions.change_decision(decision=decision, by=cast.member, text="We go on", seen=seen)
    removed = lead.post(at("meeting-decision", decision.pk), {"do": "remove", "seen": seen}, follow=True)
    assert "Nothing is removed: look again." in text_of(removed)
    assert "We go on" in removed.content.decode()


def test_what_moved_is_told_once_by_the_last_that_happened(cast: Cast) -> None:
    with cast.scope():
        make_cycle(cast, title="Planned")
        make_cycle(cast, "study", title="Studied")
        make_cycle(cast, "complete", title="Decided")
        make_cycle(cast, "stopped", title="Stopped")
        moved = moved_between(cast.north_project, days_ago(3), days_ago(0))
        assert {one.cycle.title: one.moment for one in moved} == {
            "Planned": "created_at",
            "Studied": "study_started_at",
            "Decided": "decided_at",
            "Stopped": "stopped_at",
        }
        assert moved_between(cast.north_project, days_ago(9), days_ago(5)) == []


def test_two_who_write_at_once_are_shown_both_and_nobody_is_lost(cast: Cast, lead: Client) -> None:
    with cast.scope():
        row = met(cast, notes="Before")
        seen = meeting_mark(row)
        actions.change_meeting(
            meeting=row, by=cast.member, held_on=row.held_on, place="", notes="Theirs", next_on=None, seen=seen
        )
    mine = {"notes": "Mine", "place": "", "seen": seen, **boxes("held_on", 0)}
    both = lead.post(at("meeting-edit", row.pk), mine)
    assert both.status_code == 422
    assert "Theirs" in text_of(both)
    assert "Mine" in both.content.decode()
    for name in ("Ward clerk", "Night nurse"):
        lead.post(at("meeting-people", row.pk), {"seen": "", "others": name})
    with cast.scope():
        assert [one.name for one in Attendance.objects.all()] == ["Night nurse", "Ward clerk"]


def test_a_day_has_one_meeting_and_the_next_comes_after_it(cast: Cast, lead: Client) -> None:
    with cast.scope():
        met(cast, 3)
        row = met(cast)
    said = {"seen": "", "notes": "Kept words", "place": ""}
    taken = lead.post(at("meeting-edit", row.pk), said | boxes("held_on", 3) | boxes("next_on", 4))
    words = text_of(taken)
    assert taken.status_code == 422
    assert "There is a meeting on that day already" in words
    assert "The next meeting must be after this one" in words
    assert "Kept words" in words


def test_only_a_meeting_with_nothing_decided_is_removed(cast: Cast, lead: Client) -> None:
    with cast.scope():
        empty, full = met(cast, 3), met(cast)
        actions.record_attendance(meeting=empty, by=cast.lead, add=[actions.Taker("Ward clerk")])
        decision = actions.add_decision(meeting=full, by=cast.lead, text="We stop")
    assert lead.post(at("meeting-remove", full.pk)).status_code == 422
    assert lead.post(at("meeting-remove", empty.pk)).status_code == 302
    assert lead.post(at("meeting-decision", decision.pk), {"text": "We go on", "seen": ""}).status_code == 302
    assert "We go on" in text_of(lead.get(at("meeting", full.pk)))
    assert lead.post(at("meeting-decision", decision.pk), {"do": "remove"}).status_code == 302
    with cast.scope():
        assert list(Meeting.objects.all()) == [full]
        assert not MeetingDecision.objects.exists()


def test_who_may_only_read_is_offered_nothing_and_a_past_meeting_tells_nothing_due(cast: Cast, client: Client) -> None:
    with cast.scope():
        old, now = met(cast, 20), met(cast)
        agreed(cast, now, "Ring them")
        make_cycle(cast, title="Due soon", starts_on=days_ago(-3))
    client.force_login(cast.sponsor)
    html = client.get(at("meeting", now.pk)).content.decode()
    assert "Start the test “Due soon”" in html
    assert "Ring them" in html
    assert '<form class="app-meeting__form"' not in html
    assert "What is due until" not in client.get(at("meeting", old.pk)).content.decode()


@pytest.mark.parametrize("name", ["meeting", "meetings"])
def test_the_pages_cost_the_same_for_more(cast: Cast, lead: Client, name: str) -> None:
    counts = []
    for number in range(3):
        with cast.scope():
            last, meeting = met(cast, 30 + number), met(cast)
            for row in (last, meeting):
                agreed(cast, row, f"Action {number}")
                actions.add_decision(meeting=row, by=cast.lead, text=f"Decision {number}")
                actions.record_attendance(meeting=row, by=cast.lead, add=[actions.Taker(f"Person {number}")])
            task = actions.add_task(cycle=make_cycle(cast, "do", title=f"Test {number}"), by=cast.lead, what="Print")
            actions.tick_task(task=task, by=cast.lead)
        pk = meeting.pk if name == "meeting" else cast.north_project.pk
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(at(name, pk)).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= {"meeting": 46, "meetings": 23}[name]


def test_the_first_meeting_looks_back_a_fortnight(cast: Cast, lead: Client) -> None:
    with cast.scope():
        row = actions.start_meeting(project=cast.north_project, by=cast.lead, held_on=date(2026, 3, 16))
    assert "What moved since 2 March 2026" in text_of(lead.get(at("meeting", row.pk)))
