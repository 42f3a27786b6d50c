"""Each address gets a newsletter once, wherever the worker dies; what bounces and who leaves is remembered."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from sharing.actions.newsletters import begin_newsletter, put_block
from sharing.actions.readers import ask_for_newsletters, confirm_reader
from sharing.actions.sending import control_sending, send_again, start_sending
from sharing.management.commands.take_bounce import taken
from sharing.models import Delivery, Newsletter, NewsletterReader, NewsletterRecipient, NewsletterState
from sharing.presenters import postbox
from sharing.queries.newsletters import audience, progress_of, return_path, to_take_up, who_of_return_path
from sharing.smtp import Post, stuffed
from sharing.tasks import SILENCE, deliver, take_up_newsletters
from tests.cast import Cast
from tests.sharing.newsletter_post import Killed, Wire

READERS = [f"reader{number}@outside.example" for number in range(5)]


@contextmanager
def programme(cast: Cast) -> Iterator[None]:
    with tenant_context(Scope(cast.manager.pk, (cast.amhe.pk,), ())):
        yield


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Wire:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "mail.example", False
    made = Wire(lambda step, to: None)
    monkeypatch.setattr(postbox, "Post", lambda server: Post(server, made.connect))
    monkeypatch.setattr("sharing.tasks.ask_for_a_worker", lambda *_: None)
    return made


@pytest.fixture
def sent(cast: Cast) -> Newsletter:
    """A newsletter to five readers outside, whose sending has begun."""
    with programme(cast):
        for email in READERS:
            confirm_reader(
                reader=ask_for_newsletters(collaborative=cast.amhe, by=system_user(), email=email.upper()),
                by=system_user(),
            )
        row = begin_newsletter(
            collaborative=cast.amhe, by=cast.manager, subject="News", preheader="", to_members=False, to_subscribers=True
        )
        put_block(newsletter=row, by=cast.manager, kind="text", text=".A line that begins with a dot")
        return start_sending(newsletter=row, by=cast.manager)


def states(cast: Cast, row: Newsletter) -> Counter[str]:
    with programme(cast):
        return Counter(NewsletterRecipient.objects.filter(newsletter=row).values_list("state", flat=True))


def later(cast: Cast) -> None:
    """Nobody has moved anything on for long."""
    with programme(cast):
        past = timezone.now() - 2 * SILENCE
        NewsletterRecipient.objects.update(claimed_at=past)
        Newsletter.objects.update(heartbeat_at=past)


# Where a worker can die with the third message in hand, and whether it is then known to have gone.
STEPS = {"rcpt": 5, "offered": 5, "handed": 4, "before the dot": 4, "after the dot": 5, "noted": 5}


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_sends_nothing_twice(
    cast: Cast, sent: Newsletter, wire: Wire, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def kill(now: str, to: str) -> None:
        if now == step and to == READERS[2]:
            raise Killed

    wire.at = kill
    _kill_in_notes(monkeypatch, step)
    with pytest.raises(Killed), transaction.atomic():
        _without_rolling_back(sent, cast)
    wire.at = lambda now, to: None
    monkeypatch.undo_notes()  # type: ignore[attr-defined]
