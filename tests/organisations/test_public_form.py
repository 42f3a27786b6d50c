"""The public form: what is kept, how often, and what no text can break."""

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.test import Client
from redis.exceptions import RedisError

from collaborative.logs import redacted
from organisations.actions.joining import (
    edit_joining,
)
from organisations.forms.guard import _SALT, LONGEST, opened_now
from organisations.models import ExpressionOfInterest, Organisation, Succession
from organisations.queries.joining import confirm_token, interest_to_confirm, interests
from organisations.tasks import mail_interest
from organisations.views.join import FORMS, MAILS
from tests.cast import Cast
from tests.organisations.helpers import told
from tests.organisations.joining import ADDRESS, ANSWERS, stamp


def test_the_form_is_there_only_where_the_collaborative_is_open(cast: Cast, client: Client, west: Organisation) -> None:
    html = client.get(ADDRESS).content.decode()
    assert "<p>It costs time.</p>" in html
    assert "<p>And a fee.</p>" in html
    assert 'href="/join/amhe/"' in client.get("/").content.decode()
    assert client.get("/join/safety/").status_code == client.get("/join/nowhere/").status_code == 404
    edit_joining(collaborative=cast.amhe, by=cast.admin, is_open=False, introduction="")
    assert client.get(ADDRESS).status_code == 404
    assert "/join/" not in client.get("/").content.decode()


def test_what_is_told_reaches_the_team_only_after_the_address_is_confirmed(
    cast: Cast, client: Client, west: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    sent = client.post(ADDRESS, ANSWERS | {"opened": stamp()})
    assert (sent.status_code, sent.url) == (302, "/join/amhe/sent/")
    assert "Check your email" in client.get(sent.url).content.decode()
    row = ExpressionOfInterest.objects.get()
    assert (row.organisation, row.state, row.email, row.lead_days) == (
        west,
        "new",
        "wes@example.nhs.uk",
        Decimal("1.5"),
    )
    client.force_login(cast.admin)
    assert "West Trust" not in client.get("/c/amhe/interests/").content.decode()
    assert client.get(f"/c/amhe/interests/{row.pk}/").status_code == 404
    assert mail_interest(row.pk, "confirm") == 1
    link = next(line for line in mail.outbox[0].body.splitlines() if "/join/confirm/" in line)
    assert mail.outbox[0].to == ["wes@example.nhs.uk"]
    assert "Young Black men" not in mail.outbox[0].body
    assert "Wes Proposer" not in mail.outbox[0].body
    path = link.split("8000", 1)[1]
    client.logout()
    assert ">Confirm<" in " ".join(client.get(path).content.decode().split()).replace("> ", ">").replace(" <", "<")
    row.refresh_from_db()
    assert row.state == "new"
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 302
    assert "Your address is confirmed" in client.get(path).content.decode()
    row.refresh_from_db()
    assert row.state == "confirmed"
    mail_interest(row.pk, "arrived")
    assert {to for one in mail.outbox[1:] for to in one.to} == {cast.admin.email, cast.manager.email}
    client.force_login(cast.manager)
    assert "West Trust" in client.get("/c/amhe/interests/").content.decode()
    assert "1<span" in client.get("/c/amhe/organisations/").content.decode()


def test_a_link_that_is_wrong_old_or_for_another_address_opens_nothing(
    client: Client, interest: ExpressionOfInterest, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = confirm_token(interest)
    assert interest_to_confirm(token) == interest
    assert interest_to_confirm(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert client.get("/join/confirm/nonsense/").status_code == 404
    assert redacted(f"GET /join/confirm/{token}/ 200") == "GET /join/confirm/…/ 200"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 8 * 24 * 3600)
    assert interest_to_confirm(token) is None
    monkeypatch.undo()
    ExpressionOfInterest.objects.update(email="other@example.nhs.uk")
    assert interest_to_confirm(token) is None


def test_a_machine_is_thanked_and_nothing_is_kept(client: Client, west: Organisation) -> None:
    sent = client.post(ADDRESS, ANSWERS | {"opened": stamp(), "nothing_here": "https://spam.example"})
    assert sent.status_code == 302
    for opened in (opened_now(), stamp(LONGEST + 5), "", "forged"):
        again = client.post(ADDRESS, ANSWERS | {"opened": opened})
        assert again.status_code == 422
        html = again.content.decode()
        assert "send them once more" in html
        assert "Young Black men" in html
    assert not ExpressionOfInterest.objects.exists()


def test_a_person_who_is_sent_back_gets_through_at_the_second_try(client: Client, west: Organisation) -> None:
    html = client.post(ADDRESS, ANSWERS | {"opened": "forged"}).content.decode()
    fresh = html.split('name="opened" value="')[1].split('"')[0]
    assert signing.loads(fresh, salt=_SALT) <= time.time()
    assert "forged" not in html


def test_one_address_may_not_send_without_end(client: Client, west: Organisation) -> None:
    for number in range(FORMS):
        answers = ANSWERS | {"opened": stamp(), "email": f"wes{number}@example.nhs.uk"}
        assert client.post(ADDRESS, answers).status_code == 302
    refused = client.post(ADDRESS, ANSWERS | {"opened": stamp()})
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert ExpressionOfInterest.objects.count() == FORMS
    assert client.post(ADDRESS, ANSWERS | {"opened": stamp()}, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_what_is_not_kept_uses_nothing_up(cast: Cast, client: Client, west: Organisation) -> None:
    for _ in range(max(FORMS, MAILS) + 1):
        refused = client.post(ADDRESS, ANSWERS | {"organisation": "RNN", "opened": stamp()})
        assert refused.status_code == 422
    assert client.post(ADDRESS, ANSWERS | {"opened": stamp()}).status_code == 302
    assert ExpressionOfInterest.objects.get().organisation == west


def test_one_mailbox_is_not_filled_and_what_is_written_is_kept_all_the_same(
    client: Client, west: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as mails:
        for number in range(MAILS):
            answers = ANSWERS | {"organisation": f"Charity {number}", "opened": stamp()}
            assert client.post(ADDRESS, answers).status_code == 302
    assert len(mails) == MAILS
    with django_capture_on_commit_callbacks() as mails:
        told = client.post(ADDRESS, ANSWERS | {"opened": stamp()})
    assert (told.status_code, len(mails)) == (429, 0)
    assert "We have kept what you wrote" in told.content.decode()
    first, last = ExpressionOfInterest.objects.earliest("pk"), ExpressionOfInterest.objects.latest("pk")
    assert last.organisation == west
    # The link of any mail shows and confirms what waited, also what no mail was sent for.
    path = f"/join/confirm/{confirm_token(first)}/"
    html = client.get(path).content.decode()
    assert "You told us that West Trust" in html
    assert "Confirm only if you wrote all of these." in html
    assert client.post(path).status_code == 302
    last.refresh_from_db()
    assert last.state == "confirmed"


def test_of_several_forms_about_one_organisation_the_latest_counts(
    cast: Cast, client: Client, west: Organisation
) -> None:
    for words in ("First words", "Second words"):
        client.post(ADDRESS, ANSWERS | {"inequality": words, "opened": stamp()})
    first, second = ExpressionOfInterest.objects.order_by("pk")
    for row in (first, second):
        assert client.post(f"/join/confirm/{confirm_token(row)}/").status_code == 302
        assert "Thank you" in client.get(f"/join/confirm/{confirm_token(row)}/").content.decode()
    assert list(interests(cast.amhe, state="all")) == [second]
    assert interests(cast.amhe).get().inequality == "Second words"
    assert told(first)[2] == "sent the form again, so this one does not count"


def test_errors_stand_beside_their_fields(cast: Cast, client: Client, west: Organisation) -> None:
    html = client.post(ADDRESS, {"opened": stamp()}).content.decode()
    for name in ("organisation", "name", "job", "email", "inequality", "sponsor_known", "qi_support_level"):
        assert f'href="#id_{name}' in html, name
    Organisation.objects.create(ods_code="WE2", name="West Second Trust")
    html = client.post(ADDRESS, ANSWERS | {"organisation": "west", "opened": stamp()}).content.decode()
    assert "Several organisations fit" in html
    assert "<strong>WE2</strong> West Second Trust" in html
    html = client.post(ADDRESS, ANSWERS | {"organisation": "RNN", "opened": stamp()}).content.decode()
    assert "North Trust already takes part in Advancing Mental Health Equality." in html
    west.closed_on = date(2025, 3, 31)
    west.save()
    Succession.objects.create(predecessor=west, successor=cast.south.organisation, kind="merged")
    html = client.post(ADDRESS, ANSWERS | {"opened": stamp()}).content.decode()
    assert "West Trust (WES) has closed. It is now South Trust (RSS)." in html
    kept = client.post(ADDRESS, ANSWERS | {"organisation": "Some small charity", "opened": stamp()})
    assert kept.status_code == 302
    assert ExpressionOfInterest.objects.get().organisation_name == "Some small charity"


@pytest.mark.parametrize("path", ["/join/amhe/organisations/?organisation=ab%00", "/join/amhe/?organisation=%00"])
def test_no_text_can_break_a_public_page(client: Client, west: Organisation, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<option value" not in answer.content.decode()
    for address in ("/join/a%00/", "/join/a%00/sent/", "/join/a%00/organisations/", "/join/confirm/a%00/"):
        assert client.get(address).status_code == 404
    assert client.post(ADDRESS, ANSWERS | {"organisation": "ab\x00", "opened": stamp()}).status_code == 422


def test_a_look_up_inside_a_collaborative_takes_no_broken_text(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    assert client.get("/c/amhe/directory/search/?organisation=ab%00").status_code == 200


@pytest.mark.parametrize("where", ["", "organisations/?organisation=west"])
def test_without_the_counters_the_public_pages_say_so(
    client: Client, west: Organisation, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise RedisError

    for name in ("get", "add", "incr"):
        monkeypatch.setattr(cache, name, away)
    send = client.get if where else client.post
    assert send(f"{ADDRESS}{where}", None if where else ANSWERS | {"opened": stamp()}).status_code == 503
    assert not ExpressionOfInterest.objects.exists()


def test_organisations_are_looked_up_while_typing(client: Client, west: Organisation) -> None:
    html = client.get(f"{ADDRESS}organisations/?organisation=we").content.decode()
    assert '<option value="WES West Trust">Example</option>' in html
    assert "<option" not in client.get(f"{ADDRESS}organisations/?organisation=w").content.decode()
    html = client.get(ADDRESS).content.decode()
    assert 'hx-get="/join/amhe/organisations/"' in html
    assert '<datalist id="organisation-options">' in html
