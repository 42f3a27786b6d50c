"""What a person may see and do in one collaborative, read afresh from memberships and assignments."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from collaborative.models import Collaborative, Owned, User
from collaborative.roles import NATIONAL_ROLES, OUTSIDE_ROLES, Action, Role, may
from collaborative.tenancy.scope import Scope
from organisations.models import CoachAssignment, ExpertAssignment, Membership, Organisation, Participation

OwnedModel = TypeVar("OwnedModel", bound=Owned)


@dataclass(frozen=True)
class Access:
    """One person in one collaborative: their roles for the whole of it, and for each participation by id."""

    user: User
    collaborative: Collaborative
    roles: frozenset[Role]
    grants: Mapping[int, frozenset[Role]] = field(default_factory=dict)

    def may(self, action: Action, participation_id: int | None = None) -> bool:
        """True where the person may do this: on the participation, or, without one, in the collaborative."""
        if participation_id is None:
            return may(self.roles, action)
        return may(self.grants.get(participation_id, frozenset()), action)

    def participations_for(self, action: Action) -> tuple[int, ...]:
        """The participations (ids) on which the person may do this."""
        return tuple(sorted(pk for pk, roles in self.grants.items() if may(roles, action)))

    def scope(self) -> Scope:
        """The rows this person's work may reach."""
        return Scope(self.user.pk, (self.collaborative.pk,), tuple(sorted(self.grants)))

    @property
    def all_roles(self) -> frozenset[Role]:
        return self.roles.union(*self.grants.values())


def _current_memberships(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user, ended_at__isnull=True)


def current_assignments() -> QuerySet[CoachAssignment]:
    """Coach assignments in force today."""
    today = timezone.localdate()
    return CoachAssignment.objects.filter(starts_on__lte=today).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def current_support() -> QuerySet[ExpertAssignment]:
    """What is open to an expert at this moment. The last moment itself is outside."""
    now = timezone.now()
    return ExpertAssignment.objects.filter(starts_at__lte=now, ends_at__gt=now)


def access_to(*, user: User, slug: str) -> Access | None:
    """The person's access to the collaborative of this slug, or None where they have none (or it is not there)."""
    collaborative = Collaborative.objects.filter(slug=slug).first()
    if collaborative is None or not user.is_active:
        return None
    return access_within(user=user, collaborative=collaborative)


def access_within(*, user: User, collaborative: Collaborative) -> Access | None:
    """The person's access to this collaborative, or None."""
    roles: set[Role] = set()
    grants: dict[int, set[Role]] = defaultdict(set)
    for participation_id, role in (
        _current_memberships(user).filter(collaborative=collaborative).values_list("participation_id", "role")
    ):
        if participation_id is None:
            roles.add(Role(role))
        else:
            grants[participation_id].add(Role(role))
    if Role.COACH in roles:
        assigned = current_assignments().filter(coach=user, collaborative=collaborative)
        for participation_id in assigned.values_list("participation_id", flat=True):
            grants[participation_id].add(Role.COACH)
    if Role.EXPERT in roles:
        opened = current_support().filter(expert=user, collaborative=collaborative)
        for participation_id in opened.values_list("participation_id", flat=True):
            grants[participation_id].add(Role.EXPERT)
    national = roles & NATIONAL_ROLES
    if national:
        for participation_id in Participation.objects.filter(collaborative=collaborative).values_list("pk", flat=True):
            grants[participation_id] |= national
    if not roles and not grants:
        return None
    frozen = {pk: frozenset(held) for pk, held in grants.items()}
    return Access(user=user, collaborative=collaborative, roles=frozenset(roles), grants=frozen)


def owned(model: type[OwnedModel], access: Access, action: Action) -> QuerySet[OwnedModel]:
    """The rows of an owned model on which this person may do this action.

    The explicit filter stands beside row-level security: it gives the planner constants and applies the roles.
    """
    return model._default_manager.filter(
        collaborative_id=access.collaborative.pk, participation_id__in=access.participations_for(action)
    )


def team_access(user: User, participation: Participation) -> Access:
    """The access of a team member to their own participation, for commands that act on their behalf."""
    access = access_within(user=user, collaborative=participation.collaborative)
    if access is None or participation.pk not in access.grants:
        raise ValueError(f"{user} has no access to {participation}")
    return access


def system_scope(collaborative: Collaborative, system: User) -> Scope:
    """The scope of a scheduled job: every participation of one collaborative, spelled out."""
    ids = Participation.objects.filter(collaborative=collaborative).order_by("pk").values_list("pk", flat=True)
    return Scope(system.pk, (collaborative.pk,), tuple(ids))


@dataclass(frozen=True)
class Place:
    """Somewhere a person can go: an organisation whose team they are in, or, without one, a whole collaborative.

    `roles` are what they are there: in the team, coach, expert, or of the national team.
    """

    collaborative: Collaborative
    roles: tuple[Role, ...]
    organisation: Organisation | None = None

    @property
    def is_coach(self) -> bool:
        return Role.COACH in self.roles


def places_of(user: User, collaborative: Collaborative | None = None) -> list[Place]:
    """Where this person can go, by collaborative: one place as coach, one as expert, one as national team,
    one for each team.

    With `collaborative`, only the places in it.
    """
    rows = _current_memberships(user).select_related("collaborative", "participation__organisation")
    if collaborative is not None:
        rows = rows.filter(collaborative=collaborative)
    found: dict[tuple[int, int | None, str], list[Membership]] = defaultdict(list)
    for row in rows.order_by("collaborative__name", "participation__organisation__name", "pk"):
        apart = row.role if row.role in OUTSIDE_ROLES else ""
        found[row.collaborative_id, row.participation_id, apart].append(row)
    return [
        Place(
            collaborative=held[0].collaborative,
            roles=tuple(Role(row.role) for row in held),
            organisation=held[0].participation.organisation if held[0].participation else None,
        )
        for held in found.values()
    ]
