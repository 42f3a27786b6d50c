"""Visit notes: what the team reads, what only coaches do, and two coaches who write at once."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.actions.visits import VisitFields, write_visit
from coaching.models import PrivateWords, Visit
from collaborative.models import User
from organisations.models import CoachAssignment
from tests.cast import Cast

SECRET = "secretcanary: the lead is about to leave"
NEW = "/c/amhe/o/RNN/coaching/visits/new/"
LIST = "/c/amhe/o/RNN/coaching/"


def typed(**more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "happened_on_day": today.day,
        "happened_on_month": today.month,
        "happened_on_year": today.year,
        "mode": "visit",
        "discussed": "The waiting list",
        "barriers": ["time", "turnover"],
        "private": SECRET,
    } | more


def write(cast: Cast, by: User | None = None, **more: Any) -> Visit:
    coach = by or cast.coach
    said = VisitFields(**{"happened_on": timezone.localdate(), "mode": "phone", "discussed": "The aim"} | more)
    with cast.scope(user=coach):
        return write_visit(participation=cast.north, by=coach, said=said, private=SECRET)


def seen_in(html: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', html)
    assert found
    return found[1]


def key_in(html: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', html)
    assert found
    return found[1]


def test_a_note_is_written_once_and_the_team_reads_its_own_part(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    empty = client.get(LIST).content.decode()
    assert "No visit note yet" in empty
    page = client.get(NEW).content.decode()
    refused = client.post(NEW, typed(discussed="", key=key_in(page)))
    assert refused.status_code == 422
    assert "Say what you discussed" in refused.content.decode()
    assert SECRET in refused.content.decode()
    sent = typed(key=key_in(page))
    first, again = client.post(NEW, sent), client.post(NEW, sent)
    assert first.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    own = client.get(first.headers["Location"])
    assert SECRET in own.content.decode()
    assert "no-store" in own.headers["Cache-Control"]
    client.force_login(cast.member)
    theirs = client.get(first.headers["Location"]).content.decode()
    assert "The waiting list" in theirs
    assert "Time, People leaving" in theirs
    assert "The waiting list" in client.get(LIST).content.decode()
    for html in (theirs, client.get(LIST).content.decode()):
        assert "secretcanary" not in html
        assert "mong coaches" not in html


def test_private_words_are_in_no_history_no_log_no_mail_and_no_error(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.force_login(cast.coach)
        url = client.post(NEW, typed()).headers["Location"]
        page = client.get(f"{url}edit/").content.decode()
        assert client.post(f"{url}edit/", typed(private=f"{SECRET} soon", seen=seen_in(page))).status_code == 302
        said = VisitFields(happened_on=timezone.localdate(), mode="phone", discussed="x", project=cast.south_project)
        with cast.scope(user=cast.coach), pytest.raises(ValidationError) as refused:
            write_visit(participation=cast.north, by=cast.coach, said=said, private=SECRET)
    # Django's own record of statements, which no product writes, is what the database was told.
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not [line for line in lines if "secretcanary" in line]
    assert "secretcanary" not in str(refused.value)
    assert mail.outbox == []
    client.force_login(cast.lead)
    history = client.get("/c/amhe/o/RNN/history/").content.decode()
    assert "rote a visit note" in history
    assert "secretcanary" not in history
    with cast.scope(user=cast.coach):
        (words,) = PrivateWords.objects.all()
        assert words.words == f"{SECRET} soon"
        assert "secretcanary" not in f"{words} {words!r}"
    assert not hasattr(PrivateWords, "pgh_event_models")


def test_whoever_asks_the_rows_themselves_without_being_the_coach_finds_none(cast: Cast) -> None:
    write(cast)
    for person in (cast.lead, cast.sponsor, cast.manager, cast.other_coach):
        with cast.scope(cast.north, cast.south, user=person):
            assert Visit.objects.count() == 1
            assert not PrivateWords.objects.exists()


def test_the_next_coach_reads_what_the_last_one_kept(client: Client, cast: Cast) -> None:
    row = write(cast)
    CoachAssignment.objects.filter(coach=cast.coach).update(ends_on=timezone.localdate() - timedelta(days=1))
    CoachAssignment.objects.create(
        coach=cast.other_coach, collaborative=cast.amhe, participation=cast.north, starts_on=timezone.localdate()
    )
    address = reverse("visit", args=["amhe", row.pk])
    client.force_login(cast.coach)
    assert client.get(address).status_code == 404
    client.force_login(cast.other_coach)
    assert SECRET in client.get(address).content.decode()


def test_two_coaches_who_change_a_note_see_both_texts(client: Client, cast: Cast) -> None:
    row = write(cast)
    address = reverse("visit-edit", args=["amhe", row.pk])
    client.force_login(cast.coach)
    seen = seen_in(client.get(address).content.decode())
    assert client.post(address, typed(discussed="First", private="secretcanary one", seen=seen)).status_code == 302
    second = typed(discussed="Second", private="secretcanary two", seen=seen)
    refused = client.post(address, second)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Somebody else has changed this" in html
    for text in ("First", "Second", "secretcanary one", "secretcanary two"):
        assert text in html
    with cast.scope(user=cast.coach):
        row.refresh_from_db()
        assert row.discussed == "First"
    assert client.post(address, second | {"seen": seen_in(html)}).status_code == 302
    with cast.scope(user=cast.coach):
        row.refresh_from_db()
        assert (row.discussed, PrivateWords.objects.get().words) == ("Second", "secretcanary two")


def test_the_list_costs_the_same_for_one_visit_and_for_many(client: Client, cast: Cast) -> None:
    write(cast)
    client.force_login(cast.coach)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(8):
        write(cast, project=cast.north_project)
    with CaptureQueriesContext(connection) as many:
        html = client.get(LIST).content.decode()
    assert html.count("Has words among coaches") == 9
    assert len(one) == len(many)
