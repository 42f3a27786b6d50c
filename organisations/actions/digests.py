"""How often a person is written to, and who writes: one worker, once a day."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Digest, DigestChoice, HowOften, Letter, Weekday
from organisations.queries.digests import time_zones


@transaction.atomic
def choose_digest(*, by: User, how: str, weekday: int, time_zone: str, monthly: bool | None = None) -> DigestChoice:
    """The person says how often they want the mail, and whether the sponsor's every month (None: as it was). Raises
    ValidationError by field."""
    errors = {}
    if how not in HowOften.values:
        errors["how"] = "Choose how often"
    if weekday not in Weekday.values:
        errors["weekday"] = "Choose a day of the week"
    if time_zone not in time_zones():
        errors["time_zone"] = "Choose where you are"
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="chose how often notices come by email"):
        fields: dict[str, object] = {"how": how, "weekday": weekday, "time_zone": time_zone}
        fields |= {} if monthly is None else {"monthly": monthly}
        row, _ = DigestChoice.objects.update_or_create(user=by, defaults=fields)
    return row


@transaction.atomic
def stop_digest(*, by: User, letter: str = Letter.WAITING) -> DigestChoice:
    """The person wants no more of one mail; the other, day and place stay as they were chosen."""
    ended: dict[str, object] = {"monthly": False} if letter == Letter.MONTHLY else {"how": HowOften.OFF}
    with recording(by=by, verb="ended notices by email"):
        row, _ = DigestChoice.objects.update_or_create(user=by, defaults=ended)
    return row


@transaction.atomic
def claim_digest(*, by: User, user: User, day: date, letter: str = Letter.WAITING) -> Digest | None:
    """Take a person's mail of this day in hand; None where another worker has it, or it is done.

    The row is unique, and of two who claim it at the same moment one waits for the other and then finds it claimed. It
    is committed before the mail is sent: a worker that dies in between leaves the day without a mail, rather than with
    two, and what it would have said stands in the next. Nobody's change is told of: the row is the record.
    """
    of = {"user": user, "day": day, "letter": letter}
    Digest.objects.bulk_create([Digest(**of, claimed_at=None)], ignore_conflicts=True)
    mine = Digest.objects.filter(**of, claimed_at__isnull=True)
    if not mine.update(claimed_at=timezone.now()):
        return None
    return Digest.objects.get(**of)


@transaction.atomic
def digest_sent(*, by: User, digest: Digest, due: int) -> None:
    """The mail is on its way; `due` things it said are to be done."""
    Digest.objects.filter(pk=digest.pk).update(sent_at=timezone.now(), due=due)


@transaction.atomic
def release_digest(*, by: User, digest: Digest) -> None:
    """It could not be sent: whoever comes next may try again."""
    Digest.objects.filter(pk=digest.pk, sent_at__isnull=True).update(claimed_at=None)
