"""Who is who in a participation: its team, its coach, and open invitations."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from collaborative.roles import Role
from organisations.models import CoachAssignment, Invitation, Membership
from organisations.queries.access import current_assignments


def hash_token(token: str) -> str:
    """The stored form of an invitation token (SHA-256, hexadecimal)."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitation(token: str) -> Invitation | None:
    """The invitation this token opens, or None where it is unknown, used, withdrawn or expired."""
    invitation = (
        Invitation.objects.select_related("collaborative", "participation__organisation")
        .filter(token_hash=hash_token(token))
        .first()
    )
    return invitation if invitation is not None and invitation.is_open else None


def team_of(participation_id: int) -> QuerySet[Membership]:
    """Current members of one participation's team, by name."""
    return (
        Membership.objects.filter(participation_id=participation_id, ended_at__isnull=True)
        .select_related("user")
        .order_by("user__name", "pk")
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
