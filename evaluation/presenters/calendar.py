"""A person's own calendar: of sets their title, of an organisation's work only what sort of thing it is. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from evaluation.presenters.agenda import Line, lines
from evaluation.queries.agenda import Dated, Sort
from evaluation.queries.calendar import Days
from learning_sets.ical import Entry
from learning_sets.presenters.calendar import set_entry, uid
from organisations.models import Participation

# What each sort is called, one and many: no word that anybody typed, because calendars are read over shoulders and kept
# in places that we do not know.
_CALLED: Mapping[Sort, tuple[str, str]] = {
    Sort.START: ("A test to start", "tests to start"),
    Sort.STUDY: ("A test to study", "tests to study"),
    Sort.DECIDE: ("A test to decide", "tests to decide"),
    Sort.TASK: ("A task of a test", "tasks of a test"),
    Sort.NUMBERS: ("Numbers to enter", "lots of numbers to enter"),
    Sort.FOLLOW_UP: ("An action agreed with the coach", "actions agreed with the coach"),
    Sort.ACTION: ("An action agreed at a meeting", "actions agreed at a meeting"),
    Sort.MEETING: ("Team meeting", "team meetings"),
    Sort.SPREAD: ("A place to reach", "places to reach"),
    Sort.HOLD: ("Something of the sustain plan to look at", "things of the sustain plan to look at"),
    Sort.BLOCKER: ("A blocker to answer", "blockers to answer"),
    Sort.COMMITMENT: ("A test to plan, said at a learning set", "tests to plan, said at a learning set"),
    Sort.SUPPORT: ("Expert support to tell of", "expert supports to tell of"),
}


def entries(days: Iterable[Days], now: datetime, today: date) -> list[Entry]:
    """Everything, earliest first. What is past its day stands on that day."""
    found: list[Entry] = []
    for one in days:
        found += [set_entry(seen) for seen in one.sets]
        found += _dues(one, now, today)
        found += [_contact(one, place, day, now) for place, day in one.contacts]
    return sorted(found, key=lambda entry: (_day(entry), entry.uid))


def _day(entry: Entry) -> date:
    return entry.starts.date() if isinstance(entry.starts, datetime) else entry.starts


def _dues(days: Days, now: datetime, today: date) -> Iterable[Entry]:
    """Things of one sort on one page and of one day are one entry."""
    together: dict[tuple[Sort, str, date], list[tuple[Dated, Line]]] = defaultdict(list)
    shown = lines(days.due, days.access, today, one_project=False)
    for dated, line in zip(days.due.items, shown, strict=True):
        together[dated.sort, line.url, dated.on].append((dated, line))
    for (sort, url, on), rows in together.items():
        one, many = _CALLED[sort]
        first = rows[0][0]
        name = one if len(rows) == 1 else f"{len(rows)} {many}"
        organisation = days.due.places[first.participation_id].name
        yield Entry(
            uid=uid("due", days.access.collaborative.pk, sort, first.participation_id, first.pk, on.isoformat()),
            summary=f"{name} ({organisation})",
            starts=on,
            description=settings.BASE_URL + url,
            url=settings.BASE_URL + url,
            changed_at=now,
            busy=False,
        )


def _contact(days: Days, place: Participation, day: date, now: datetime) -> Entry:
    organisation = place.organisation
    address = reverse("coaching", args=[days.access.collaborative.slug, organisation.ods_code])
    return Entry(
        uid=uid("contact", place.pk, day.isoformat()),
        summary=f"Coaching: next contact ({organisation.name})",
        starts=day,
        description=settings.BASE_URL + address,
        url=settings.BASE_URL + address,
        changed_at=now,
        busy=False,
    )
