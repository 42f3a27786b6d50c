"""Learning sets as a calendar shows them."""

from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from learning_sets.ical import Entry, Method, Party, Status, calendar
from learning_sets.models import BookingState, LearningSet
from learning_sets.queries.calendar import SetSeen


def uid(kind: str, *parts: object) -> str:
    """A name for something in calendars that nothing else has, anywhere."""
    host = urlsplit(settings.BASE_URL).hostname or "collaborative"
    return "-".join([kind, *(str(part) for part in parts)]) + f"@{host}"


def set_entry(seen: SetSeen) -> Entry:
    """One set: sure for who is booked, else perhaps. The link to join online stands on its page alone, where it is
    shown in time and to who is booked."""
    row = seen.learning_set
    booked = seen.state == BookingState.BOOKED
    address = settings.BASE_URL + reverse("set", args=[row.collaborative.slug, row.pk])
    said = [row.theme, _state_words(row, seen.state), address]
    status = Status.CANCELLED if row.is_cancelled else Status.CONFIRMED if booked else Status.TENTATIVE
    return Entry(
        uid=uid("set", row.pk),
        summary=f"{row.title} ({row.collaborative.name})",
        starts=row.starts_at,
        ends=row.ends_at,
        location=place_of(row),
        description="\n".join(line for line in said if line),
        url=address,
        sequence=seen.sequence,
        changed_at=seen.changed_at,
        status=status,
        busy=booked,
    )


def place_of(row: LearningSet) -> str:
    """Where people meet, in one line."""
    lines = [row.venue, *row.address.splitlines()] if row.in_room else []
    named = ", ".join(line.strip().rstrip(",") for line in lines if line.strip())
    return named or ("Online" if row.by_link else "")


def _state_words(row: LearningSet, state: str) -> str:
    if row.is_cancelled:
        return "This learning set was called off."
    if state == BookingState.WAITING:
        return "You are on the waiting list."
    return "" if state else "You are not booked."


def calendar_file(said: bytes, name: str) -> HttpResponse:
    """A calendar as an answer, which nothing between here and the calendar program keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "private, no-store"}
    return HttpResponse(said, content_type="text/calendar; charset=utf-8", headers=headers)


def mail_file(seen: SetSeen, *, to: Party, stamp: datetime) -> tuple[bytes, str]:
    """What a mail about a booking brings to the calendar of who gets it, and the method it is sent by: the set where
    they are booked or wait, else that it is off."""
    entry = set_entry(seen)
    gone = seen.learning_set.is_cancelled or not seen.state
    if gone:
        # A calendar drops what is called off only where its number is not lower than the one it has.
        entry = replace(entry, status=Status.CANCELLED, busy=False, sequence=entry.sequence + 1)
    method = Method.CANCEL if gone else Method.REQUEST
    organizer = Party(*_sender(seen.learning_set))
    return calendar([entry], stamp=stamp, method=method, organizer=organizer, attendee=to), method.value


def _sender(row: LearningSet) -> tuple[str, str]:
    return row.collaborative.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
