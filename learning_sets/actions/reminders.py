"""Which reminder of a set is in whose hands, and what people are told of it here."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from collaborative.models import User
from learning_sets.actions.sets import locked
from learning_sets.models import Booking, LearningSet, SetReminder
from learning_sets.queries.bookings import to_remind
from organisations.actions.notices import tell
from organisations.models import NoticeKind


@transaction.atomic
def claim_reminders(*, learning_set: LearningSet, by: User, days: int, many: int) -> list[Booking]:
    """Take so many reminders in hand, and tell the people here; whose they are. Of two workers at once each has others.

    For the system's own actor, whose scope holds every organisation of the collaborative.
    """
    row = locked(learning_set)
    found = list(to_remind(row, days)[:many])
    SetReminder.objects.bulk_create(
        SetReminder(
            collaborative_id=one.collaborative_id, participation_id=one.participation_id, booking=one, days=days
        )
        for one in found
    )
    tell(
        people=[one.user for one in found if one.user],
        by=by,
        kind=NoticeKind.SET_SOON,
        key=f"set-{row.pk}-soon-{days}-{row.starts_at:%Y%m%d}",
        text="reminds you of a learning set",
        to=("set", row.pk),
        collaborative=row.collaborative,
    )
    return found


@transaction.atomic
def note_reminders(
    *, learning_set: LearningSet, by: User, days: int, sent: Collection[int], failed: Collection[int]
) -> None:
    """These (ids of bookings) were written to; for those that failed the next run tries again."""
    rows = SetReminder.objects.filter(collaborative_id=learning_set.collaborative_id, days=days)
    rows.filter(booking__in=sent).update(sent_at=timezone.now())
    rows.filter(booking__in=failed, sent_at=None).delete()
