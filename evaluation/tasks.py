"""Mails that gather what waits for people of every collaborative, and the sponsors' of every month."""

import logging
from collections.abc import Callable
from datetime import date

from celery import shared_task
from django.utils import timezone

from collaborative.models import User
from evaluation.presenters.digest import digest_mail, monthly_mail
from evaluation.queries.digest import letter_to
from evaluation.queries.sponsor import sponsored_work
from organisations.actions.digests import claim_digest, digest_sent, release_digest
from organisations.actions.system import system_user
from organisations.models import Digest, Letter
from organisations.queries.digests import (
    choice_of,
    due_day,
    last_sent,
    month_day,
    person_of,
    to_write_monthly_to,
    to_write_to,
)

logger = logging.getLogger(__name__)


@shared_task
def send_digests() -> int:
    """Ask for the mail of everybody for whom it is time; how many. Asked again it asks only for what is not in hand."""
    people = to_write_to(timezone.now())
    for pk in people:
        send_digest.delay(pk)
    return len(people)


@shared_task
def send_digest(user_id: int) -> bool:
    """Write to one person, if it is still time; whether a mail was sent. However often it runs, it sends once a day.

    It acts outside every scope; what waits is read within the person's own (queries.digest).
    """
    user = person_of(user_id)
    if user is None:
        return False
    return _once(user, due_day(timezone.now(), choice_of(user)), Letter.WAITING, _send)


@shared_task
def send_monthly_letters() -> int:
    """Ask for the month's mail of every sponsor for whom it is time; how many."""
    people = to_write_monthly_to(timezone.now())
    for pk in people:
        send_monthly_letter.delay(pk)
    return len(people)


@shared_task
def send_monthly_letter(user_id: int) -> bool:
    """Write to one sponsor, if it is still time; whether a mail was sent. However often it runs, once a month."""
    user = person_of(user_id)
    if user is None:
        return False
    return _once(user, month_day(timezone.now(), choice_of(user)), Letter.MONTHLY, _send_monthly)


def _once(user: User, day: date | None, letter: Letter, send: Callable[[User, Digest], bool]) -> bool:
    """Send one mail of a day, unless another worker has it or it is done; whether it was sent."""
    digest = claim_digest(by=system_user(), user=user, day=day, letter=letter) if day else None
    if digest is None:
        return False
    try:
        return send(user, digest)
    except Exception as failure:
        # What it says may hold the address, so only its kind is told. The next round tries again, until noon.
        logger.error("digest of user %s was not sent: %s", user.pk, type(failure).__name__)
        release_digest(by=system_user(), digest=digest)
        return False


def _send(user: User, digest: Digest) -> bool:
    last = last_sent(user)
    letter = letter_to(user, digest.day, last)
    if not letter.is_worth(choice_of(user).how, last):
        return False
    digest_mail(user, letter).send()
    digest_sent(by=system_user(), digest=digest, due=letter.waiting)
    return True


def _send_monthly(user: User, digest: Digest) -> bool:
    works = sponsored_work(user, timezone.localdate())
    if not works:
        return False
    monthly_mail(user, works).send()
    digest_sent(by=system_user(), digest=digest, due=0)
    return True
