"""Writes about actions that follow up visits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import Ending, FollowUp, Visit
from coaching.queries.followups import follow_up_mark
from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation
from phases.actions.collisions import refuse_older


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """Who does what, by when."""

    what: str
    person: User
    due_on: date


@transaction.atomic
def agree(*, participation: Participation, by: User, agreed: Iterable[Agreed], visit: Visit | None = None) -> None:
    """Actions that were agreed, at a visit or in between."""
    with recording(by=by, verb="agreed an action"):
        for one in agreed:
            FollowUp.objects.create(
                collaborative_id=participation.collaborative_id,
                participation=participation,
                visit=visit,
                what=one.what,
                person=one.person,
                due_on=one.due_on,
                agreed_by=by,
            )


@transaction.atomic
def change_follow_up(*, follow_up: FollowUp, by: User, agreed: Agreed, seen: str = "") -> FollowUp:
    """Put an action otherwise. seen: its mark when this person began; refuses where somebody has changed it since."""
    row = _locked(follow_up)
    refuse_older(seen, follow_up_mark(row))
    with recording(by=by, verb="changed an action"):
        row.what, row.person, row.due_on = agreed.what, agreed.person, agreed.due_on
        row.save()
    return row


@transaction.atomic
def end_follow_up(*, follow_up: FollowUp, by: User, ending: str, outcome: str = "") -> FollowUp:
    """It is done, or no longer needed (then `outcome` says why). What has ended stays as it ended."""
    row = _locked(follow_up)
    if row.ending:
        return row
    if ending == Ending.DROPPED and not outcome.strip():
        raise ValidationError({"outcome": "Say why it is no longer needed"})
    with recording(by=by, verb="ended an action", reason=outcome.strip()):
        row.ending, row.outcome, row.ended_at, row.ended_by = ending, outcome.strip(), timezone.now(), by
        row.save()
    return row


@transaction.atomic
def reopen_follow_up(*, follow_up: FollowUp, by: User) -> FollowUp:
    """It is to be done after all."""
    row = _locked(follow_up)
    with recording(by=by, verb="opened an action again"):
        row.ending, row.ended_at, row.ended_by = Ending.OPEN, None, None
        row.save()
    return row


def _locked(row: FollowUp) -> FollowUp:
    rows = FollowUp.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(participation_id=row.participation_id, pk=row.pk)
