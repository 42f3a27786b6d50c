"""All that a partner's own page tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from collaborative.roles import Action
from organisations.models import Participation, Project
from organisations.queries import Access, owned
from pdsa.models import Cycle
from pdsa.queries import open_cycles_by_project
from phases.actions.coproduction import pulse_hash
from phases.models import Design, Gathering, Involvement, SignOff
from phases.queries import coproduction
from phases.queries.design import wanted_from
from phases.queries.gatherings import open_to
from phases.queries.journey import kept_of, paused_periods, phases_of, stage_of
from phases.timeline import Bar, bars


@dataclass(frozen=True)
class PartnerWork:
    """One partner at one organisation.

    unsaid: what people took part in, and nobody has said how much of a say they had. own: what this partner said that
    of. said: what this partner agreed to or not, with what became of it. theories: since when projects (ids) have one,
    with a driver. to_sign: designs they are asked to sign. gatherings: those that take their ideas or votes.
    """

    participation: Participation
    projects: Sequence[Project]
    tests: Mapping[int, Sequence[Cycle]]
    unsaid: Sequence[Involvement]
    own: Sequence[Involvement]
    said: Sequence[SignOff]
    theories: Mapping[int, datetime]
    to_sign: Sequence[Design]
    gatherings: Sequence[Gathering]
    has_answered: bool
    phases: Sequence[Bar]


def partner_work(access: Access, place: Participation, today: date) -> PartnerWork:
    """What a partner's page tells today, in a constant number of queries."""
    projects = list(owned(Project, access, Action.SEE_WORK).filter(participation=place, closed_on=None).order_by("pk"))
    ids, month = [project.pk for project in projects], today.replace(day=1)
    involved = coproduction.involvements_to(access, Action.SAY_AS_PARTNER).filter(participation=place)
    said = coproduction.sign_offs_to(access, Action.SAY_AS_PARTNER).filter(participation=place, said_by=access.user)
    plans = kept_of(access, place).plans
    stages = [stage_of(phase, plans.get(phase.pk)) for phase in phases_of(access.collaborative)]
    return PartnerWork(
        participation=place,
        projects=projects,
        tests=open_cycles_by_project(ids),
        unsaid=list(involved.filter(level="")),
        own=list(involved.filter(said_by=access.user)),
        said=list(said),
        theories=coproduction.to_agree_with(ids),
        to_sign=wanted_from(place, access.user),
        gatherings=open_to(access, place.pk, timezone.now()),
        has_answered=coproduction.has_answered(place, month, pulse_hash(access.user, month)),
        phases=bars(stages, paused_periods(place), today),
    )
