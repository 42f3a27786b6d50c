"""`manage.py take_bounce`: a mail server pipes into it what comes back to BOUNCE_ADDRESS."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from sharing.actions.sending import bounce_of
from sharing.bounces import returned
from sharing.models import NewsletterRecipient
from sharing.queries.newsletters import who_of_return_path


class Command(BaseCommand):
    """Reads one message on standard input. It never fails for what a stranger sends: a server would send that on."""

    help = "Take in one message that came back to BOUNCE_ADDRESS (on standard input)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(taken(sys.stdin.buffer.read()))


def taken(raw: bytes) -> str:
    """Note what came back, if it is a report about a message of ours; what was done, in a word."""
    report = returned(raw)
    whose = next(filter(None, map(who_of_return_path, report.to)), None) if report else None
    if report is None or whose is None:
        return "left alone"
    collaborative_id, pk = whose
    system = system_user()
    with tenant_context(Scope(system.pk, (collaborative_id,), ())):
        row = NewsletterRecipient.objects.filter(pk=pk).first()
        if row is None or bounce_of(recipient=row, by=system, words=report.words, hard=report.hard) is None:
            return "left alone"
    return "noted for good" if report.hard else "noted"
