"""The number of things due, on every page of a team."""

from datetime import date
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from evaluation.presenters.coach import overdue_of
from evaluation.presenters.order import Overdue
from evaluation.queries import MeasureWork, due_count
from measures.actions import Entry, record_points
from measures.periods import between, following
from measures.queries import current_states, due_of
from organisations.queries import access_to
from phases.timeline import Span
from tests.cast import Cast
from tests.measures.test_entry_actions import make_measure


def fill(cast: Cast, until: date) -> None:
    measure = make_measure(cast, kind="count", denominator_label="")
    months = between("month", measure.starts_on, until)
    record_points(measure=measure, by=cast.lead, entries=[Entry(month, numerator=Decimal(4)) for month in months])


def test_a_measure_with_missing_numbers_is_one_thing_to_do(cast: Cast, client: Client) -> None:
    today = timezone.localdate()
    with cast.scope():
        fill(cast, date(2025, 3, 1))
        access = access_to(user=cast.lead, slug="amhe")
        assert access is not None
        assert due_count(access, today) == 1
        assert due_count(access, following("month", date(2025, 3, 1))) == 0
    client.force_login(cast.lead)
    assert "1</span> thing due" in client.get("/c/amhe/o/RNN/people/").content.decode()
    missing = client.get("/c/amhe/m/0/")
    assert missing.status_code == 404
    assert "You are here as" in missing.content.decode()
    assert "due</a>" not in missing.content.decode()


def test_overdue_is_told_since_the_day_the_pause_moved_it_to(cast: Cast) -> None:
    pauses = [Span(date(2025, 2, 5), date(2025, 2, 20))]
    with cast.scope():
        measure = make_measure(cast, kind="count", denominator_label="", starts_on=date(2025, 1, 1))
        states = current_states([measure])[measure.pk]
        for spans, last_day in (([], date(2025, 2, 10)), (pauses, date(2025, 2, 26))):
            due = due_of([measure], date(2025, 3, 5), 10, {measure.participation_id: spans})[measure.pk]
            assert due.overdue == (date(2025, 1, 1),)
            assert overdue_of(MeasureWork(measure, tuple(states), due)) == Overdue(1, last_day, "month")


def test_who_can_do_nothing_about_it_is_not_told(cast: Cast, client: Client) -> None:
    with cast.scope():
        fill(cast, date(2025, 3, 1))
    for user in (cast.sponsor, cast.coach):
        client.force_login(user)
        assert "due</a>" not in client.get("/c/amhe/o/RNN/people/").content.decode()
