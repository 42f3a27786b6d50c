"""Collaboratives of their own for single journeys, made in the running product's own database."""

from datetime import date, timedelta

from django.utils import timezone

from coaching.actions.visits import VisitFields, write_visit
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.models import CoachAssignment, Membership, Organisation, Participation, Project
from tests.evaluation.builders import STEADY, measure_with
from tests.password import PASSWORD

LONG_AGO = date(2025, 1, 6)


def _person(name: str) -> User:
    address = f"{name.lower().replace(' ', '.')}@example.nhs.uk"
    user = User.objects.create_user(address, name, PASSWORD)
    user.emailaddress_set.create(email=address, verified=True, primary=True)
    return user


def _coach(collaborative: Collaborative, name: str) -> User:
    coach = _person(name)
    Membership.objects.create(user=coach, role=Role.COACH, collaborative=collaborative)
    return coach


def _organisation(coach: User, collaborative: Collaborative, code: str, name: str, joined: date) -> Project:
    """An organisation of this coach with a lead and a project."""
    organisation = Organisation.objects.create(ods_code=code, name=name, region="Example")
    place = Participation.objects.create(collaborative=collaborative, organisation=organisation, joined_on=joined)
    CoachAssignment.objects.create(coach=coach, collaborative=collaborative, participation=place, starts_on=joined)
    lead = _person(f"Lead {code}")
    Membership.objects.create(user=lead, role=Role.LEAD, collaborative=collaborative, participation=place)
    with tenant_context(Scope(lead.pk, (collaborative.pk,), (place.pk,))):
        return Project.objects.create(
            collaborative=collaborative, participation=place, name=f"Waiting at {name}", population="Everybody",
            aim="Halve the wait", starts_on=joined, created_by=lead,
        )  # fmt: skip


def make_monday() -> None:
    """Nine organisations of one coach: two sent numbers in, two were silent for long, five joined last week."""
    collaborative = Collaborative.objects.create(slug="monday", name="Waiting Well")
    coach, last_week = _coach(collaborative, "Mo Monday"), timezone.localdate() - timedelta(days=7)
    for number in range(1, 10):
        joined = LONG_AGO if number < 5 else last_week
        project = _organisation(coach, collaborative, f"MON{number}", f"Monday Trust {number}", joined)
        if number < 3:
            measure_with(project, project.created_by, STEADY)
        if number == 1:
            said = VisitFields(happened_on=last_week, mode="phone", discussed="How to begin.")
            with tenant_context(Scope(coach.pk, (collaborative.pk,), (project.participation_id,))):
                write_visit(participation=project.participation, by=coach, said=said, private="")


def make_ramp() -> None:
    """One organisation with a coach, a lead and a measure whose every month is in."""
    collaborative = Collaborative.objects.create(slug="ramp", name="Ringing First")
    coach = _coach(collaborative, "Ruth Rampcoach")
    project = _organisation(coach, collaborative, "RAMP1", "Ramp Trust", LONG_AGO)
    measure_with(project, project.created_by, STEADY)
