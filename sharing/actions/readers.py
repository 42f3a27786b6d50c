"""Who asks for newsletters, and who wants none any more."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from sharing.models import Delivery, NewsletterReader, NewsletterRecipient

# Who did not confirm is forgotten.
FORGET_AFTER = timedelta(days=14)


@transaction.atomic
def ask_for_newsletters(*, collaborative: Collaborative, by: User, email: str) -> NewsletterReader:
    """Somebody typed this address on the public page. Nothing is sent to it until they confirm."""
    with recording(by=by, verb="asked for newsletters"):
        row, _ = NewsletterReader.objects.get_or_create(
            collaborative=collaborative, email=email.strip().casefold(), defaults={"asked_at": timezone.now()}
        )
    return row


@transaction.atomic
def confirm_reader(*, reader: NewsletterReader, by: User) -> NewsletterReader:
    """The address is theirs: they get newsletters from now on. Twice does no harm."""
    with recording(by=by, verb="confirmed that they want newsletters"):
        NewsletterReader.objects.filter(pk=reader.pk).exclude(email="").update(
            is_outside=True,
            confirmed_at=timezone.now(),
            unsubscribed_at=None,
            bounced_at=None,
            soft_bounces=0,
            bounce="",
        )
    reader.refresh_from_db()
    return reader


@transaction.atomic
def unsubscribe(*, collaborative: Collaborative, by: User, email: str, has_role: bool) -> None:
    """No more newsletters of this collaborative to this address. Twice does no harm.

    Who has a role keeps a row that says so, for they would get the next one otherwise. Of anybody else nothing is kept:
    neither the address nor to which issues it was sent.
    """
    key: dict[str, Any] = {"collaborative": collaborative, "email": email.strip().casefold()}
    with recording(by=by, verb="wanted no more newsletters"):
        if has_role:
            row, _ = NewsletterReader.objects.get_or_create(**key)
            row.is_outside, row.unsubscribed_at = False, row.unsubscribed_at or timezone.now()
            row.save()
        else:
            forgotten = {"email": "", "is_outside": False, "confirmed_at": None, "bounce": ""}
            NewsletterReader.objects.filter(**key).update(**forgotten, unsubscribed_at=timezone.now())
        waiting = NewsletterRecipient.objects.filter(**key, state__in=(Delivery.WAITING, Delivery.CLAIMED))
        waiting.update(state=Delivery.FAILED, claim=None, reply="Unsubscribed before it was sent")
        if not has_role:
            NewsletterRecipient.objects.filter(**key).update(email="", name="", reply="")


@transaction.atomic
def subscribe_again(*, collaborative: Collaborative, by: User) -> None:
    """A person with a role wants newsletters after all."""
    with recording(by=by, verb="wanted newsletters again"):
        NewsletterReader.objects.filter(collaborative=collaborative, email=by.email.casefold()).update(
            unsubscribed_at=None
        )


@transaction.atomic
def try_address_again(*, reader: NewsletterReader, by: User) -> None:
    """Believe in an address again that mail came back from."""
    with recording(by=by, verb="took an address up again that mail came back from"):
        NewsletterReader.objects.filter(pk=reader.pk).update(bounced_at=None, soft_bounces=0, bounce="")


@transaction.atomic
def forget_unconfirmed_readers(*, collaborative: Collaborative, by: User) -> int:
    """Forget the addresses nobody confirmed in time; how many."""
    since = timezone.now() - FORGET_AFTER
    rows = NewsletterReader.objects.filter(
        collaborative=collaborative,
        confirmed_at=None,
        unsubscribed_at=None,
        bounced_at=None,
        soft_bounces=0,
        asked_at__lt=since,
    )
    with recording(by=by, verb="forgot who did not confirm"):
        return rows.exclude(email="").update(email="")
