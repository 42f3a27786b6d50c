"""Who runs a collaborative never reads an organisation's own values: nobody gets a role on both sides of one."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from collaborative.models import User
from collaborative.roles import Role
from organisations.actions.invitations import accept_invitation, invite
from organisations.actions.people import assign_coach, end_membership
from organisations.models import CoachAssignment, Invitation, Membership, Participation
from organisations.queries import open_invitation
from tests.cast import Cast

NORTH, TEAM = "/c/amhe/o/RNN/people/", "/c/amhe/team/"
RUNS = "is in the team that runs this collaborative"
WORKS = "coaches or is in a team here"


def refused(client: Client, address: str, email: str, role: Role, words: str) -> None:
    response = client.post(address, {"name": "Somebody", "email": email, "role": role})
    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert 'href="#id_email"' in html
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("address", "role"), [(NORTH, Role.LEAD), (NORTH, Role.SPONSOR), (TEAM, Role.COACH)])
def test_the_national_team_cannot_invite_itself(cast: Cast, client: Client, address: str, role: Role) -> None:
    client.force_login(cast.admin)
    refused(client, address, cast.admin.email.upper(), role, RUNS)
    refused(client, address, cast.manager.email, role, RUNS)


def test_a_lead_cannot_invite_the_national_team(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    refused(client, NORTH, cast.manager.email, Role.MEMBER, RUNS)


def test_nobody_invites_their_own_address(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    refused(client, NORTH, cast.lead.email.title(), Role.DATA_ENTRY, "You cannot invite yourself.")
    client.force_login(cast.manager)
    refused(client, TEAM, cast.manager.email, Role.NATIONAL_ADMIN, "You cannot invite yourself.")


@pytest.mark.parametrize("name", ["coach", "lead", "partner", "south_lead"])
def test_who_works_with_a_team_cannot_join_the_national_team(cast: Cast, client: Client, name: str) -> None:
    client.force_login(cast.admin)
    refused(client, TEAM, getattr(cast, name).email, Role.PROGRAMME_MANAGER, WORKS)


def test_the_other_collaborative_does_not_count(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    answers = {"name": "Ed", "email": cast.east_lead.email, "role": Role.PROGRAMME_MANAGER}
    assert client.post(TEAM, answers).status_code == 302


def send(cast: Cast, user: User, role: Role, place: Participation | None = None) -> str:
    values: dict[str, Any] = {"email": user.email, "name": user.name, "collaborative": cast.amhe}
    return invite(by=cast.admin, role=role, participation=place, **values)[1]


def follow(client: Client, user: User, token: str) -> tuple[int, str]:
    client.force_login(user)
    response = client.post(f"/invitations/{token}/")
    return response.status_code, response.content.decode()


def test_of_two_invitations_to_both_sides_only_one_can_be_accepted(cast: Cast, client: Client) -> None:
    lead = send(cast, cast.stranger, Role.LEAD, cast.north)
    national = send(cast, cast.stranger, Role.NATIONAL_ADMIN)
    assert follow(client, cast.stranger, national)[0] == 302
    status, html = follow(client, cast.stranger, lead)
    assert (status, f"Stan Stranger {RUNS}" in html) == (422, True)
    assert [row.role for row in cast.stranger.memberships.all()] == ["national_admin"]


def test_and_neither_the_other_way_round(cast: Cast, client: Client) -> None:
    coach = send(cast, cast.stranger, Role.COACH)
    national = send(cast, cast.stranger, Role.PROGRAMME_MANAGER)
    assert follow(client, cast.stranger, coach)[0] == 302
    status, html = follow(client, cast.stranger, national)
    assert (status, f"Stan Stranger {WORKS}" in html) == (422, True)
    assert [row.role for row in cast.stranger.memberships.all()] == ["coach"]


def test_the_national_team_is_not_given_an_organisation_to_coach(cast: Cast, client: Client) -> None:
    Membership.objects.create(user=cast.manager, role=Role.COACH, collaborative=cast.amhe)
    client.force_login(cast.admin)
    day = {"starts_on_day": "3", "starts_on_month": "2", "starts_on_year": "2026"}
    response = client.post(f"{NORTH}coach/", {"coach": cast.manager.pk, **day})
    assert response.status_code == 422
    assert f"Max Manager {RUNS}" in response.content.decode()
    assert not CoachAssignment.objects.filter(coach=cast.manager).exists()
    with pytest.raises(ValidationError) as told:
        assign_coach(participation=cast.south, coach=cast.manager, by=cast.manager, starts_on=timezone.localdate())
    assert list(told.value.message_dict) == ["coach"]


# An invitation lives no longer than the right to give it.


def end(cast: Cast, user: User, role: Role, by: User) -> None:
    end_membership(membership=Membership.objects.get(user=user, role=role), by=by, reason="left")


def test_what_a_lead_gave_goes_with_the_role(cast: Cast, client: Client) -> None:
    Membership.objects.create(user=cast.member, role=Role.LEAD, collaborative=cast.amhe, participation=cast.north)
    values: dict[str, Any] = {"collaborative": cast.amhe, "participation": cast.north, "role": Role.DATA_ENTRY}
    _, gone = invite(by=cast.lead, email="a@example.nhs.uk", name="A", **values)
    _, stays = invite(by=cast.member, email="b@example.nhs.uk", name="B", **values)
    end(cast, cast.lead, Role.LEAD, cast.admin)
    assert open_invitation(gone) is None
    assert open_invitation(stays) is not None
    assert client.get(f"/invitations/{gone}/").status_code == 404
    event = Invitation.objects.get(email="a@example.nhs.uk").events.latest("pgh_id")
    assert (event.pgh_context["actor"], event.pgh_context["reason"]) == (cast.admin.pk, "left")


def test_an_invitation_to_who_leaves_is_withdrawn_there_alone(cast: Cast) -> None:
    here = send(cast, cast.member, Role.LEAD, cast.north)
    there = send(cast, cast.member, Role.LEAD, cast.south)
    end(cast, cast.member, Role.MEMBER, cast.lead)
    assert open_invitation(here) is None
    assert open_invitation(there) is not None


def test_a_programme_manager_s_invitations_go_with_the_role(cast: Cast) -> None:
    values: dict[str, Any] = {"by": cast.manager, "name": "A", "collaborative": cast.amhe}
    _, coach = invite(email="a@example.nhs.uk", role=Role.COACH, **values)
    _, lead = invite(email="b@example.nhs.uk", role=Role.LEAD, participation=cast.south, **values)
    end(cast, cast.manager, Role.PROGRAMME_MANAGER, cast.admin)
    assert (open_invitation(coach), open_invitation(lead)) == (None, None)


@pytest.mark.parametrize("how", ["role", "account"])
def test_accepting_asks_again_whether_it_may_be_given(cast: Cast, client: Client, how: str) -> None:
    token = send(cast, cast.stranger, Role.LEAD, cast.north)
    if how == "role":
        Membership.objects.filter(user=cast.admin).update(ended_at=timezone.now())
    else:
        User.objects.filter(pk=cast.admin.pk).update(is_active=False)
    status, html = follow(client, cast.stranger, token)
    assert (status, "This invitation is no longer open." in html) == (422, True)
    assert not cast.stranger.memberships.exists()


def test_two_accepting_at_once_is_told_and_not_an_error(cast: Cast, client: Client, monkeypatch: Any) -> None:
    token = send(cast, cast.stranger, Role.LEAD, cast.north)
    invitation = open_invitation(token)
    assert invitation is not None
    # What the second browser read before the first one was done.
    monkeypatch.setattr("organisations.views.invitation.open_invitation", lambda _: invitation)
    accept_invitation(invitation=Invitation.objects.get(pk=invitation.pk), user=cast.stranger)
    status, html = follow(client, cast.stranger, token)
    assert (status, "This invitation has already been accepted." in html) == (422, True)
    assert cast.stranger.memberships.count() == 1
