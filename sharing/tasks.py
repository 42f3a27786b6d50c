"""Newsletters go out in the background, as the system: a worker for a while, then the next."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from time import monotonic
from uuid import uuid4

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from collaborative.models import User
from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from sharing.actions import sending
from sharing.actions.readers import forget_unconfirmed_readers
from sharing.letters import Letter, message_of
from sharing.models import NewsletterRecipient
from sharing.presenters.letters import envelope_to, letters_of
from sharing.presenters.postbox import Postbox, open_postbox
from sharing.queries.newsletters import newsletter_being_sent, return_path, to_take_up
from sharing.smtp import Refused

logger = logging.getLogger(__name__)
# Messages over one connection, between which the letter is drawn anew.
BATCH = 50
# Seconds a worker sends before it lets others in: well within a task's time limit.
SLICE = 20.0
# A newsletter that nobody has moved on for this long is taken up again. It is short because that is always safe (see
# actions.sending); it only has to be longer than most batches take.
SILENCE = timedelta(seconds=8)
AWAY = "The mail server cannot be reached. It is tried again every minute."


def scope_of(collaborative_id: int, system: User) -> Scope:
    """The programme's own rows, and no organisation's."""
    return Scope(system.pk, (collaborative_id,), ())


@shared_task
def take_up_newsletters() -> int:
    """Ask for workers for the newsletters that nobody is at; how many."""
    system = system_user()
    found = []
    for collaborative in all_collaboratives():
        with tenant_context(scope_of(collaborative.pk, system), read_only=True):
            found += to_take_up(timezone.now(), SILENCE)
    for pk, collaborative_id in found:
        ask_for_a_worker(pk, collaborative_id)
    return len(found)


def ask_for_a_worker(newsletter_id: int, collaborative_id: int) -> None:
    """Let a worker go on with a newsletter. Where the broker is down, the sweep asks again."""
    try:
        deliver.delay(newsletter_id, collaborative_id)
    except OperationalError:
        logger.warning("newsletter %s not queued: the broker is down", newsletter_id)


@shared_task
def deliver(newsletter_id: int, collaborative_id: int) -> int:
    """Send for a while; how many messages were tried. However often it runs, and however it ends, each message is given
    to the server once."""
    system, until, tried = system_user(), monotonic() + SLICE, 0
    scope = scope_of(collaborative_id, system)
    while monotonic() < until:
        batch, letters = _take(newsletter_id, scope, system)
        if not batch:
            return tried
        moved = _send(batch, letters, scope, system)
        tried += moved
        if not moved:
            return tried
    ask_for_a_worker(newsletter_id, collaborative_id)
    return tried


def _take(newsletter_id: int, scope: Scope, system: User) -> tuple[list[NewsletterRecipient], Mapping[bool, Letter]]:
    """Messages for this worker, and the letters as they read now: what was withdrawn meanwhile is not in them."""
    with tenant_context(scope):
        row = newsletter_being_sent(newsletter_id)
        if row is None:
            return [], {}
        batch = sending.claim_batch(newsletter_id=row.pk, by=system, claim=uuid4(), size=BATCH, silent=SILENCE)
        if batch:
            return batch, letters_of(row)
        sending.end_sending(newsletter_id=row.pk, by=system)
        return [], {}


def _send(batch: Sequence[NewsletterRecipient], letters: Mapping[bool, Letter], scope: Scope, system: User) -> int:
    """Send a batch over one connection; how many messages it got through."""
    tried, trouble = 0, ""
    try:
        with open_postbox() as box:
            for recipient in batch:
                if not _send_one(box, recipient, letters[recipient.is_outside], scope, system):
                    break
                tried += 1
    except OSError as failure:
        # What it says may hold an address, so only its kind is told. A server may end a connection after so many
        # messages: only where none went through is it left alone for a while.
        logger.warning("newsletter %s: %s", batch[0].newsletter_id, type(failure).__name__)
        trouble = "" if tried else AWAY
    with tenant_context(scope):
        sending.give_back(recipients=batch, by=system, trouble=trouble)
    return tried


def _send_one(box: Postbox, recipient: NewsletterRecipient, letter: Letter, scope: Scope, system: User) -> bool:
    """One message: offered, noted as handed over, finished, and the answer noted, each note committed at once. False
    where it is not this worker's any more: then the connection must end without the dot."""
    envelope = envelope_to(recipient, timezone.now())
    try:
        box.offer(return_path(recipient) or envelope.address, recipient.email, message_of(letter, envelope))
        with tenant_context(scope):
            mine = sending.hand_over(recipient=recipient, by=system)
        if not mine:
            return False
        reply = box.finish()
    except Refused as refused:
        with tenant_context(scope):
            sending.note_refused(
                recipient=recipient,
                by=system,
                reply=f"{refused.code} {refused.words}",
                for_now=refused.is_for_now,
                of_address=refused.is_of_address,
            )
        return True
    with tenant_context(scope):
        sending.note_sent(recipient=recipient, by=system, reply=reply)
    return True


@shared_task
def forget_unconfirmed() -> int:
    """Forget the addresses of outside readers that nobody confirmed; how many."""
    system, forgotten = system_user(), 0
    for collaborative in all_collaboratives():
        with tenant_context(scope_of(collaborative.pk, system)):
            forgotten += forget_unconfirmed_readers(collaborative=collaborative, by=system)
    return forgotten
