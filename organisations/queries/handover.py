"""Who is handing over to whom."""

from datetime import date

from django.db.models import QuerySet

from collaborative.models import Collaborative
from collaborative.roles import TEAM_ROLES, Role
from organisations.models import Handover, Membership, Participation
from organisations.queries.people import collaborative_wide, team_of

HANDED_OVER = TEAM_ROLES | {Role.COACH}


def open_handovers(collaborative: Collaborative, participation: Participation | None = None) -> QuerySet[Handover]:
    """Handovers that are neither done nor called off: of one participation's team, or of coaches (None)."""
    rows = Handover.objects.filter(
        collaborative=collaborative, participation=participation, completed_at__isnull=True, cancelled_at__isnull=True
    )
    return rows.select_related("membership__user", "created_by").order_by("ends_on", "pk")


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
