"""Who is who: a participation's team and coach, the national team, and open invitations."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import ALLOWED, NATIONAL_ROLES, TEAM_ROLES, Action, Role
from organisations.models import CoachAssignment, ExpertAssignment, Invitation, Membership, Participation
from organisations.queries.access import access_within, current_assignments


def hash_token(token: str) -> str:
    """The stored form of an invitation token (SHA-256, hexadecimal)."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation | None:
    """The invitation this token opens, or None where it is unknown, used, withdrawn or expired."""
    return _if_open(token_hash=hash_token(token))


def invitation_still_open(pk: int) -> Invitation | None:
    """The invitation of this id, or None where it is used, withdrawn or expired."""
    return _if_open(pk=pk)


def _if_open(**lookup: object) -> Invitation | None:
    beside = ("collaborative", "participation__organisation", "invited_by")
    invitation = Invitation.objects.select_related(*beside).filter(**lookup).first()
    return invitation if invitation is not None and invitation.is_open else None


def invitations_of(user: User) -> QuerySet[Invitation]:
    """What this person was invited to and can still accept, oldest first. Their address is a proven one: nobody has an
    account without it."""
    rows = Invitation.objects.filter(
        email__iexact=user.email,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    return rows.select_related("collaborative", "participation__organisation", "invited_by").order_by("pk")


def has_account(email: str) -> bool:
    """Whether somebody can sign in with this address."""
    return User.objects.filter(email__iexact=email, is_active=True).exists()


def open_invitations(collaborative: Collaborative, participation: Participation | None) -> QuerySet[Invitation]:
    """Invitations that can still be accepted: of one participation, or to the collaborative as a whole (None)."""
    return Invitation.objects.filter(
        collaborative=collaborative,
        participation=participation,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).select_related("invited_by")


def may_still_invite(invitation: Invitation) -> bool:
    """Whether who gave an invitation may give it today. The system's own invitations are always good."""
    giver = invitation.invited_by
    if giver.is_system:
        return True
    access = access_within(user=giver, collaborative=invitation.collaborative) if giver.is_active else None
    if access is None:
        return False
    if invitation.participation_id is None:
        return access.may(Action.RUN_COLLABORATIVE)
    return access.may(Action.INVITE, invitation.participation_id)


def runs_collaborative(collaborative_id: int, email: str) -> bool:
    """Whether the person of this address is in the collaborative's national team."""
    return national_team(collaborative_id).filter(user__email__iexact=email).exists()


def works_with_teams(collaborative_id: int, email: str) -> bool:
    """Whether the person of this address is in a team of the collaborative, or coaches or is to coach one."""
    roles = Membership.objects.filter(
        collaborative_id=collaborative_id, user__email__iexact=email, ended_at__isnull=True
    ).exclude(role__in=sorted(NATIONAL_ROLES))
    return roles.exists() or coach_assignments(collaborative_id).filter(coach__email__iexact=email).exists()


def team_of(participation_id: int) -> QuerySet[Membership]:
    """Current members of one participation's team, by name."""
    return (
        Membership.objects.filter(participation_id=participation_id, ended_at__isnull=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )


def national_team(collaborative_id: int) -> QuerySet[Membership]:
    """Current members of the team that runs the collaborative, by name."""
    return collaborative_wide(collaborative_id).filter(role__in=sorted(NATIONAL_ROLES))


def coaches(collaborative_id: int) -> QuerySet[Membership]:
    """Current coaches of the collaborative, by name, each with `caseload`: how many organisations they have today."""
    held = (
        current_assignments()
        .filter(collaborative_id=collaborative_id, coach=OuterRef("user"))
        .order_by()
        .values("coach")
        .annotate(number=Count("participation", distinct=True))
        .values("number")
    )
    return collaborative_wide(collaborative_id).filter(role=Role.COACH).annotate(caseload=Coalesce(Subquery(held), 0))


def experts(collaborative_id: int) -> QuerySet[Membership]:
    """Current experts of the collaborative, by name."""
    return collaborative_wide(collaborative_id).filter(role=Role.EXPERT)


def standing_support(collaborative_id: int, expert: User) -> QuerySet[ExpertAssignment]:
    """What is open to this expert now, or is to be."""
    rows = ExpertAssignment.objects.filter(collaborative_id=collaborative_id, expert=expert)
    return rows.filter(ends_at__gt=timezone.now()).order_by("pk")


def collaborative_wide(collaborative_id: int) -> QuerySet[Membership]:
    """Current roles in the collaborative as a whole (national team, coaches and experts), by name."""
    return (
        Membership.objects.filter(collaborative_id=collaborative_id, participation__isnull=True, ended_at__isnull=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )


def coach_assignments(collaborative_id: int) -> QuerySet[CoachAssignment]:
    """Coach assignments that are in force today or still to come, by first day."""
    return (
        CoachAssignment.objects.filter(collaborative_id=collaborative_id)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))
        .select_related("coach")
        .order_by("starts_on", "pk")
    )


def current_coaches(participation_ids: Iterable[int]) -> dict[int, list[CoachAssignment]]:
    """Today's coach assignments of each participation."""
    found: dict[int, list[CoachAssignment]] = defaultdict(list)
    for row in current_assignments().filter(participation_id__in=list(participation_ids)).select_related("coach"):
        found[row.participation_id].append(row)
    return dict(found)


def contacts_of(participation_ids: Iterable[int]) -> dict[int, Membership]:
    """Whom to ring in each participation: its project lead who has been there longest, else any team member."""
    found: dict[int, Membership] = {}
    rows = Membership.objects.filter(
        participation_id__in=list(participation_ids), ended_at__isnull=True
    ).select_related("user")
    for row in sorted(rows, key=lambda m: (m.role != Role.LEAD, m.role != Role.MEMBER, m.started_at, m.pk)):
        found.setdefault(row.participation_id or 0, row)
    return found


def people_who_may(action: Action, participation_id: int) -> list[User]:
    """Those of a team, and its coaches of today, whose role there allows this (two queries). Whoever runs the
    collaborative is not among them."""
    roles = [role for role in TEAM_ROLES if action in ALLOWED[role]]
    rows = team_of(participation_id).filter(role__in=roles, user__is_active=True)
    found = {row.user_id: row.user for row in rows}
    if action in ALLOWED[Role.COACH]:
        assigned = current_coaches([participation_id]).get(participation_id, [])
        found |= {row.coach_id: row.coach for row in assigned if row.coach.is_active}
    return list(found.values())
