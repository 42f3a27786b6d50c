"""The demonstration's learning sets: one that was held, with who was there and what they said; and the year to come."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice

from django.db import transaction
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, tenant_context
from learning_sets.actions.after import put_material, say_of_set
from learning_sets.actions.agenda import SessionFields, append_session
from learning_sets.actions.bookings import book, check_in, guest_of
from learning_sets.actions.sets import SetFields, close_set, open_booking, schedule_set
from learning_sets.actions.year import put_bank_holidays
from learning_sets.clashes import spread
from learning_sets.models import Booking, LearningSet
from learning_sets.queries.sets import sets_of
from organisations.models import Participation
from organisations.queries import team_of
from organisations.queries.places import taking_part
from organisations.workdays import bank_holidays

_HELD_AGO, _FIRST_AHEAD, _MANY = 48, 23, 4
_THEMES = (
    "Finding out who we do not reach",
    "From idea to test: small, and soon",
    "What the data say, and for whom",
    "Holding on to what works",
    "A year of it: what we pass on",
)
_ABOUT = (
    "Step-free from the station and throughout. A hearing loop in the main room, a quiet room all day, and interpreters"
    " when you ask two weeks before. Vegetarian and vegan food for everybody; tell us what else you need."
)
# Title, what it is, how many minutes, who speaks; a story is told by the organisation of this place in the list.
_AGENDA: tuple[tuple[str, str, int, str, int | None], ...] = (
    ("Welcome, and what became of what we said we would test", "method", 30, "The programme team", None),
    ("A week as a patient on your ward", "lived", 45, "Two coproduction partners", None),
    ("How we found out who never came", "team_story", 30, "The project team", 0),
    ("Break", "break", 20, "", None),
    ("Reading a chart without fooling yourself", "clinic", 60, "The improvement advisers", None),
    ("Lunch, and a walk through the storyboards", "gallery", 75, "", None),
    ("What will you test before we meet again?", "breakout", 60, "In teams, with your coach", None),
    ("What we take home", "celebration", 20, "", None),
)
_SAID = (
    (5, "The walk through the storyboards", "Longer breaks", "To ask who is not in the room before we plan a test."),
    (4, "Partners opening the day", "More time in teams", "How to read our chart by group."),
    (4, "Short stories, no slides", "", "That somebody else had our problem last year."),
    (3, "", "The room was too warm", "To make the first test smaller."),
    (5, "The clinic", "", "What a shift is, and what it is not."),
)


@transaction.atomic
def load(collaborative: Collaborative, admin: User, today: date) -> None:
    """Load what is not there yet."""
    places = list(taking_part(collaborative).select_related("collaborative"))
    everywhere = Scope(admin.pk, (collaborative.pk,), tuple(place.pk for place in places))
    with tenant_context(everywhere):
        if sets_of(collaborative).exists():
            return
        years = (today.year, today.year + 1)
        put_bank_holidays(collaborative=collaborative, by=admin, years=years)
        days_off = {day for year in years for day in bank_holidays(year)}
        (ago,) = spread(today - timedelta(days=_HELD_AGO), 1, days_off)
        days = [ago, *spread(today + timedelta(days=_FIRST_AHEAD), _MANY, days_off)]
        held, following, *_ = [
            _planned(collaborative, admin, number, day, theme)
            for number, (day, theme) in enumerate(zip(days, _THEMES, strict=True), 1)
        ]
        for row in (held, following):
            _agenda(row, admin, places)
            open_booking(learning_set=row, by=admin)
        _held(held, admin, places)
        _coming(following, places)


def _planned(collaborative: Collaborative, admin: User, number: int, day: date, theme: str) -> LearningSet:
    online = number % 3 == 0
    said = SetFields(
        title=f"Learning set {number}",
        theme=theme,
        starts_at=_at(day, 10),
        ends_at=_at(day, 16),
        mode="online" if online else "hybrid" if number == 2 else "in_person",
        venue="" if online else "Canal Street Rooms",
        address="" if online else "1 Canal Street\nBirmingham",
        link="https://meet.demo.example/learning-set" if online or number == 2 else "",
        about="" if online else _ABOUT,
        capacity=None if online else 16,
        booking_closes_on=day - timedelta(days=3),
    )
    return schedule_set(collaborative=collaborative, by=admin, said=said)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _agenda(row: LearningSet, admin: User, places: Sequence[Participation]) -> None:
    for title, kind, minutes, speakers, place in _AGENDA:
        teller = None if place is None or not places else places[(place + row.number) % len(places)]
        said = SessionFields(title=title, kind=kind, minutes=minutes, speakers=speakers, participation=teller)
        append_session(learning_set=row, by=admin, said=said)


def _held(row: LearningSet, admin: User, places: Sequence[Participation]) -> None:
    """Two of each of the first organisations were there and said what they thought."""
    sayings = _sayings()
    for place in places[:5]:
        for one in _booked(row, place, 2, late=True):
            check_in(booking=one, by=admin, at=row.starts_at)
            if one.user is not None and one.pk % 2:
                say_of_set(learning_set=row, participation=place, by=one.user, answers=next(sayings))
    link = "https://www.demo.example/learning-set-1/charts.pdf"
    put_material(learning_set=row, by=admin, title="Charts: what to look for", kind="handout", link=link)
    close_set(learning_set=row, by=admin)


def _sayings() -> Iterator[dict[str, object]]:
    for useful, keep, change, learnt in cycle(_SAID):
        yield {"useful": useful, "keep": keep, "change": change, "learnt": learnt}


def _coming(row: LearningSet, places: Sequence[Participation]) -> None:
    for place in places[1:6]:
        _booked(row, place, 2)


def _booked(row: LearningSet, place: Participation, many: int, *, late: bool = False) -> list[Booking]:
    team = list(islice(team_of(place.pk), many))
    if not team:
        return []
    guests = [guest_of(one.user, role_words=one.get_role_display()) for one in team]
    return book(learning_set=row, participation=place, by=team[0].user, guests=guests, late=late)
