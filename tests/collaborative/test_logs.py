"""An invitation's token stands in no log and on no error page; old sessions are cleared."""

import io
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from collaborative.celery import app
from collaborative.logs import RedactInvitations, redacted
from collaborative.tasks import clear_sessions
from tests.cast import Cast

TOKEN = "Zr8-secret_token0123456789"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"Not Found: /invitations/{TOKEN}/", "Not Found: /invitations/…/"),
        (f'"GET /invitations/{TOKEN} HTTP/1.1" 404', '"GET /invitations/… HTTP/1.1" 404'),
        (f"/accounts/login/?next=/invitations/{TOKEN}/&x=1", "/accounts/login/?next=/invitations/…/&x=1"),
        (f"?next=%2Finvitations%2F{TOKEN}%2F", "?next=%2Finvitations%2F…%2F"),
        ("/c/amhe/organisations/", "/c/amhe/organisations/"),
    ],
)
def test_a_token_becomes_an_ellipsis(text: str, told: str) -> None:
    assert redacted(text) == told


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the product's own log handler writes."""
    (handler,) = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler) and any(isinstance(f, RedactInvitations) for f in handler.filters)
    ]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.mark.parametrize(
    "address", [f"/invitations/{TOKEN}/", f"/invitations/{TOKEN}/more/", f"/x/invitations/{TOKEN}"]
)
def test_an_address_that_is_not_found_is_logged_without_it(
    db: None, client: Client, written: io.StringIO, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "invitations/…" in written.getvalue()
    assert TOKEN not in written.getvalue() + response.content.decode()


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf", "django.server", "gunicorn.error"])
def test_every_logger_s_lines_go_through_the_filter(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).error("%s went wrong", f"/invitations/{TOKEN}/")
    assert "/invitations/…/ went wrong" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_a_form_refused_for_its_origin_says_no_token(db: None, written: io.StringIO) -> None:
    response = Client(enforce_csrf_checks=True).post(f"/invitations/{TOKEN}/")
    assert response.status_code == 403
    assert TOKEN not in written.getvalue() + response.content.decode()


def test_sessions_whose_time_is_over_are_cleared_daily(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    Client().force_login(cast.member)
    kept, old = Session.objects.order_by("pk")
    Session.objects.filter(pk=old.pk).update(expire_date=timezone.now() - timedelta(days=1))
    clear_sessions()
    assert [row.pk for row in Session.objects.all()] == [kept.pk]
    app.finalize()
    assert clear_sessions.name in app.tasks
    (entry,) = [row for row in settings.CELERY_BEAT_SCHEDULE.values() if row["task"] == clear_sessions.name]
    assert entry["schedule"].hour == {3}
