"""Memberships end, coaches come and go; nobody's work is left without somebody."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from organisations.actions.experts import close_to_expert
from organisations.actions.invitations import RUNS_IT, withdraw_with_role
from organisations.models import CoachAssignment, Membership, Participation
from organisations.queries.people import coach_assignments, coaches, runs_collaborative, standing_support

_LAST_OF = {
    Role.LEAD: "{name} is the only project lead here. Hand the role over, or invite another "
    "project lead first and end this role once they have accepted.",
    Role.NATIONAL_ADMIN: "{name} is the only national administrator. Invite another first, "
    "and end this role once they have accepted.",
}


@transaction.atomic
def end_membership(*, membership: Membership, by: User, reason: str) -> Membership:
    """End a person's role from now on. What they recorded stays; invitations that hung on the role are withdrawn, and
    what is or will be open to an expert is closed.

    Raises ValidationError without a reason, for a role that has ended, for the last project lead or national
    administrator, and for a coach who still looks after organisations.
    """
    Collaborative.objects.select_for_update(no_key=True).get(pk=membership.collaborative_id)
    current = Membership.objects.select_related("user", "participation").get(pk=membership.pk)
    if current.ended_at is not None:
        raise ValidationError("This role has already ended.")
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason."})
    _refuse_orphans(current)
    with recording(by=by, verb="ended the role", reason=reason.strip()):
        current.ended_at = timezone.now()
        current.save(update_fields=["ended_at"])
        withdraw_with_role(membership=current, by=by)
        if current.role == Role.EXPERT:
            # Else it would be open again by itself, were they asked back.
            for row in standing_support(current.collaborative_id, current.user):
                close_to_expert(assignment=row, by=by, reason=reason)
    return current


def _refuse_orphans(membership: Membership) -> None:
    role = Role(membership.role)
    if role in _LAST_OF:
        others = Membership.objects.filter(
            collaborative_id=membership.collaborative_id,
            participation=membership.participation,
            role=role,
            ended_at__isnull=True,
            user__is_active=True,
        ).exclude(pk=membership.pk)
        if not others.exists():
            raise ValidationError(_LAST_OF[role].format(name=membership.user))
    if role == Role.COACH:
        held = coach_assignments(membership.collaborative_id).filter(coach_id=membership.user_id).count()
        if held:
            raise ValidationError(
                f"{membership.user} still looks after {held} organisation{'' if held == 1 else 's'}. "
                "Give each of them another coach first."
            )


@transaction.atomic
def assign_coach(*, participation: Participation, coach: User, by: User, starts_on: date) -> CoachAssignment:
    """Let a coach look after an organisation from a day on.

    Raises ValidationError by field for a person who is no coach here or is in the national team, a coach it has
    already on that day or later, and a day before the organisation joined.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    errors: dict[str, str] = {}
    there = coach_assignments(participation.collaborative_id).filter(participation=participation)
    if not coaches(participation.collaborative_id).filter(user=coach).exists():
        errors["coach"] = f"{coach} is not a coach in this collaborative."
    elif runs_collaborative(participation.collaborative_id, coach.email):
        errors["coach"] = RUNS_IT.format(who=coach)
    elif there.filter(coach=coach).exclude(ends_on__lt=starts_on).exists():
        errors["coach"] = f"{coach} is already the coach here."
    if starts_on < participation.joined_on:
        errors["starts_on"] = "The first day must not be before the organisation joined."
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="assigned the coach"):
        return CoachAssignment.objects.create(
            coach=coach,
            collaborative_id=participation.collaborative_id,
            participation=participation,
            starts_on=starts_on,
        )


@transaction.atomic
def end_coach_assignment(*, assignment: CoachAssignment, by: User, ends_on: date, reason: str) -> CoachAssignment:
    """Say on which day (included) a coach stops looking after an organisation.

    Raises ValidationError by field without a reason, for a last day before the first, and for one that has passed.
    """
    current = CoachAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    errors: dict[str, str] = {}
    if current.ends_on is not None and current.ends_on < timezone.localdate():
        raise ValidationError("This coach has already stopped here.")
    if not reason.strip():
        errors["reason"] = "Enter a reason."
    if ends_on < current.starts_on:
        errors["ends_on"] = "The last day must not be before the first."
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="ended the coaching", reason=reason.strip()):
        current.ends_on = ends_on
        current.save(update_fields=["ends_on"])
    return current
