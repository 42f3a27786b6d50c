"""Everything that has a day, in one order: as a list, as a month, of one project and of all."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.actions.followups import Agreed, agree
from coaching.models import SustainItem
from evaluation.presenters.agenda import Line, groups, month_asked, month_of
from evaluation.queries.agenda import Agenda, Dated, Sort, agenda
from measures.periods import following
from organisations.queries import access_to
from pdsa.actions import (
    SpreadFields,
    add_task,
    agree_action,
    plan_cycle,
    spread_to,
    start_do,
    start_meeting,
    start_study,
    stop,
)
from pdsa.models import Cycle
from phases.actions.journey import pause
from tests.access.beside import expert_of_north
from tests.cast import Cast
from tests.coaching.test_blockers import ask, raised
from tests.evaluation.builders import measure_with, months_back, running_test
from tests.pdsa.test_spread import adopted

TODAY = timezone.localdate()
WEEKS = timedelta(weeks=8)


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


def planned(cast: Cast, title: str, starts: int | None) -> Cycle:
    day = None if starts is None else ahead(starts)
    return plan_cycle(project=cast.north_project, by=cast.lead, title=title, led_by="Mia Member", starts_on=day)


def found(cast: Cast, user: Any = None, **asked: Any) -> Agenda:
    who = user or cast.lead
    access = access_to(user=who, slug="amhe")
    assert access is not None
    with cast.scope(user=who):
        return agenda(access, **{"today": TODAY, "until": TODAY + WEEKS} | asked)


def told(rows: Agenda) -> list[tuple[str, int, str]]:
    return [(one.sort.value, (one.on - TODAY).days, one.what) for one in rows.items]


def hold(cast: Cast) -> SustainItem:
    """What must hold at north, which Mia looks at in two days."""
    return SustainItem.objects.create(
        collaborative=cast.amhe,
        participation=cast.north,
        project=cast.north_project,
        must_hold="Nurses know the folder",
        person=cast.member,
        check_words="Ask two",
        review_on=ahead(2),
        falls_back="Mia teaches again",
    )


def test_the_next_step_of_each_open_test_has_its_day(cast: Cast) -> None:
    with cast.scope():
        planned(cast, "Soon", 3)
        planned(cast, "Missed", -2)
        planned(cast, "No day", None)
        planned(cast, "Far away", 200)
        stop(cycle=planned(cast, "Stopped", 4), by=cast.lead, reason="Nobody came")
        running = planned(cast, "Runs", -5)
        running.ends_on = ahead(6)
        running.save()
        start_do(cycle=running, by=cast.lead, starts_on=ahead(-5))
        over = start_do(cycle=planned(cast, "Over", -9), by=cast.lead, starts_on=ahead(-9))
        start_study(cycle=over, by=cast.lead, ends_on=ahead(-1))
    assert told(found(cast)) == [
        ("start", -2, "Missed"),
        ("decide", -1, "Over"),
        ("start", 3, "Soon"),
        ("study", 6, "Runs"),
    ]


def test_tasks_and_actions_stand_with_who_does_them(cast: Cast) -> None:
    with cast.scope():
        test = planned(cast, "A test", None)
        add_task(cycle=test, by=cast.lead, what="Print it", who="Mia Member", due_on=ahead(1))
        add_task(cycle=test, by=cast.lead, what="No day", who="Mia Member")
        add_task(
            cycle=stop(cycle=planned(cast, "Over", 1), by=cast.lead, reason="No"),
            by=cast.lead,
            what="Moot",
            due_on=TODAY,
        )
        agree(
            participation=cast.north,
            by=cast.coach,
            agreed=[Agreed(what="Ring them", person=cast.lead, due_on=ahead(2))],
        )
    rows = found(cast)
    assert told(rows) == [("task", 1, "Print it"), ("follow-up", 2, "Ring them")]
    assert [[one.is_of(user) for user in (cast.lead, cast.member)] for one in rows.items] == [
        [False, True],
        [True, False],
    ]


def test_numbers_stand_on_the_last_day_they_are_in_time(cast: Cast) -> None:
    for name in ("First", "Second"):
        measure_with(cast.north_project, cast.lead, [5], name=name, late=2)
    days = cast.amhe.entry_days
    opened = [following("month", months_back(count)) for count in (2, 1, 0)]
    due = [day + timedelta(days=days - 1) for day in opened]
    rows = found(cast, until=due[2]).items
    assert [(one.on, one.what, one.whole) for one in rows] == [(day, "First, Second", True) for day in due]
    # Late ones are told together, since the first of them was.
    late = found(cast, today=due[1] + timedelta(days=1), until=due[1] + timedelta(days=1)).items
    assert [one.on for one in late] == [due[0]]
    assert " to " in late[0].detail


def test_in_a_pause_nobody_is_asked_but_for_what_they_agreed(cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, [5], late=3)
    with cast.scope():
        test = planned(cast, "Missed", -2)
        add_task(cycle=test, by=cast.lead, what="Print it", due_on=TODAY)
        pause(participation=cast.north, by=cast.lead, starts_on=ahead(-1), reason="Winter")
    assert told(found(cast)) == [("task", 0, "Print it")]


def test_each_reads_what_is_theirs_and_is_led_where_they_may(client: Client, cast: Cast) -> None:
    measure = measure_with(cast.north_project, cast.lead, [5], late=1)
    with cast.scope():
        planned(cast, "Ring the day before", 2)
    pk = cast.north_project.pk
    for user, link in ((cast.data_entry, f"/c/amhe/m/{measure.pk}/enter/"), (cast.sponsor, f"/c/amhe/m/{measure.pk}/")):
        client.force_login(user)
        for address in ("/c/amhe/due/", f"/c/amhe/p/{pk}/due/"):
            html = client.get(address).content.decode()
            assert "Start the test “Ring the day before”" in html
            assert f'<a href="{link}">Enter numbers for' in html
    client.force_login(cast.member)
    mine = client.get("/c/amhe/due/?whose=mine&what=tests").content.decode()
    assert "Ring the day before" in mine
    assert "Enter numbers for" not in mine
    client.force_login(cast.partner)
    assert "Nothing of this is due" in client.get("/c/amhe/due/?whose=mine").content.decode()
    client.force_login(cast.south_lead)
    nothing = client.get("/c/amhe/due/").content.decode()
    assert "Nothing is due in the next 8 weeks" in nothing
    assert "Ring the day before" not in nothing


def test_a_month_shows_each_thing_on_its_day(client: Client, cast: Cast) -> None:
    with cast.scope():
        planned(cast, "Ring the day before", 0)
        planned(cast, "Next month", 40)
        planned(cast, "Long ago", -70)
    client.force_login(cast.lead)
    html = client.get(f"/c/amhe/p/{cast.north_project.pk}/due/?show=month").content.decode()
    today = re.search(r"<td[^>]*--today.*?</td>", html, re.DOTALL)
    assert today
    assert "Ring the day before" in today[0]
    assert "Next month" not in html
    assert "Long ago" not in html
    assert "1 thing from before this month</a> is still to be done" in html
    assert 'value="month"' in html
    assert client.get("/c/amhe/due/?show=month&month=9999-99&page=7&whose=x").status_code == 200


@pytest.mark.parametrize(
    ("day", "heading"),
    [(date(2027, 3, 9), "Late"), (date(2027, 3, 10), "This week"), (date(2027, 3, 14), "This week"),
     (date(2027, 3, 15), "Next week"), (date(2027, 3, 21), "Next week"), (date(2027, 3, 22), "Later")],
)  # fmt: skip
def test_weeks_end_on_sunday(day: date, heading: str) -> None:
    line = Line(day, "", "", "", "", "", "", late=False)
    assert [group.heading for group in groups([line], date(2027, 3, 10))] == [heading]


def test_a_month_is_whole_weeks_and_one_turns_a_year_to_either_side() -> None:
    today = date(2027, 3, 10)
    month = month_of([Line(date(2027, 3, 1), "", "", "", "", "", "", late=False)], date(2027, 3, 1), today)
    assert (month.name, month.before, month.after, month.count) == ("March 2027", "2027-02", "2027-04", 1)
    assert [week[0].on.weekday() for week in month.weeks] == [0] * 5
    assert [day.on for day in month.weeks[0] if day.lines] == [date(2027, 3, 1)]
    assert month_asked("2028-03", today) == date(2028, 3, 1)
    assert month_asked("2028-04", today) == month_asked("nonsense", today) == date(2027, 3, 1)
    assert month_of([], date(2028, 3, 1), today).after == ""


def test_places_what_must_hold_and_what_the_sponsor_is_asked_have_their_day(client: Client, cast: Cast) -> None:
    with cast.scope():
        spread_to(cycle=adopted(cast), by=cast.lead, said=SpreadFields(place="Ash ward", due_on=ahead(4)))
        hold(cast)
        blocker = raised(cast)
    ask(cast, blocker, "Give us a room", 7)
    assert told(found(cast)) == [
        ("hold", 2, "Nurses know the folder"),
        ("spread", 4, "Ash ward"),
        ("blocker", 7, blocker.title),
    ]
    assert told(found(cast, cast.south_lead)) == []
    client.force_login(cast.member)
    page = client.get("/c/amhe/due/?whose=mine").content.decode()
    assert "Look again: Nurses know the folder" in page
    assert "Reach Ash ward" not in page


def test_every_line_leads_who_reads_it_to_a_page_that_is_there(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, [5], late=1)
    with cast.scope():
        add_task(cycle=planned(cast, "A test", 1), by=cast.lead, what="Print it", due_on=TODAY)
        meeting = start_meeting(project=cast.north_project, by=cast.lead, held_on=TODAY)
        agree_action(meeting=meeting, by=cast.lead, what="Ring them", who="Mia Member", due_on=TODAY)
        spread_to(cycle=adopted(cast), by=cast.lead, said=SpreadFields(place="Ash ward", due_on=ahead(4)))
        hold(cast)
        agree(participation=cast.north, by=cast.coach, agreed=[Agreed(what="Ask", person=cast.lead, due_on=TODAY)])
    ask(cast, raised(cast), "Give us a room", 7)
    for user in (cast.lead, cast.data_entry, cast.sponsor, cast.coach, expert_of_north(cast)):
        client.force_login(user)
        html = client.get("/c/amhe/due/").content.decode()
        links = re.findall(r'app-agenda__what"><a href="([^"#]+)', html)
        assert len(links) >= 9, user
        assert {(link, client.get(link).status_code) for link in links} == {(link, 200) for link in links}


def test_in_my_name_is_by_account_and_what_sponsors_are_asked_is_theirs(client: Client, cast: Cast) -> None:
    ask(cast, raised(cast), "Give us a room", 7)
    for user, theirs in ((cast.sponsor, True), (cast.member, False)):
        client.force_login(user)
        assert ("Answer a blocker" in client.get("/c/amhe/due/?whose=mine").content.decode()) is theirs
    for who, person, mine in (("Mia  member", None, True), ("Mia Member", cast.lead.pk, False), ("", None, False)):
        assert Dated(Sort.TASK, TODAY, "Print it", 1, 1, who=who, person_id=person).is_of(cast.member) is mine


def test_what_must_hold_is_asked_for_after_its_project_is_closed(client: Client, cast: Cast) -> None:
    with cast.scope():
        planned(cast, "Ring first", 3)
        hold(cast)
        cast.north_project.closed_on = TODAY
        cast.north_project.save()
    assert told(found(cast)) == told(found(cast, project=cast.north_project)) == [("hold", 2, "Nurses know the folder")]
    client.force_login(cast.lead)
    assert "Look again: Nurses know the folder" in client.get("/c/amhe/due/").content.decode()


def test_the_page_costs_the_same_for_more(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    counts = []
    for number in range(4):
        measure_with(cast.north_project, cast.lead, [5], name=f"Measure {number}", late=1)
        test = running_test(cast.north_project, cast.lead, f"Test {number}")
        with cast.scope():
            add_task(cycle=test, by=cast.lead, what="Print it", due_on=TODAY)
            one = Agreed(what="Ring them", person=cast.lead, due_on=TODAY)
            agree(participation=cast.north, by=cast.coach, agreed=[one])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/c/amhe/p/{cast.north_project.pk}/due/").status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 38
