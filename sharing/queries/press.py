"""Items for the press and for websites."""

from datetime import date

from django.db.models import QuerySet

from collaborative.models import Collaborative, User
from collaborative.roles import ALLOWED, Action
from organisations.models import Membership
from sharing.models import PressItem, PressState

_OVER = (PressState.PUBLISHED, PressState.DROPPED)


def press_items(
    collaborative: Collaborative, *, owner_id: int | None = None, late_on: date | None = None
) -> QuerySet[PressItem]:
    """The items by their day, those without one last. late_on: only those whose day has passed by then."""
    rows = PressItem.objects.filter(collaborative=collaborative).select_related(
        "owner", "publication__participation__organisation"
    )
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if late_on is not None:
        rows = rows.filter(due_on__lt=late_on).exclude(state__in=_OVER)
    return rows


def who_composes(collaborative: Collaborative) -> list[User]:
    """Those who can have an item in hand, by name."""
    roles = [role for role, actions in ALLOWED.items() if Action.COMPOSE in actions]
    rows = Membership.objects.filter(collaborative=collaborative, participation=None, role__in=roles, ended_at=None)
    people = {row.user_id: row.user for row in rows.select_related("user").order_by("user__name", "user_id")}
    return list(people.values())
