"""What the test of newsletters asks of the running product's own database, and a mail server that counts."""

import json
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from sharing.actions.newsletters import begin_newsletter, put_block
from sharing.models import Newsletter, NewsletterReader
from sharing.queries.newsletters import progress_of
from tests.cast import make_cast
from tests.faults.inside import signed_in

READERS = 2_000


def reader(number: int) -> str:
    """The address of one of the readers."""
    return f"reader{number:04}@example.nhs.uk"


def prepare() -> None:
    """A programme manager signed in, and a newsletter to 2,000 outside readers; prints the session's key and its id."""
    cast = make_cast()
    here = {"collaborative": cast.amhe}
    with tenant_context(Scope(cast.manager.pk, (cast.amhe.pk,), ())):
        rows = [
            NewsletterReader(**here, email=reader(number), is_outside=True, confirmed_at=timezone.now())
            for number in range(READERS)
        ]
        NewsletterReader.objects.bulk_create(rows)
        row = begin_newsletter(
            **here, by=cast.manager, subject="News", preheader="", to_members=False, to_subscribers=True
        )
        put_block(newsletter=row, by=cast.manager, kind="text", text="What teams tried.")
    sys.stdout.write(json.dumps({"session": signed_in(cast.manager), "newsletter": row.pk}))


def counts() -> None:
    """Prints how far the newsletter is: its state, and how many messages are where."""
    amhe = Collaborative.objects.get(slug="amhe")
    with tenant_context(Scope(system_user().pk, (amhe.pk,), ()), read_only=True):
        row = Newsletter.objects.get()
        found = progress_of(row)
        told = {"state": row.state, "done": found.done, "sent": found.sent, "handed": found.handed}
    sys.stdout.write(json.dumps(told))


class Sink:
    """A mail server that takes everything and counts it by address. It takes nothing of which the last dot is missing,
    as every mail server."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.update(envelope.rcpt_tos)
        return "250 Taken"


@contextmanager
def sink() -> Iterator[Sink]:
    """The mail server, on a free port of the loopback address."""
    kept = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        kept.port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    yield kept
    controller.stop()
