"""The number of things due, on every page of a team."""

from datetime import date
from decimal import Decimal

from django.test import Client
from django.utils import timezone

from evaluation.queries import due_count
from measures.actions import Entry, record_points
from measures.periods import between, following
from organisations.queries import access_to
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


def test_who_can_do_nothing_about_it_is_not_told(cast: Cast, client: Client) -> None:
    with cast.scope():
        fill(cast, date(2025, 3, 1))
    for user in (cast.sponsor, cast.coach):
        client.force_login(user)
        assert "due</a>" not in client.get("/c/amhe/o/RNN/people/").content.decode()
