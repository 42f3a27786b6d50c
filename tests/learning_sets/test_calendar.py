"""Calendars: read by libraries that know nothing of us, right on both sides of the clock change, and nobody else's."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.test import Client
from django.utils import timezone

from collaborative.logs import redacted
from learning_sets.actions.feeds import make_feed
from learning_sets.actions.sets import SetFields, cancel_set, change_set, schedule_set
from learning_sets.ical import Entry, Party, Status, calendar
from learning_sets.models import Booking, BookingState, CalendarFeed, LearningSet
from learning_sets.presenters.calendar import mail_file
from learning_sets.queries.calendar import sets_for
from organisations.models import Membership
from organisations.queries import access_within
from pdsa.actions.planning import plan_cycle
from tests.cast import Cast

LONDON = ZoneInfo("Europe/London")
STAMP = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


def the_set(cast: Cast, title: str, day: date, **said: Any) -> LearningSet:
    starts = datetime.combine(day, datetime.min.time(), LONDON).replace(hour=10)
    fields = SetFields(title=title, starts_at=starts, ends_at=starts + timedelta(hours=6), **said)
    with cast.scope(cast.north, cast.south, user=cast.admin):
        return schedule_set(collaborative=cast.amhe, by=cast.admin, said=fields)


def booked(cast: Cast, learning_set: LearningSet, state: str = "booked") -> Booking:
    with cast.scope():
        return Booking.objects.create(
            collaborative=cast.amhe,
            participation=cast.north,
            learning_set=learning_set,
            user=cast.lead,
            name=cast.lead.name,
            email=cast.lead.email,
            state=state,
            place=1 if state == BookingState.WAITING else None,
            booked_by=cast.lead,
        )


def weekly() -> list[Entry]:
    """Sets week by week through both changes of 2027."""
    return [
        Entry(
            uid=f"set-{number}@example.org",
            summary=f"Set {number}, with a comma; and more",
            starts=datetime(year, month, day, 10, 0, tzinfo=LONDON),
            ends=datetime(year, month, day, 16, 0, tzinfo=LONDON),
            location="The hall, 1 High Street",
            description="First line\nSecond, with a long tail " + "é" * 80,
            url=f"https://example.org/sets/{number}/",
            sequence=number,
            changed_at=datetime(2026, 12, 1, 8, number, tzinfo=UTC),
            status=status,
        )
        for number, (year, month, day, status) in enumerate(
            # Weekly through both changes of 2027: on 28 March and on 31 October.
            [
                (2027, 3, 21, Status.CONFIRMED),
                (2027, 3, 28, Status.TENTATIVE),
                (2027, 4, 4, Status.CONFIRMED),
                (2027, 10, 24, Status.CONFIRMED),
                (2027, 10, 31, Status.CANCELLED),
                (2027, 11, 7, Status.CONFIRMED),
            ]
        )
    ]


def test_two_libraries_read_every_field_on_both_sides_of_the_clock_change() -> None:
    every = weekly()
    whole_day = Entry(uid="due-1@example.org", summary="A test to start", starts=date(2027, 3, 28), changed_at=STAMP)
    said = calendar([*every, whole_day], name="Ours", stamp=STAMP)
    hours = [starts.astimezone(UTC).hour for starts in (one.starts for one in every)]  # type: ignore[union-attr]
    assert hours == [10, 9, 9, 9, 10, 10]
    read = icalendar.Calendar.from_ical(said)
    events = {str(event["uid"]): event for event in read.walk("VEVENT")}
    # vobject reads nothing but what the standard says: it has no knowledge of London but the file's own.
    others = {event.uid.value: event for event in vobject.readOne(said.decode()).vevent_list}
    assert set(events) == set(others) == {one.uid for one in [*every, whole_day]}
    for one in every:
        event, other = events[one.uid], others[one.uid]
        for starts, ends in (
            (event["dtstart"].dt, event["dtend"].dt),
            (other.dtstart.value, other.dtend.value),
        ):
            assert (starts.astimezone(UTC), ends.astimezone(UTC)) == (
                one.starts.astimezone(UTC),  # type: ignore[union-attr]
                one.ends.astimezone(UTC),  # type: ignore[union-attr]
            )
            assert (starts.hour, ends.hour) == (10, 16)
        assert event["dtstart"].params["TZID"] == "Europe/London"
        for name in ("summary", "location", "description", "url"):
            assert str(event[name]) == getattr(other, name).value == getattr(one, name), name
        assert int(event["sequence"]) == int(other.sequence.value) == one.sequence
        assert event["last-modified"].dt == other.last_modified.value == one.changed_at
        assert event["dtstamp"].dt == other.dtstamp.value == STAMP
        assert str(event["status"]) == other.status.value == one.status
        assert str(event["transp"]) == ("TRANSPARENT" if one.status == Status.CANCELLED else "OPAQUE")
    day, other = events[whole_day.uid], others[whole_day.uid]
    assert (day["dtstart"].dt, day["dtend"].dt) == (date(2027, 3, 28), date(2027, 3, 29))
    assert (other.dtstart.value, other.dtend.value) == (date(2027, 3, 28), date(2027, 3, 29))


def test_the_rule_in_the_file_is_london_s_clock() -> None:
    entry = Entry(uid="a", summary="A", starts=STAMP, changed_at=STAMP)
    (zone,) = icalendar.Calendar.from_ical(calendar([entry], stamp=STAMP)).walk("VTIMEZONE")
    theirs = zone.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        for day in (1, 15, 25, 28):
            here = datetime(2027, month, day, 12)  # noqa: DTZ001  (by the clock)
            assert theirs.utcoffset(here) == here.replace(tzinfo=LONDON).utcoffset(), here


def of(said: bytes) -> dict[str, Any]:
    return {str(event["summary"]): event for event in icalendar.Calendar.from_ical(said).walk("VEVENT")}


def test_a_person_s_feed_is_theirs_says_no_word_of_the_work_and_ends(client: Client, cast: Cast) -> None:
    spring = the_set(cast, "Spring set", date(2027, 3, 29), link="https://meet.example/s", mode="hybrid", venue="Hall")
    autumn = the_set(cast, "Autumn set", date(2027, 11, 1), link="https://meet.example/a", mode="online")
    booked(cast, spring)
    with cast.scope():
        plan_cycle(
            project=cast.north_project,
            by=cast.lead,
            title="Ring Mrs Oakley",
            idea_title="Ring people",
            starts_on=timezone.localdate() + timedelta(days=3),
        )
    client.force_login(cast.lead)
    html = client.post("/account/calendar/", {"do": "make"}).content.decode()
    token = html.split("readonly")[0].rsplit("/calendar/", 1)[1].split(".ics")[0]
    assert len(token) == 43
    feed = CalendarFeed.objects.get()
    assert token not in (feed.token_hash, client.get("/account/calendar/").content.decode())
    program = Client()
    answer = program.get(f"/calendar/{token}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    found = of(answer.content)
    name = "Advancing Mental Health Equality"
    assert {f"Spring set ({name})", f"Autumn set ({name})", "A test to start (North Trust)"} == set(found)
    sure, perhaps = found[f"Spring set ({name})"], found[f"Autumn set ({name})"]
    assert (sure["status"], perhaps["status"]) == ("CONFIRMED", "TENTATIVE")
    assert sure["dtstart"].dt.astimezone(UTC) == spring.starts_at.astimezone(UTC)
    # The link to join is on the set's page, for who is booked and in time.
    assert b"meet.example" not in answer.content
    assert b"Oakley" not in answer.content
    assert found["A test to start (North Trust)"]["dtstart"].dt == timezone.localdate() + timedelta(days=3)
    feed.refresh_from_db()
    assert feed.last_used_at is not None
    # A change counts up, and keeps the name of the event.
    with cast.scope(cast.north, cast.south, user=cast.admin):
        later = SetFields(title="Spring set", starts_at=spring.starts_at + timedelta(hours=1), ends_at=spring.ends_at)
        change_set(learning_set=spring, by=cast.admin, said=later)
        cancel_set(learning_set=autumn, by=cast.admin, reason="Snow")
    found = of(program.get(f"/calendar/{token}.ics").content)
    moved, off = found[f"Spring set ({name})"], found[f"Autumn set ({name})"]
    assert (moved["uid"], int(sure["sequence"]), int(moved["sequence"])) == (sure["uid"], 0, 1)
    assert moved["last-modified"].dt >= sure["last-modified"].dt
    assert (off["status"], off["transp"]) == ("CANCELLED", "TRANSPARENT")
    # What the person may no longer see is gone; with another address this one opens nothing.
    Membership.objects.filter(user=cast.lead).update(ended_at=timezone.now())
    assert of(program.get(f"/calendar/{token}.ics").content) == {}
    make_feed(by=cast.lead)
    assert program.get(f"/calendar/{token}.ics").status_code == 404
    assert redacted(f"GET /calendar/{token}.ics 200") == "GET /calendar/… 200"


@pytest.mark.parametrize(
    ("state", "method", "status"),
    [("booked", "REQUEST", "CONFIRMED"), ("waiting", "REQUEST", "TENTATIVE"), ("cancelled", "CANCEL", "CANCELLED")],
)
def test_a_mail_brings_the_set_to_the_calendar(cast: Cast, state: str, method: str, status: str) -> None:
    learning_set = the_set(cast, "Spring set", date(2027, 3, 29), venue="Hall")
    booked(cast, learning_set, state)
    access = access_within(user=cast.lead, collaborative=cast.amhe)
    assert access is not None
    with cast.scope():
        (seen,) = sets_for(access)
    said, asked = mail_file(seen, to=Party(cast.lead.name, cast.lead.email), stamp=STAMP)
    read = icalendar.Calendar.from_ical(said)
    (event,) = read.walk("VEVENT")
    assert (asked, str(read["method"]), str(event["status"])) == (method, method, status)
    assert str(event["attendee"]) == f"MAILTO:{cast.lead.email}"
    assert event["attendee"].params["CN"] == "Nora Lead"
    assert str(event["organizer"]).startswith("MAILTO:")


def test_a_set_is_taken_into_a_calendar_from_its_page(client: Client, cast: Cast) -> None:
    learning_set = the_set(cast, "Spring set", date(2027, 3, 29), venue="Hall", address="1 High Street\nTown")
    client.force_login(cast.south_lead)
    answer = client.get(f"/c/amhe/sets/{learning_set.pk}/set.ics")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["location"]), str(event["status"])) == ("Hall, 1 High Street, Town", "TENTATIVE")
    client.force_login(cast.east_lead)
    assert client.get(f"/c/amhe/sets/{learning_set.pk}/set.ics").status_code == 404
