"""One row in every table of a programme's learning sets."""

from datetime import date, timedelta

from django.utils import timezone

from collaborative.models import User
from learning_sets.models import (
    CalendarDay,
    Commitment,
    LearningSet,
    SetMaterial,
    SetSession,
    SetSettings,
    SpeakerConsent,
)
from organisations.models import Participation


def learning_set(participation: Participation, by: User) -> LearningSet:
    """The collaborative's learning set, in the future, with a session and a recording that its speaker agrees to."""
    owner = {"collaborative_id": participation.collaborative_id}
    found = LearningSet.objects.filter(**owner).first()
    if found is not None:
        return found
    begins = timezone.now() + timedelta(days=30)
    row = LearningSet.objects.create(
        **owner,
        number=1,
        title="First learning set",
        starts_at=begins,
        ends_at=begins + timedelta(hours=6),
        state="open",
        taken=2,
        created_by=by,
    )
    session = SetSession.objects.create(
        **owner, learning_set=row, position=1, starts_at=begins, minutes=30, title="Welcome", kind="method"
    )
    material = SetMaterial.objects.create(
        **owner,
        learning_set=row,
        session=session,
        title="The welcome",
        kind="recording",
        link="https://example.org/welcome",
        added_by=by,
    )
    SpeakerConsent.objects.create(**owner, material=material, who="A speaker", given_on=date(2025, 1, 1))
    SetSettings.objects.create(**owner)
    CalendarDay.objects.create(
        **owner, name="A day off", starts_on=date(2025, 1, 1), ends_on=date(2025, 1, 1), kind="other"
    )
    return row


def commitment(participation: Participation, by: User) -> Commitment:
    """What a team of this collaborative will test, in words that everybody in it reads."""
    row, _ = Commitment.objects.get_or_create(
        collaborative_id=participation.collaborative_id,
        participation=participation,
        learning_set=learning_set(participation, by),
        project_key=0,
        defaults={"words": "We ring on the next day", "made_by": by},
    )
    return row
