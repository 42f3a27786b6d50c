"""Calendars in the form that calendar programs read (RFC 5545, and RFC 5546 for what is sent by mail). Pure.

What has an hour is written by the clock of London, with the rules by which it changes, so that ten o'clock stays ten
o'clock on both sides of the change. What has only a day is a whole day, without a clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

PRODUCT = "-//Collaborative//Calendar//EN"
LONDON = "Europe/London"
_LONDON = ZoneInfo(LONDON)


class Status(StrEnum):
    """How sure it is."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Method(StrEnum):
    """What a mail asks of the calendar it is sent to."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in a calendar.

    uid: stays the same whatever else changes. starts, ends: aware moments, or days, of which the last is the day after
    (None: one day). sequence: how often it was changed; changed_at: when last, aware. busy: it takes the person's time.
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date | None = None
    location: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    changed_at: datetime
    status: Status = Status.CONFIRMED
    busy: bool = True


@dataclass(frozen=True)
class Party:
    """Somebody by name and address."""

    name: str
    email: str


def calendar(
    entries: Iterable[Entry],
    *,
    name: str = "",
    stamp: datetime,
    method: Method | None = None,
    organizer: Party | None = None,
    attendee: Party | None = None,
) -> bytes:
    """The calendar as a file. stamp: when it is made, aware. With a method it is for one person (attendee) by mail."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    if name:
        made.add("x-wr-calname", name)
        made.add("name", name)
        made.add("x-wr-timezone", LONDON)
        made.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", "PT4H")
    if method is not None:
        made.add("method", method.value)
    every = list(entries)
    if any(isinstance(entry.starts, datetime) for entry in every):
        made.add_component(_london())
    for entry in every:
        made.add_component(_event(entry, stamp, organizer, attendee))
    return bytes(made.to_ical())


def _event(entry: Entry, stamp: datetime, organizer: Party | None, attendee: Party | None) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.summary)
    event.add("dtstart", _when(entry.starts))
    event.add("dtend", _when(entry.ends or _day_after(entry.starts)))
    for key, value in (("location", entry.location), ("description", entry.description), ("url", entry.url)):
        if value:
            event.add(key, value)
    event.add("status", entry.status.value)
    event.add("transp", "OPAQUE" if entry.busy and entry.status is not Status.CANCELLED else "TRANSPARENT")
    if organizer is not None:
        event.add("organizer", _address(organizer), encode=False)
    if attendee is not None:
        address = _address(attendee)
        address.params["ROLE"] = vText("REQ-PARTICIPANT")
        address.params["PARTSTAT"] = vText("ACCEPTED")
        address.params["RSVP"] = vText("FALSE")
        event.add("attendee", address, encode=False)
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"MAILTO:{party.email}")
    address.params["CN"] = vText(party.name)
    return address


def _when(moment: datetime | date) -> datetime | date:
    return moment.astimezone(_LONDON).replace(microsecond=0) if isinstance(moment, datetime) else moment


def _day_after(starts: datetime | date) -> datetime | date:
    return starts + (timedelta(hours=1) if isinstance(starts, datetime) else timedelta(days=1))


def _london() -> Timezone:
    """London's clock by the rule of its law since 1996: forward at 1:00 UTC on the last Sunday of March, back at 1:00
    UTC on the last Sunday of October (The Summer Time Order 2002)."""
    zone = Timezone()
    zone.add("tzid", LONDON)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    for part, name, begins, before, after, month in (
        (summer, "BST", datetime(1996, 3, 31, 1), 0, 1, 3),  # noqa: DTZ001  (by the clock before the change)
        (winter, "GMT", datetime(1996, 10, 27, 2), 1, 0, 10),  # noqa: DTZ001
    ):
        part.add("tzname", name)
        part.add("dtstart", begins)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone
