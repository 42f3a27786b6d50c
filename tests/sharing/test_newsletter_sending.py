"""Each address gets a newsletter once, wherever the worker dies; what bounces and who leaves is remembered."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from sharing.actions import sending
from sharing.actions.newsletters import begin_newsletter, put_block
from sharing.actions.readers import ask_for_newsletters, confirm_reader
from sharing.management.commands.take_bounce import taken
from sharing.models import Delivery, Newsletter, NewsletterReader, NewsletterRecipient
from sharing.presenters import postbox
from sharing.queries.newsletters import audience, progress_of, return_path, stop_link, to_take_up, who_of_return_path
from sharing.smtp import Post, stuffed
from sharing.tasks import SILENCE, deliver
from tests.cast import Cast
from tests.sharing.newsletter_post import Killed, Wire

READERS = [f"reader{number}@outside.example" for number in range(5)]


@contextmanager
def programme(cast: Cast) -> Iterator[None]:
    with tenant_context(Scope(cast.manager.pk, (cast.amhe.pk,), ())):
        yield


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Wire:
    """A mail server without a network, in the place of that of the settings."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.BOUNCE_ADDRESS = "mail.example", False, "back@our.example"
    made = Wire()
    monkeypatch.setattr(postbox, "Post", lambda server: Post(server, made.connect))
    monkeypatch.setattr("sharing.tasks.ask_for_a_worker", lambda *_: None)
    return made


@pytest.fixture
def sent(cast: Cast) -> Newsletter:
    """A newsletter to five readers outside, whose sending has begun."""
    with programme(cast):
        for email in READERS:
            asked = ask_for_newsletters(collaborative=cast.amhe, by=system_user(), email=email.upper())
            confirm_reader(reader=asked, by=system_user())
        said = {"subject": "News", "preheader": "", "to_members": False, "to_subscribers": True}
        row = begin_newsletter(collaborative=cast.amhe, by=cast.manager, **said)
        put_block(newsletter=row, by=cast.manager, kind="text", text=".A line that begins with a dot")
        return sending.start_sending(newsletter=row, by=cast.manager)


def states(cast: Cast) -> Counter[str]:
    with programme(cast):
        return Counter(NewsletterRecipient.objects.values_list("state", flat=True))


def later(cast: Cast) -> list[tuple[int, int]]:
    """Nobody has moved anything on for long: what the sweep then takes up."""
    with programme(cast):
        past = timezone.now() - 2 * SILENCE
        NewsletterRecipient.objects.update(claimed_at=past)
        Newsletter.objects.update(heartbeat_at=past)
        return to_take_up(timezone.now(), SILENCE)


def recipient(cast: Cast, email: str) -> NewsletterRecipient:
    with programme(cast):
        return NewsletterRecipient.objects.select_related("newsletter").get(email=email)


# Where a worker dies with the third message in hand; how often that address then has it, and whether anybody asks.
STEPS = {"rcpt": (1, 0), "offered": (1, 0), "before the dot": (0, 1), "after the dot": (1, 1), "answered": (1, 1)}


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_sends_nothing_twice(
    cast: Cast, sent: Newsletter, wire: Wire, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def kill(now: str, to: str) -> None:
        if now == step and to == READERS[2]:
            raise Killed

    wire.at = kill
    with monkeypatch.context() as patched:
        if step == "answered":
            patched.setattr(sending, "note_sent", lambda **said: kill("answered", said["recipient"].email))
        with pytest.raises(Killed):
            deliver(sent.pk, cast.amhe.pk)
    wire.at = lambda now, to: None
    assert later(cast) == [(sent.pk, cast.amhe.pk)]
    while deliver(sent.pk, cast.amhe.pk):
        pass
    times, unconfirmed = STEPS[step]
    assert Counter(wire.delivered) == Counter(dict.fromkeys(READERS, 1)) - Counter({READERS[2]: 1 - times})
    # With "answered" the note of the two before it was lost as well.
    expected = 3 if step == "answered" else unconfirmed
    assert states(cast) == Counter({Delivery.SENT: 5 - expected, Delivery.HANDED: expected})
    with programme(cast):
        sent.refresh_from_db()
        assert (sent.state, progress_of(sent).handed, progress_of(sent).percent) == ("sent", expected, 100)
        assert sending.send_again(newsletter=sent, by=cast.manager) == expected
    while deliver(sent.pk, cast.amhe.pk):
        pass
    assert states(cast) == Counter({Delivery.SENT: 5})


def test_who_was_taken_over_does_not_finish_and_a_pause_holds_at_once(cast: Cast, sent: Newsletter, wire: Wire) -> None:
    def another(now: str, to: str) -> None:
        if now == "offered" and to == READERS[0] and not wire.delivered:
            wire.at = lambda now, to: None
            later(cast)
            deliver(sent.pk, cast.amhe.pk)

    wire.at = another
    deliver(sent.pk, cast.amhe.pk)
    assert Counter(wire.delivered) == Counter(READERS)
    assert states(cast) == Counter({Delivery.SENT: 5})


def test_paused_resumed_and_stopped(cast: Cast, sent: Newsletter, wire: Wire) -> None:
    def pause(now: str, to: str) -> None:
        if now == "offered" and to == READERS[2]:
            with programme(cast):
                sending.control_sending(newsletter=sent, by=cast.manager, do="pause")

    wire.at = pause
    deliver(sent.pk, cast.amhe.pk)
    assert wire.delivered == READERS[:2]
    assert later(cast) == []
    wire.at = lambda now, to: None
    with programme(cast):
        sending.control_sending(newsletter=sent, by=cast.manager, do="resume")
    deliver(sent.pk, cast.amhe.pk)
    assert wire.delivered == READERS
    with programme(cast):
        assert sending.control_sending(newsletter=sent, by=cast.manager, do="stop").state in ("sent", "sending")


def test_refused_put_off_and_away(cast: Cast, sent: Newsletter, wire: Wire) -> None:
    wire.refuses = {READERS[0]: (550, b"No such user"), READERS[1]: (451, b"Try later")}
    deliver(sent.pk, cast.amhe.pk)
    assert sorted(wire.delivered) == READERS[2:]
    assert states(cast) == Counter({Delivery.SENT: 3, Delivery.BOUNCED: 1, Delivery.WAITING: 1})
    put_off = recipient(cast, READERS[1])
    assert (put_off.tries, put_off.reply, put_off.due_at > timezone.now()) == (1, "451 Try later", True)
    with programme(cast):
        NewsletterRecipient.objects.update(due_at=timezone.now())
        assert READERS[0] not in {one.email for one in audience(sent)}

    def gone(now: str, to: str) -> None:
        raise ConnectionResetError

    wire.refuses, wire.at = {}, gone
    deliver(sent.pk, cast.amhe.pk)
    with programme(cast):
        sent.refresh_from_db()
    assert "cannot be reached" in sent.trouble
    assert recipient(cast, READERS[1]).tries == 1


def report(row: NewsletterRecipient, status: str) -> bytes:
    to = return_path(row)
    return f"""From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {row.email}
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 gone away

--b--
""".encode()


def test_what_comes_back_is_remembered_by_its_own_return_path(cast: Cast, sent: Newsletter, wire: Wire) -> None:
    deliver(sent.pk, cast.amhe.pk)
    hard, soft = recipient(cast, READERS[0]), recipient(cast, READERS[1])
    assert wire.senders[0] == return_path(hard)
    assert who_of_return_path(return_path(hard)) == (cast.amhe.pk, hard.pk)
    forged = return_path(hard).replace(f".{hard.pk}.", f".{soft.pk}.")
    assert who_of_return_path(forged) is None
    assert taken(report(hard, "5.1.1").replace(return_path(hard).encode(), forged.encode())) == "left alone"
    assert taken(b"Subject: I am on holiday\n\nBack on Monday") == "left alone"
    assert taken(report(hard, "5.1.1")) == "noted for good"
    assert [taken(report(soft, "4.2.2")) for _ in range(2)] == ["noted"] * 2
    with programme(cast):
        assert {one.email for one in audience(sent)} == set(READERS[1:])
    assert taken(report(soft, "4.2.2")) == "noted"
    with programme(cast):
        assert {one.email for one in audience(sent)} == set(READERS[2:])


def test_one_post_ends_newsletters_and_forgets_an_outside_reader(
    client: Client, cast: Cast, sent: Newsletter, wire: Wire
) -> None:
    deliver(sent.pk, cast.amhe.pk)
    row = recipient(cast, READERS[3])
    with programme(cast):
        link = stop_link("amhe", row.pk)
    assert message_from_bytes(wire.messages[3])["List-Unsubscribe"].split() == [f"<{link}>"]
    path = link.partition("://")[2].partition("/")[2]
    assert client.get(f"/{path}").status_code == 200
    with programme(cast):
        assert len(audience(sent)) == 5
    # As a mail program sends it: no cookie, no token of a form.
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert strict.post(f"/{path}x", {"List-Unsubscribe": "One-Click"}).status_code == 404
    with programme(cast):
        assert len(audience(sent)) == 4
        assert not NewsletterReader.objects.filter(email=READERS[3]).exists()
        assert not NewsletterRecipient.objects.filter(email=READERS[3]).exists()


def test_the_wire_has_dots_before_dots_and_an_end() -> None:
    assert stuffed(b".one\n.two\rthree") == b"..one\r\n..two\r\nthree\r\n"
