"""The same people on every stage: one of each role in two organisations of one collaborative, and strangers.

`north` and `south` take part in `amhe`; `east` takes part in another collaborative. Each owns one project whose name
holds a canary word, so that a leak is a word found where it must not be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.models import CoachAssignment, Membership, Organisation, Participation, Project
from tests.password import PASSWORD


@dataclass
class Cast:
    """The people by role name, and the places they belong to."""

    amhe: Collaborative
    safety: Collaborative
    north: Participation
    south: Participation
    east: Participation
    north_project: Project
    south_project: Project
    east_project: Project
    admin: User
    manager: User
    finance: User
    coach: User
    other_coach: User
    lead: User
    member: User
    data_entry: User
    partner: User
    sponsor: User
    south_lead: User
    east_lead: User
    stranger: User
    # On the stage of tests/access alone, where somebody supports North for a time.
    expert: User = field(init=False)

    @contextmanager
    def scope(self, *participations: Participation, user: User | None = None) -> Iterator[None]:
        """A scope on these participations (north where none is named)."""
        chosen = participations or (self.north,)
        collaboratives = tuple({row.collaborative_id for row in chosen})
        actor = user or self.lead
        with tenant_context(Scope(actor.pk, collaboratives, tuple(row.pk for row in chosen))):
            yield


def _person(name: str) -> User:
    return User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.nhs.uk", name, PASSWORD)


def _join(user: User, role: Role, collaborative: Collaborative, participation: Participation | None = None) -> User:
    Membership.objects.create(user=user, role=role, collaborative=collaborative, participation=participation)
    return user


def _participation(collaborative: Collaborative, code: str, name: str) -> Participation:
    organisation = Organisation.objects.create(ods_code=code, name=name, region="Example")
    return Participation.objects.create(
        collaborative=collaborative, organisation=organisation, joined_on=date(2025, 1, 6)
    )


def _project(participation: Participation, canary: str, by: User) -> Project:
    with tenant_context(Scope(by.pk, (participation.collaborative_id,), (participation.pk,))):
        return Project.objects.create(
            collaborative_id=participation.collaborative_id,
            participation=participation,
            name=f"{canary} project",
            population=f"People of {canary}",
            aim=f"Halve the wait for {canary}",
            starts_on=date(2025, 1, 6),
            created_by=by,
        )


def make_cast() -> Cast:
    """Make everybody. Canary words: northcanary, southcanary, eastcanary."""
    amhe = Collaborative.objects.create(slug="amhe", name="Advancing Mental Health Equality")
    safety = Collaborative.objects.create(slug="safety", name="Sexual Safety")
    north = _participation(amhe, "RNN", "North Trust")
    south = _participation(amhe, "RSS", "South Trust")
    east = _participation(safety, "REE", "East Trust")
    lead = _join(_person("Nora Lead"), Role.LEAD, amhe, north)
    south_lead = _join(_person("Sam Southlead"), Role.LEAD, amhe, south)
    east_lead = _join(_person("Ed Eastlead"), Role.LEAD, safety, east)
    coach = _join(_person("Cora Coach"), Role.COACH, amhe)
    other_coach = _join(_person("Otto Othercoach"), Role.COACH, amhe)
    CoachAssignment.objects.create(coach=coach, collaborative=amhe, participation=north, starts_on=date(2025, 1, 6))
    CoachAssignment.objects.create(
        coach=other_coach, collaborative=amhe, participation=south, starts_on=date(2025, 1, 6)
    )
    return Cast(
        amhe=amhe,
        safety=safety,
        north=north,
        south=south,
        east=east,
        north_project=_project(north, "northcanary", lead),
        south_project=_project(south, "southcanary", south_lead),
        east_project=_project(east, "eastcanary", east_lead),
        admin=_join(_person("Ada Admin"), Role.NATIONAL_ADMIN, amhe),
        manager=_join(_person("Max Manager"), Role.PROGRAMME_MANAGER, amhe),
        finance=_join(_person("Fay Finance"), Role.FINANCE, amhe),
        coach=coach,
        other_coach=other_coach,
        lead=lead,
        member=_join(_person("Mia Member"), Role.MEMBER, amhe, north),
        data_entry=_join(_person("Dan Dataentry"), Role.DATA_ENTRY, amhe, north),
        partner=_join(_person("Pat Partner"), Role.PARTNER, amhe, north),
        sponsor=_join(_person("Sue Sponsor"), Role.SPONSOR, amhe, north),
        south_lead=south_lead,
        east_lead=east_lead,
        stranger=_person("Stan Stranger"),
    )
