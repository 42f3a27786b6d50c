"""Invite somebody, take an invitation back, accept one. Only a hash of the link's token is kept."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import TEAM_ROLES, Role
from organisations.models import Invitation, Membership, Participation
from organisations.queries.people import hash_token, open_invitations
from organisations.signals import invitation_made

VALID_FOR = timedelta(days=14)
TOKEN_BYTES = 32


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
    ValidationError by field (`email`, `name`, `role`).
    """
    email, name = email.strip().lower(), " ".join(name.split())
    # Two invitations of one person at the same moment wait for each other here.
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    _check(email, name, role, collaborative, participation)
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
    if errors:
        raise ValidationError(errors)


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

    Raises ValidationError where it is not open any more or was for another address.
    """
    locked = _lock(invitation)
    if not locked.is_open:
        raise ValidationError("This invitation is no longer open.")
    if locked.email.lower() != user.email.lower():
        raise ValidationError(f"This invitation is for {locked.email}.")
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
    return membership


def _lock(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_related("collaborative", "participation").select_for_update(of=("self",))
    return rows.get(pk=invitation.pk)
