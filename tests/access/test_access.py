"""Who gets what at every address, and that nobody is told another organisation's words, people or numbers."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from collaborative.models import User
from organisations.models import CoachAssignment, ExpertAssignment, Membership
from tests.access.answers import AMHE, ROLES
from tests.access.conftest import Visitor, everything_said, names_and_routes, routes
from tests.access.faults import AMONG_COACHES, FOR_COACHES, faults
from tests.access.stage import Stage, people_of, work_of
from tests.access.table import ACCESS
from tests.cast import Cast


def test_every_address_stands_in_the_table() -> None:
    assert [route for name, route in names_and_routes() if not name] == []
    assert sorted(str(name) for name, _ in names_and_routes()) == sorted(ACCESS)
    assert {role for row in ACCESS.values() for answers in row.values() for role in answers} == set(ROLES)


def test_every_address_with_a_collaborative_lies_below_it() -> None:
    scoped = {route for _, route in names_and_routes() if "slug:slug" in route}
    assert scoped
    assert [route for route in scoped if not route.startswith("c/<slug:slug>/")] == []
    others = {route for _, route in names_and_routes()} - scoped
    # The public form and an invitation are for those who have no place in the collaborative yet.
    outside = ("join/<slug:programme>/", "invitations/mine/<int:pk>/")
    others = {route for route in others if not route.startswith(outside)}
    assert [route for route in others if "<int:" in route or "<slug:" in route] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(stage: Stage, role: str) -> None:
    found = faults(stage, role)
    assert not found, "\n".join(found)


def _end_membership(cast: Cast) -> None:
    Membership.objects.filter(user=cast.lead).update(ended_at=timezone.now())


def _end_assignment(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    CoachAssignment.objects.filter(coach=cast.coach).update(ends_on=yesterday)


def _assign_from_tomorrow(cast: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    CoachAssignment.objects.filter(coach=cast.coach).update(starts_on=tomorrow)


def _put_out(cast: Cast) -> None:
    User.objects.filter(pk=cast.lead.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("role", "end", "like"),
    [
        ("lead", _end_membership, "stranger"),
        ("coach", _end_assignment, "other_coach"),
        ("coach", _assign_from_tomorrow, "other_coach"),
        ("lead", _put_out, "anonymous"),
    ],
    ids=["membership ended", "assignment ended", "assignment not begun", "person not active"],
)
def test_rights_that_are_not_in_force_open_nothing(
    stage: Stage, role: str, end: Callable[[Cast], None], like: str
) -> None:
    end(stage.cast)
    found = faults(stage, role, like)
    assert not found, "\n".join(found)


def test_an_expert_whose_time_is_over_gets_what_everybody_of_the_collaborative_gets(stage: Stage) -> None:
    ExpertAssignment.objects.filter(expert=stage.cast.expert).update(ends_at=timezone.now())
    visitor, found = Visitor(stage, "expert"), []
    for name, route in routes().items():
        answers = ACCESS[name]["GET"]
        everybodys = answers["expert"] == answers["south_lead"] or name == "my-support"
        answer = visitor.ask("GET", stage.address(name, route))
        if answer.status_code != (answers["expert"] if everybodys else 404):
            found.append(f"{name}: {answer.status_code}")
        if work_of("north").search(everything_said(answer)) or people_of("north").search(everything_said(answer)):
            found.append(f"{name} speaks of North")
    assert [name for name in found if name != "invitation speaks of North"] == []


def test_what_must_not_be_said_elsewhere_is_said_at_home(stage: Stage) -> None:
    """Else the search for canaries would find nothing because there is nothing."""
    lead = Visitor(stage, "lead")
    for name in ("measure-csv", "measure-group", "measure-enter", "import", "history"):
        said = everything_said(lead.ask("GET", stage.address(name, routes()[name])))
        assert re.search(r"41,?7\d\d", said), name
        assert work_of("north").search(said), name
    for name in ("project", "organisation-home", "cycle", "cycles", "measures"):
        assert "northcanary" in everything_said(lead.ask("GET", stage.address(name, routes()[name]))), name
    assert people_of("north").search(everything_said(lead.ask("GET", stage.address("people", routes()["people"]))))
    coach = Visitor(stage, "coach")
    for _, name in FOR_COACHES:
        assert AMONG_COACHES.search(everything_said(coach.ask("GET", stage.address(name, routes()[name])))), name


def test_the_national_team_sees_that_something_changed_and_not_what(stage: Stage) -> None:
    said = everything_said(Visitor(stage, "admin").ask("GET", stage.address("history", routes()["history"])))
    assert "Nora Lead" in said
    assert "corrected numbers" in said.lower()
    assert not work_of("north").search(said)


def test_the_roles_of_the_table_are_the_cast_s(cast: Cast) -> None:
    assert set(AMHE) < set(ROLES)
    assert all(getattr(cast, role).email for role in ROLES if role != "anonymous")
