"""An organisation's work is opened to an expert for a time, and closed again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from organisations.actions.invitations import RUNS_IT
from organisations.models import ExpertAssignment, Participation
from organisations.queries.people import experts, runs_collaborative


@transaction.atomic
def open_to_expert(
    *, participation: Participation, by: User, expert: User, starts_at: datetime, ends_at: datetime
) -> ExpertAssignment:
    """Let an expert read an organisation's work from one moment until another, which is outside.

    Raises ValidationError by field for a person who is no expert here or is in the national team, and for a time that
    is no time or has passed.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    errors: dict[str, str] = {}
    if not experts(participation.collaborative_id).filter(user=expert, user__is_active=True).exists():
        errors["expert"] = f"{expert} is not an expert in this collaborative."
    elif runs_collaborative(participation.collaborative_id, expert.email):
        errors["expert"] = RUNS_IT.format(who=expert)
    if ends_at <= starts_at:
        errors["ends_on"] = "The last day must not be before the first."
    elif ends_at <= timezone.now():
        errors["ends_on"] = "The last day must not have passed."
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="opened the organisation to an expert"):
        return ExpertAssignment.objects.create(
            expert=expert,
            collaborative_id=participation.collaborative_id,
            participation=participation,
            starts_at=starts_at,
            ends_at=ends_at,
        )


@transaction.atomic
def close_to_expert(*, assignment: ExpertAssignment, by: User, reason: str) -> ExpertAssignment:
    """End it from this moment on; one that has not begun never begins. One that is over stays as it was."""
    row = ExpertAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    now = timezone.now()
    if row.ends_at > now:
        with recording(by=by, verb="closed the organisation to an expert", reason=reason.strip()):
            row.ends_at = max(now, row.starts_at)
            row.save(update_fields=["ends_at"])
    return row
