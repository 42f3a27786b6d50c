"""A person's calendar address: made, made anew, ended."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from learning_sets.models import CalendarFeed
from organisations.queries.people import hash_token

# How often it is noted that an address is used; calendar programs ask every few hours.
_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(*, by: User) -> str:
    """A new address for this person's calendar; one they had before opens nothing any more. Returns its token (256
    bits), which is stored nowhere and so can be shown once."""
    end_feed(by=by)
    token = secrets.token_urlsafe(32)
    with recording(by=by, verb="made an address for their calendar"):
        CalendarFeed.objects.create(user=by, token_hash=hash_token(token))
    return token


@transaction.atomic
def end_feed(*, by: User) -> None:
    """The address of this person's calendar opens nothing any more."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    with recording(by=by, verb="ended the address of their calendar"):
        for feed in CalendarFeed.objects.filter(user=by, revoked_at=None):
            feed.revoked_at = timezone.now()
            feed.save()


@transaction.atomic
def note_used(*, feed: CalendarFeed, by: User) -> None:
    """The address was read just now."""
    now = timezone.now()
    if feed.last_used_at is None or now - feed.last_used_at > _NOTED_EVERY:
        with recording(by=by, verb="read their calendar"):
            CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=now)
