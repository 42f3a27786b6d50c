"""Who is handing over to whom."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from collaborative.models import Collaborative
from collaborative.roles import TEAM_ROLES, Role
from organisations.models import CoachAssignment, Handover, Membership, Participation
from organisations.queries.people import coach_assignments, collaborative_wide, open_invitations, team_of

HANDED_OVER = TEAM_ROLES | {Role.COACH}


def open_handovers(collaborative: Collaborative, participation: Participation | None = None) -> QuerySet[Handover]:
    """Handovers that are neither done nor called off: of one participation's team, or of coaches (None)."""
    rows = Handover.objects.filter(
        collaborative=collaborative, participation=participation, completed_at__isnull=True, cancelled_at__isnull=True
    )
    return rows.select_related("membership__user", "created_by").order_by("ends_on", "pk")


@dataclass(frozen=True)
class Standing:
    """Where an open handover stands. `invited_until`: the day until which the successor's invitation is open, or None;
    `left`: what a coach was given since, so that it has not passed on."""

    row: Handover
    has_role: bool
    invited_until: datetime | None
    left: list[CoachAssignment]

    @property
    def may_renew(self) -> bool:
        """True where it waits for something that can be done again."""
        return bool(self.left) or not (self.has_role or self.invited_until)


def standing_handovers(collaborative: Collaborative, participation: Participation | None = None) -> list[Standing]:
    """The open handovers, each with what it waits for."""
    rows = list(open_handovers(collaborative, participation))
    if not rows:
        return []
    if participation is None:
        return [Standing(row, True, None, list(left_to_pass_on(row.membership, row.ends_on))) for row in rows]
    held = {(one.user.email.lower(), one.role) for one in team_of(participation.pk)}
    invited = {(one.email.lower(), one.role): one.expires_at for one in open_invitations(collaborative, participation)}
    found = []
    for row in rows:
        key = (row.successor_email, row.membership.role)
        found.append(Standing(row, key in held, invited.get(key), []))
    return found


def left_to_pass_on(membership: Membership, ends_on: date) -> QuerySet[CoachAssignment]:
    """What a coach looks after beyond a last day."""
    rows = coach_assignments(membership.collaborative_id).filter(coach_id=membership.user_id)
    return rows.exclude(ends_on__lte=ends_on).select_related("participation__organisation", "coach")


def past_handovers(participation: Participation) -> QuerySet[Handover]:
    """What was handed over in a team, latest first, with the notes that were kept."""
    rows = Handover.objects.filter(participation=participation, completed_at__isnull=False)
    return rows.select_related("membership__user").order_by("-completed_at", "-pk")


def due_handovers(today: date) -> QuerySet[Handover]:
    """Open handovers of every collaborative whose last day has passed."""
    rows = Handover.objects.filter(ends_on__lt=today, completed_at__isnull=True, cancelled_at__isnull=True)
    return rows.select_related("membership__user").order_by("pk")


def coaches_of(collaborative: Collaborative) -> QuerySet[Membership]:
    """Everybody who coaches in the collaborative today."""
    return collaborative_wide(collaborative.pk).filter(role=Role.COACH)


def holds(email: str, membership: Membership) -> bool:
    """Whether the person of this address has the same role in the same place today."""
    if membership.participation_id is None:
        rows = collaborative_wide(membership.collaborative_id)
    else:
        rows = team_of(membership.participation_id)
    return rows.filter(user__email__iexact=email, role=membership.role).exists()
