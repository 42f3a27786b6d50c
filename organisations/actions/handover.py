"""Somebody leaves and somebody else takes on their role; no work is left without anybody, and history stays theirs."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from organisations.actions.invitations import invite
from organisations.actions.people import assign_coach, end_coach_assignment, end_membership
from organisations.models import CoachAssignment, Handover, Membership
from organisations.queries.handover import HANDED_OVER, due_handovers, holds
from organisations.queries.people import coach_assignments, coaches, open_invitations


@transaction.atomic
def start_handover(
    *, membership: Membership, by: User, successor_name: str, successor_email: str, ends_on: date, note: str
) -> Handover:
    """Name who takes on a role, and the last day of who leaves it.

    A successor in a team who does not have the role yet is invited to it; a coach's organisations pass on at once, from
    the day after the last day. The old role ends once the last day has passed, and a team's last lead only once the
    successor has accepted. Raises ValidationError by field.
    """
    # Two changes of one collaborative's people wait for each other here.
    Collaborative.objects.select_for_update(no_key=True).get(pk=membership.collaborative_id)
    beside = ("user", "collaborative", "participation")
    current = Membership.objects.select_related(*beside).get(pk=membership.pk)
    name, email = " ".join(successor_name.split()), successor_email.strip().lower()
    _check(current, email, ends_on)
    with recording(by=by, verb="began a handover", reason=note.strip()):
        if current.participation is not None:
            _invite(current, by, name, email)
        else:
            _pass_on(current, by, email, ends_on)
        return Handover.objects.create(
            collaborative=current.collaborative,
            participation=current.participation,
            membership=current,
            successor_name=name,
            successor_email=email,
            ends_on=ends_on,
            note=note.strip(),
            created_by=by,
        )


def _check(membership: Membership, email: str, ends_on: date) -> None:
    if membership.ended_at is not None:
        raise ValidationError("This role has already ended.")
    if membership.role not in HANDED_OVER:
        raise ValidationError("This role is not handed over. Invite somebody else to it, then end it.")
    if membership.handovers.filter(completed_at__isnull=True, cancelled_at__isnull=True).exists():
        raise ValidationError("This role is being handed over already. Call that off first.")
    errors: dict[str, str] = {}
    if email == membership.user.email.lower():
        errors["successor_email"] = "Enter somebody else’s address."
    if ends_on < timezone.localdate():
        errors["ends_on"] = "The last day must be today or later."
    if errors:
        raise ValidationError(errors)


def _invite(membership: Membership, by: User, name: str, email: str) -> None:
    """Invite the successor to the role, unless they have it or are invited to it."""
    assert membership.participation is not None
    waiting = open_invitations(membership.collaborative, membership.participation)
    if holds(email, membership) or waiting.filter(email=email, role=membership.role).exists():
        return
    try:
        invite(
            by=by,
            email=email,
            name=name,
            role=membership.role,
            collaborative=membership.collaborative,
            participation=membership.participation,
        )
    except ValidationError as refused:
        fields = {"email": "successor_email", "name": "successor_name"}
        raise ValidationError({fields.get(key, key): said for key, said in refused.message_dict.items()}) from refused


def _pass_on(membership: Membership, by: User, email: str, ends_on: date) -> None:
    """Give every organisation of a coach to the successor from the day after the last day."""
    row = coaches(membership.collaborative_id).filter(user__email__iexact=email).first()
    if row is None:
        raise ValidationError({"successor_email": "Choose somebody who is a coach in this collaborative."})
    held = coach_assignments(membership.collaborative_id).filter(coach=membership.user)
    for assignment in held.select_related("participation"):
        _pass_on_one(assignment, by, row.user, ends_on)


def _pass_on_one(assignment: CoachAssignment, by: User, successor: User, ends_on: date) -> None:
    following = max(ends_on + timedelta(days=1), assignment.starts_on, assignment.participation.joined_on)
    if assignment.ends_on is not None and assignment.ends_on <= ends_on:
        return
    end_coach_assignment(
        assignment=assignment, by=by, ends_on=max(ends_on, assignment.starts_on), reason=f"Handed over to {successor}."
    )
    there = coach_assignments(assignment.collaborative_id).filter(
        participation_id=assignment.participation_id, coach=successor
    )
    if not there.exists():
        assign_coach(participation=assignment.participation, coach=successor, by=by, starts_on=following)


@transaction.atomic
def cancel_handover(*, handover: Handover, by: User) -> Handover:
    """Call a handover off: the person keeps the role. An invitation that was sent stays open until it is withdrawn."""
    current = Handover.objects.select_for_update().get(pk=handover.pk)
    if current.completed_at or current.cancelled_at:
        raise ValidationError("This handover is over already.")
    with recording(by=by, verb="called the handover off"):
        current.cancelled_at = timezone.now()
        current.save(update_fields=["cancelled_at"])
    return current


def complete_handovers(*, by: User, today: date) -> int:
    """End the roles whose last day has passed; how many ended. One that cannot end yet is asked again next time."""
    return sum(_complete(handover, by) for handover in due_handovers(today))


def _complete(handover: Handover, by: User) -> bool:
    try:
        complete_handover(handover=handover, by=by)
    except ValidationError:
        return False
    return True


@transaction.atomic
def complete_handover(*, handover: Handover, by: User) -> Handover:
    """End the old role. Raises ValidationError where somebody's work would be left without anybody."""
    membership = handover.membership
    if membership.ended_at is None:
        if membership.role == Role.LEAD and not holds(handover.successor_email, membership):
            raise ValidationError(f"{handover.successor_name} has not accepted the role yet.")
        reason = f"Handed over to {handover.successor_name}."
        end_membership(membership=membership, by=by, reason=reason)
    with recording(by=by, verb="completed the handover"):
        handover.completed_at = timezone.now()
        handover.save(update_fields=["completed_at"])
    return handover
