"""A year is planned, its days are checked, and its agenda follows its beginning."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from learning_sets.actions.sets import SetFields, change_set, schedule_set
from learning_sets.actions.year import put_bank_holidays
from learning_sets.models import CalendarDay, LearningSet, SetSession, SetSettings
from learning_sets.tasks import keep_sets
from organisations.models import Membership
from tests.cast import Cast
from tests.learning_sets.builders import a_set, begins, booked, fresh

SETS = "/c/amhe/sets/"


def boxes(name: str, day: date) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_a_year_is_proposed_changed_and_planned_in_one_go(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    assert "Plan the year in one go" in client.get(SETS).content.decode()
    asked = "first_day=4&first_month=1&first_year=2027&many=4"
    proposed = client.get(f"{SETS}year/?{asked}").content.decode()
    assert 'value="Learning set 4"' in proposed
    said: dict[str, Any] = {"starts": "10am", "ends": "16:00", "mode": "in_person", "venue": "Town Hall"}
    for at, day in enumerate((date(2027, 1, 4), date(2027, 4, 5), date(2027, 7, 5), date(2027, 10, 5))):
        said |= {f"set{at}-title": f"Set {at}", f"set{at}-theme": ""} | boxes(f"set{at}-day", day)
    wrong = client.post(f"{SETS}year/?{asked}", said | {"set2-title": ""})
    assert wrong.status_code == 422
    assert 'value="Set 3"' in wrong.content.decode()
    assert client.post(f"{SETS}year/?{asked}", said).status_code == 302
    with cast.scope(user=cast.admin):
        rows = [
            (row.number, row.title, timezone.localtime(row.starts_at).isoformat()) for row in LearningSet.objects.all()
        ]
    # Ten by the clock in London, in winter and in summer.
    assert rows == [
        (1, "Set 0", "2027-01-04T10:00:00+00:00"),
        (2, "Set 1", "2027-04-05T10:00:00+01:00"),
        (3, "Set 2", "2027-07-05T10:00:00+01:00"),
        (4, "Set 3", "2027-10-05T10:00:00+01:00"),
    ]
    page = client.get(SETS).content.decode()
    assert "4 learning sets from 4 January 2027 to 5 October 2027" in page
    client.force_login(cast.south_lead)
    assert "Set 3" in client.get(SETS).content.decode()
    assert client.get(f"{SETS}year/").status_code == 404


def test_a_clash_is_said_and_forbids_nothing(client: Client, cast: Cast) -> None:
    year = timezone.localdate().year + 1
    with cast.scope(user=cast.admin):
        assert put_bank_holidays(collaborative=cast.amhe, by=cast.admin, years=[year]) == 8
        assert put_bank_holidays(collaborative=cast.amhe, by=cast.admin, years=[year, year]) == 0
        holiday = CalendarDay.objects.get(name="Summer bank holiday")
    days = (holiday.starts_on - timezone.localdate()).days
    row = a_set(cast, days=days, title="On a holiday")
    with tenant_context(Scope(cast.east_lead.pk, (cast.safety.pk,), (cast.east.pk,))):
        said = SetFields(title="Eastern title", starts_at=begins(days, 9), ends_at=begins(days, 12))
        schedule_set(collaborative=cast.safety, by=cast.east_lead, said=said)
    here = f"{SETS}{row.pk}/"
    client.force_login(cast.admin)
    page = client.get(here).content.decode()
    assert "It falls on Summer bank holiday (England and Wales)." in page
    assert "Sexual Safety" not in page
    # Who runs both collaboratives is told of the day, and of nothing else.
    Membership.objects.create(user=cast.admin, role=Role.PROGRAMME_MANAGER, collaborative=cast.safety)
    page = client.get(here).content.decode()
    assert "A learning set of Sexual Safety is on the same day." in page
    assert "Eastern title" not in page
    client.force_login(cast.lead)
    assert "Check the date" not in client.get(here).content.decode()


def test_the_calendar_is_pasted_changed_and_taken_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    page = f"{SETS}calendar/"
    table = "name,from,to,kind,nation\nHalf term,15/2/2027,19/2/2027,school holiday,England\nBad,x,,other,"
    refused = client.post(page, {"do": "paste", "table": table})
    assert refused.status_code == 422
    assert "Line 3: dates must be like" in refused.content.decode()
    assert client.post(page, {"do": "paste", "table": table.rsplit("\n", 1)[0]}).status_code == 302
    assert client.post(page, {"do": "bank"}).status_code == 302
    with cast.scope(user=cast.admin):
        assert CalendarDay.objects.count() == 25
        row = CalendarDay.objects.get(name="Half term")
    one = f"{page}{row.pk}/"
    said = {"name": "Half term", "kind": "school_holiday", "nation": "England"} | boxes("starts_on", date(2027, 2, 22))
    assert client.post(one, said | boxes("ends_on", date(2027, 2, 19))).status_code == 422
    assert client.post(one, said | boxes("ends_on", date(2027, 2, 26))).status_code == 302
    assert fresh(cast, row).ends_on == date(2027, 2, 26)
    assert client.post(one, {"do": "remove"}).status_code == 302
    assert client.get(one).status_code == 404


def test_the_agenda_follows_its_beginning(client: Client, cast: Cast) -> None:
    row = a_set(cast)
    client.force_login(cast.manager)
    page = f"{SETS}{row.pk}/agenda/"
    for title, minutes in (("Welcome", 30), ("Story", 45), ("Lunch", 60)):
        said = {"title": title, "kind": "team_story", "minutes": minutes, "participation": cast.south.pk}
        assert client.post(page, said).status_code == 302
    with cast.scope(user=cast.admin):
        welcome, story, lunch = SetSession.objects.order_by("position")
    press = f"{SETS}sessions/{lunch.pk}/"
    client.post(press, {"do": "earlier"})
    client.post(f"{SETS}sessions/{story.pk}/", {"title": "Story", "kind": "method", "minutes": 50})
    client.post(f"{SETS}sessions/{welcome.pk}/", {"do": "remove"})
    with cast.scope(cast.north, cast.south, user=cast.admin):
        said_now = SetFields(title=row.title, starts_at=begins(31, 9), ends_at=begins(31, 16))
        change_set(learning_set=row, by=cast.admin, said=said_now)
        rows = SetSession.objects.filter(removed_at=None).order_by("position")
        told = [(one.title, one.starts_at - begins(31, 9)) for one in rows]
    assert told == [("Lunch", timedelta(0)), ("Story", timedelta(minutes=60))]
    page_of_set = client.get(f"{SETS}{row.pk}/").content.decode()
    assert "9am to 10am" in page_of_set
    assert "10am to 10:50am" in page_of_set


def test_bookings_open_by_themselves_and_sets_that_are_over_close(cast: Cast) -> None:
    today = timezone.localdate()
    soon = a_set(cast, is_open=False, booking_opens_on=today)
    later = a_set(cast, days=40, is_open=False, booking_opens_on=today + timedelta(days=1))
    over = a_set(cast, days=-3)
    assert keep_sets() == 2
    assert [fresh(cast, row).state for row in (soon, later, over)] == ["open", "planned", "held"]


def test_settings_are_data(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    said = {
        "per_year": 3,
        "remind_before": "7, x",
        "link_hours": 2,
        "needs_days": 10,
        "scales": "Good?",
        "words": "A\nB",
    }
    assert client.post(f"{SETS}settings/", said).status_code == 422
    assert client.post(f"{SETS}settings/", said | {"remind_before": "1, 7"}).status_code == 302
    with cast.scope(user=cast.admin):
        row = SetSettings.objects.get()
    assert (row.per_year, row.remind_before) == (3, [7, 1])
    assert [(one["kind"], one["text"]) for one in row.questions] == [("scale", "Good?"), ("words", "A"), ("words", "B")]
    assert 'value="Learning set 3"' in client.get(f"{SETS}year/").content.decode()


def test_the_link_is_for_who_is_booked_and_the_home_shows_the_next_set(client: Client, cast: Cast) -> None:
    row = a_set(cast, mode="online", link="https://example.org/room", capacity=1)
    client.force_login(cast.lead)
    home = client.get("/c/amhe/o/RNN/").content.decode()
    assert f"{SETS}{row.pk}/book/?at=RNN" in home
    client.post(f"{SETS}{row.pk}/book/", {"do": "me"})
    home = client.get("/c/amhe/o/RNN/").content.decode()
    assert "1 of you is booked" in home
    booked(cast, row, cast.south, "Wes W")
    with cast.scope(user=cast.admin):
        LearningSet.objects.filter(pk=row.pk).update(starts_at=begins(0, 0) + timedelta(days=1))
    assert "example.org/room" in client.get(f"{SETS}{row.pk}/").content.decode()
    for other in (cast.member, cast.south_lead):
        client.force_login(other)
        assert "example.org/room" not in client.get(f"{SETS}{row.pk}/").content.decode()
