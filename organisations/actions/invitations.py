"""Invite somebody, take an invitation back, accept one. Only a hash of the link's token is kept."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import NATIONAL_ROLES, ROLE_LABELS, TEAM_ROLES, Role
from organisations.actions.notices import tell
from organisations.models import Invitation, Membership, NoticeKind, Participation
from organisations.queries.people import (
    hash_token,
    may_still_invite,
    open_invitations,
    runs_collaborative,
    works_with_teams,
)
from organisations.signals import invitation_made

VALID_FOR = timedelta(days=14)
TOKEN_BYTES = 32

# Who runs a collaborative must not read an organisation's own values, so nobody stands on both sides of one.
RUNS_IT = (
    "{who} is in the team that runs this collaborative, which does not see an organisation's own work. "
    "They cannot also coach or join a team here."
)
WORKS_IN_IT = (
    "{who} coaches or is in a team here. The team that runs this collaborative does not see an organisation's own "
    "work, so they cannot join it until those roles have ended."
)


@transaction.atomic
def invite(
    *,
    by: User,
    email: str,
    name: str,
    role: Role | str,
    collaborative: Collaborative,
    participation: Participation | None = None,
) -> tuple[Invitation, str]:
    """Invite a person to one role, in one participation or (coach, national team) in the whole collaborative.

    Returns the invitation and the token of its link, which is not stored and cannot be had again. Raises
    ValidationError by field (`email`, `name`, `role`), also for one's own address and for a person who would then
    stand on both sides: in the national team, and with an organisation's own work.
    """
    email, name = email.strip().lower(), " ".join(name.split())
    # Two invitations of one person at the same moment wait for each other here.
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    _check(email, name, role, collaborative, participation)
    if email == by.email.lower():
        raise ValidationError({"email": "You cannot invite yourself. Enter the address of somebody else."})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with recording(by=by, verb="invited"):
        invitation = Invitation.objects.create(
            email=email,
            name=name,
            role=Role(role),
            collaborative=collaborative,
            participation=participation,
            token_hash=hash_token(token),
            invited_by=by,
            expires_at=timezone.now() + VALID_FOR,
        )
    transaction.on_commit(lambda: invitation_made.send(Invitation, invitation=invitation, token=token))
    return invitation, token


def _check(
    email: str, name: str, role: Role | str, collaborative: Collaborative, participation: Participation | None
) -> None:
    errors: dict[str, str] = {}
    try:
        validate_email(email)
    except ValidationError:
        errors["email"] = "Enter an email address in the correct format, like name@example.com."
    if not name:
        errors["name"] = "Enter the person's name."
    if not role_fits(role, participation):
        errors["role"] = "Choose a role that fits this place."
    elif "email" not in errors and _has_role(email, role, collaborative, participation):
        errors["email"] = "This person already has this role here."
    elif "email" not in errors and open_invitations(collaborative, participation).filter(email=email, role=role):
        errors["email"] = "This person already has an invitation to this role. Withdraw it to send a new one."
    elif "email" not in errors and (problem := _both_sides("This person", email, role, collaborative)):
        errors["email"] = problem
    if errors:
        raise ValidationError(errors)


def _both_sides(who: str, email: str, role: Role | str, collaborative: Collaborative) -> str:
    """Why this role would put the person on both sides of the collaborative; empty where it would not."""
    if role in NATIONAL_ROLES:
        return WORKS_IN_IT.format(who=who) if works_with_teams(collaborative.pk, email) else ""
    return RUNS_IT.format(who=who) if runs_collaborative(collaborative.pk, email) else ""


def role_fits(role: Role | str, participation: Participation | None) -> bool:
    """Team roles belong to one organisation; coaches and the national team to the whole collaborative."""
    return role in list(Role) and (role in TEAM_ROLES) == (participation is not None)


def _has_role(email: str, role: Role | str, collaborative: Collaborative, participation: Participation | None) -> bool:
    held = Membership.objects.filter(
        user__email__iexact=email,
        role=role,
        collaborative=collaborative,
        participation=participation,
        ended_at__isnull=True,
    )
    return held.exists()


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Close an open invitation: its link no longer works. Raises ValidationError where it is not open."""
    locked = _lock(invitation)
    if not locked.is_open:
        raise ValidationError("This invitation is no longer open.")
    with recording(by=by, verb="withdrew the invitation"):
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
    return locked


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Give the person the role they were invited to; the invitation is used up.

    Raises ValidationError where it is not open any more, was for another address, was given by somebody who may not
    give it any more, or would put the person on both sides of the collaborative.
    """
    # Two roles of one person at the same moment wait for each other here.
    Collaborative.objects.select_for_update(no_key=True).get(pk=invitation.collaborative_id)
    locked = _lock(invitation)
    if locked.email.lower() != user.email.lower():
        raise ValidationError(f"This invitation is for {locked.email}.")
    if locked.accepted_at:
        raise ValidationError("This invitation has already been accepted.")
    if not locked.is_open or not may_still_invite(locked):
        raise ValidationError("This invitation is no longer open. Ask for a new one.")
    if problem := _both_sides(str(user), user.email, locked.role, locked.collaborative):
        raise ValidationError(problem)
    with recording(by=user, verb="accepted the invitation"):
        locked.accepted_at = timezone.now()
        locked.save(update_fields=["accepted_at"])
        membership, _ = Membership.objects.get_or_create(
            user=user,
            role=locked.role,
            collaborative=locked.collaborative,
            participation=locked.participation,
            ended_at=None,
        )
        _tell_inviter(locked, user)
    return membership


def _tell_inviter(invitation: Invitation, user: User) -> None:
    place = invitation.participation
    tell(
        people=[invitation.invited_by],
        by=user,
        kind=NoticeKind.JOINED,
        key=f"invitation-{invitation.pk}",
        text=f"accepted your invitation as {ROLE_LABELS[Role(invitation.role)].lower()}",
        to=("team",) if place is None else ("people", place.organisation.ods_code),
        collaborative=invitation.collaborative,
        participation=place,
    )


def _lock(invitation: Invitation) -> Invitation:
    beside = ("collaborative", "participation__organisation", "invited_by")
    return Invitation.objects.select_related(*beside).select_for_update(of=("self",)).get(pk=invitation.pk)


@transaction.atomic
def withdraw_with_role(*, membership: Membership, by: User) -> None:
    """Withdraw what falls with an ended role: invitations its holder may not give any more, and those to them there."""
    waiting = Invitation.objects.filter(
        collaborative_id=membership.collaborative_id, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("collaborative", "invited_by")
    given = [row.pk for row in waiting.filter(invited_by=membership.user) if not may_still_invite(row)]
    to_them = waiting.filter(email__iexact=membership.user.email, participation=membership.participation)
    rows = Invitation.objects.filter(pk__in=[*given, *to_them.values_list("pk", flat=True)])
    with recording(by=by, verb="withdrew the invitation"):
        rows.update(withdrawn_at=timezone.now())
