"""Organisations taking part in a collaborative, and who stands on the demonstration's sign-in page."""

from django.db.models import Count, Q, QuerySet

from collaborative.models import Collaborative
from collaborative.roles import Action, Role
from organisations.models import Membership, Organisation, Participation, Project
from organisations.queries.access import Access, owned

DEMO_DOMAIN = "@demo.example"


def participations_at(access: Access, action: Action) -> QuerySet[Participation]:
    """The participations on which this person may do this, with organisation and collaborative."""
    return Participation.objects.filter(
        collaborative=access.collaborative, pk__in=access.participations_for(action)
    ).select_related("organisation", "collaborative")


def taking_part(collaborative: Collaborative, *, search: str = "") -> QuerySet[Participation]:
    """Everyone who takes part, by name, with `people`: how many persons have a role there now.

    `search` finds part of a name or region, or the beginning of an ODS code.
    """
    rows = Participation.objects.filter(collaborative=collaborative).select_related("organisation")
    if search:
        rows = rows.filter(
            Q(organisation__name__icontains=search)
            | Q(organisation__region__icontains=search)
            | Q(organisation__ods_code__istartswith=search)
        )
    people = Count("memberships__user", filter=Q(memberships__ended_at__isnull=True), distinct=True)
    return rows.annotate(people=people).order_by("organisation__name", "pk")


def place_of(collaborative: Collaborative, organisation: Organisation | None) -> Participation | None:
    """Where this organisation takes part in the collaborative today; None where it does not, or is not known."""
    if organisation is None or organisation.pk is None:
        return None
    rows = Participation.objects.filter(collaborative=collaborative, organisation=organisation, ended_on=None)
    return rows.select_related("organisation").first()


def editable_projects(access: Access) -> QuerySet[Project]:
    """The projects whose name, aim and population this person may change."""
    return owned(Project, access, Action.EDIT_PROJECT).select_related("participation__organisation")


def demo_cast() -> list[Membership]:
    """The invented people of the demonstration: one for each role in each collaborative, the collaborative that
    was made first before others, by role."""
    rows = Membership.objects.filter(
        ended_at__isnull=True, user__is_active=True, user__email__endswith=DEMO_DOMAIN
    ).select_related("user", "collaborative", "participation__organisation")
    first = rows.order_by("collaborative_id", "role", "pk").distinct("collaborative_id", "role")
    order = list(Role)
    return sorted(first, key=lambda row: (row.collaborative_id, order.index(Role(row.role))))
