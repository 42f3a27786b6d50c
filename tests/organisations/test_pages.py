"""Who opens which page, what stands on it, and what a person without the right is shown: the same 404 for all."""

import re
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.models import User
from collaborative.roles import Role
from organisations.actions.invitations import invite
from organisations.http import attempt
from organisations.models import CoachAssignment, Invitation, Membership, Organisation, Participation, Project
from tests.cast import Cast

TEAM = ["lead", "member", "data_entry", "partner", "sponsor"]
NATIONAL = ["admin", "manager"]
EVERYBODY = [*TEAM, *NATIONAL, "coach", "other_coach", "south_lead", "east_lead", "stranger"]
# Address (of North where there is one) and who may open it.
PAGES = {
    "/c/amhe/o/RNN/people/": {*TEAM, *NATIONAL, "coach"},
    "/c/amhe/o/RNN/history/": {"lead", *NATIONAL},
    "/c/amhe/o/RNN/projects/new/": {"lead"},
    "/c/amhe/p/{project}/edit/": {"lead"},
    "/c/amhe/o/RNN/people/{member}/end/": {"lead", *NATIONAL},
    "/c/amhe/o/RNN/people/invitations/{invitation}/withdraw/": {"lead", *NATIONAL},
    "/c/amhe/o/RNN/people/coach/{assignment}/end/": set(NATIONAL),
    "/c/amhe/organisations/": set(NATIONAL),
    "/c/amhe/organisations/new/": set(NATIONAL),
    "/c/amhe/settings/": set(NATIONAL),
    "/c/amhe/team/": set(NATIONAL),
    "/c/amhe/team/history/": set(NATIONAL),
    "/c/amhe/team/{manager}/end/": set(NATIONAL),
    "/c/amhe/team/invitations/{national_invitation}/withdraw/": set(NATIONAL),
}


@pytest.fixture
def ids(cast: Cast) -> dict[str, int]:
    """Ids that the addresses need."""
    team, _ = invite(
        by=cast.lead,
        email="ina@example.nhs.uk",
        name="Ina Invited",
        role=Role.MEMBER,
        collaborative=cast.amhe,
        participation=cast.north,
    )
    national, _ = invite(
        by=cast.admin, email="nat@example.nhs.uk", name="Nat National", role=Role.COACH, collaborative=cast.amhe
    )
    return {
        "project": cast.north_project.pk,
        "member": Membership.objects.get(user=cast.member).pk,
        "manager": Membership.objects.get(user=cast.manager).pk,
        "assignment": CoachAssignment.objects.get(coach=cast.coach).pk,
        "invitation": team.pk,
        "national_invitation": national.pk,
    }


@pytest.mark.parametrize("address", PAGES)
def test_who_may_open_it(cast: Cast, client: Client, ids: dict[str, int], address: str) -> None:
    for name in EVERYBODY:
        client.force_login(getattr(cast, name))
        response = client.get(address.format(**ids))
        assert response.status_code == (200 if name in PAGES[address] else 404), name
        if name not in PAGES[address]:
            text = response.content.decode()
            assert "North Trust" not in text
            assert "northcanary" not in text


@pytest.mark.parametrize("address", PAGES)
def test_who_may_not_open_it_may_not_send_it_either(
    cast: Cast, client: Client, ids: dict[str, int], address: str
) -> None:
    before = counts()
    for name in set(EVERYBODY) - PAGES[address] - ({"coach", *TEAM} if address.endswith("/people/") else set()):
        client.force_login(getattr(cast, name))
        assert client.post(address.format(**ids), {"reason": "x"}).status_code in (404, 405), name
    assert counts() == before


def counts() -> tuple[int, int, int]:
    return (
        Membership.objects.filter(ended_at__isnull=True).count(),
        Invitation.objects.filter(withdrawn_at__isnull=True).count(),
        Participation.objects.count(),
    )


@pytest.mark.parametrize("address", PAGES)
def test_signed_out_one_is_asked_to_sign_in(cast: Cast, client: Client, ids: dict[str, int], address: str) -> None:
    response = client.get(address.format(**ids))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_rows_of_another_organisation_are_not_reached_through_ones_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    foreign = Membership.objects.get(user=cast.south_lead).pk
    assert client.get(f"/c/amhe/o/RNN/people/{foreign}/end/").status_code == 404
    assert client.get(f"/c/amhe/p/{cast.south_project.pk}/edit/").status_code == 404
    client.force_login(cast.admin)
    assignment = CoachAssignment.objects.get(coach=cast.other_coach).pk
    assert client.get(f"/c/amhe/o/RNN/people/coach/{assignment}/end/").status_code == 404
    assert client.get(f"/c/amhe/team/{foreign}/end/").status_code == 404


def test_the_people_page_tells_who_is_who(cast: Cast, client: Client, ids: dict[str, int]) -> None:
    User.objects.filter(pk=cast.lead.pk).update(phone="020 7946 0000")
    client.force_login(cast.member)
    html = client.get("/c/amhe/o/RNN/people/").content.decode()
    for words in ("Nora Lead", "Project lead", "Coproduction partner", "Cora Coach", "6 January 2025", "Ina Invited"):
        assert words in html
    assert f'href="mailto:{cast.lead.email}"' in html
    assert 'href="tel:02079460000"' in html
    assert "Sam Southlead" not in html
    assert "Otto" not in html
    assert "Invite somebody" not in html
    assert "End role" not in html


def test_inviting_on_the_page_shows_the_link_once(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(cast.lead)
    answers = {"name": "Nina New", "email": "nina@example.nhs.uk", "role": "member"}
    response = client.post("/c/amhe/o/RNN/people/", answers)
    assert (response.status_code, response.url) == (302, "/c/amhe/o/RNN/people/")
    html = client.get(response.url).content.decode()
    link = re.search(r'value="(http://127\.0\.0\.1:8000/invitations/[^"]+/)"', html)
    assert link
    assert Client().get(link[1].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert "/invitations/" not in re.sub(r"people/invitations/", "", client.get(response.url).content.decode())


def test_an_invitation_that_is_refused_keeps_what_was_typed(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    answers = {"name": "Mia", "email": cast.member.email, "role": "member"}
    response = client.post("/c/amhe/o/RNN/people/", answers)
    html = response.content.decode()
    assert response.status_code == 422
    assert "This person already has this role here." in html
    assert 'href="#id_email"' in html
    assert f'value="{cast.member.email}"' in html


def test_a_lead_cannot_invite_to_the_whole_collaborative(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    answers = {"name": "Nina", "email": "nina@example.nhs.uk", "role": "national_admin"}
    assert client.post("/c/amhe/o/RNN/people/", answers).status_code == 422
    assert not Invitation.objects.exists()


def test_ending_a_role_asks_for_a_reason_first(cast: Cast, client: Client, ids: dict[str, int]) -> None:
    client.force_login(cast.lead)
    address = f"/c/amhe/o/RNN/people/{ids['member']}/end/"
    assert "End the role of Mia Member?" in client.get(address).content.decode()
    refused = client.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Enter a reason" in refused.content.decode()
    done = client.post(address, {"reason": "moved on"})
    assert (done.status_code, done.url) == (302, "/c/amhe/o/RNN/people/")
    assert Membership.objects.get(pk=ids["member"]).ended_at is not None
    assert client.post(address, {"reason": "again"}).status_code == 404


def test_the_last_lead_is_told_why_they_stay(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    own = Membership.objects.get(user=cast.lead).pk
    response = client.post(f"/c/amhe/o/RNN/people/{own}/end/", {"reason": "leaving"})
    assert response.status_code == 422
    assert "Nora Lead is the only project lead here." in response.content.decode()
    assert Membership.objects.get(pk=own).ended_at is None


def test_withdrawing_an_invitation(cast: Cast, client: Client, ids: dict[str, int]) -> None:
    client.force_login(cast.lead)
    address = f"/c/amhe/o/RNN/people/invitations/{ids['invitation']}/withdraw/"
    assert "Withdraw the invitation to Ina Invited?" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert Invitation.objects.get(pk=ids["invitation"]).withdrawn_at is not None


def test_the_national_team_gives_and_takes_a_coach(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    day = {"starts_on_day": "3", "starts_on_month": "2", "starts_on_year": "2026"}
    response = client.post("/c/amhe/o/RNN/people/coach/", {"coach": cast.other_coach.pk, **day})
    assert (response.status_code, response.url) == (302, "/c/amhe/o/RNN/people/")
    held = CoachAssignment.objects.get(coach=cast.other_coach, participation=cast.north)
    assert str(held.starts_on) == "2026-02-03"
    today = timezone.localdate()
    last = {"ends_on_day": today.day, "ends_on_month": today.month, "ends_on_year": today.year}
    address = f"/c/amhe/o/RNN/people/coach/{held.pk}/end/"
    assert client.post(address, {**last, "reason": "one is enough"}).status_code == 302
    held.refresh_from_db()
    assert held.ends_on == today


def test_nobody_else_gives_a_coach(cast: Cast, client: Client) -> None:
    for name in (*TEAM, "coach", "other_coach", "south_lead"):
        client.force_login(getattr(cast, name))
        response = client.post("/c/amhe/o/RNN/people/coach/", {"coach": cast.other_coach.pk})
        assert response.status_code == 404
    assert CoachAssignment.objects.count() == 2


def test_a_person_who_is_no_coach_is_refused_beside_the_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    response = client.post("/c/amhe/o/RNN/people/coach/", {"coach": cast.lead.pk})
    assert response.status_code == 422
    assert "Select coach from the list" in response.content.decode()


def add_organisations(cast: Cast, number: int) -> None:
    for n in range(number):
        organisation = Organisation.objects.create(ods_code=f"X{n:03}", name=f"Extra Trust {n:03}", region="Far away")
        joined = Participation.objects.create(
            collaborative=cast.amhe, organisation=organisation, joined_on=timezone.localdate()
        )
        user = User.objects.create_user(f"extra{n}@example.nhs.uk", f"Extra Lead {n}")
        Membership.objects.create(user=user, role=Role.LEAD, collaborative=cast.amhe, participation=joined)
        CoachAssignment.objects.create(
            coach=cast.coach, collaborative=cast.amhe, participation=joined, starts_on=joined.joined_on
        )


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_of_organisations(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    html = client.get("/c/amhe/organisations/").content.decode()
    row = re.search(r"<tr[^>]*>\s*<th[^>]*><a[^>]*>North Trust.*?</tr>", html, re.S)
    assert row
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row[0], re.S)]
    assert cells == ["RNN", "Example", "Wave 1", "Cora Coach", "5 people", "Joined 6 January 2025"]
    assert "East Trust" not in html


def test_the_list_of_organisations_is_searched_and_paged(cast: Cast, client: Client) -> None:
    add_organisations(cast, 30)
    client.force_login(cast.admin)
    first = client.get("/c/amhe/organisations/").content.decode()
    assert "1 to 25 of 32 organisations" in first
    assert "North Trust" not in first
    assert "North Trust" in client.get("/c/amhe/organisations/?page=2").content.decode()
    for word in ("north", "RNN", "rnn"):
        found = client.get(f"/c/amhe/organisations/?q={word}").content.decode()
        assert "North Trust" in found
        assert "Extra Trust" not in found
    assert "No organisation matches “zzz”" in client.get("/c/amhe/organisations/?q=zzz").content.decode()


@pytest.mark.parametrize("address", ["/c/amhe/organisations/", "/c/amhe/team/"])
def test_many_organisations_cost_no_more_queries(cast: Cast, client: Client, address: str) -> None:
    client.force_login(cast.admin)
    few = queries_of(client, address)
    add_organisations(cast, 30)
    assert queries_of(client, address) == few


def test_many_people_cost_no_more_queries(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    few = queries_of(client, "/c/amhe/o/RNN/people/")
    for n in range(30):
        user = User.objects.create_user(f"more{n}@example.nhs.uk", f"More {n}")
        Membership.objects.create(user=user, role=Role.MEMBER, collaborative=cast.amhe, participation=cast.north)
        invite(
            by=cast.lead,
            email=f"ask{n}@example.nhs.uk",
            name=f"Ask {n}",
            role=Role.MEMBER,
            collaborative=cast.amhe,
            participation=cast.north,
        )
    assert queries_of(client, "/c/amhe/o/RNN/people/") == few


def test_adding_an_organisation(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    day = {"joined_on_day": "1", "joined_on_month": "apr", "joined_on_year": "2026"}
    answers = {"ods_code": "rww", "name": "West Trust", "region": "Example", "wave": "2", **day}
    response = client.post("/c/amhe/organisations/new/", answers)
    assert (response.status_code, response.url) == (302, "/c/amhe/o/RWW/people/")
    assert "Nobody is in this team yet" in client.get(response.url).content.decode()
    again = client.post("/c/amhe/organisations/new/", answers)
    assert again.status_code == 422
    assert "RWW already takes part in Advancing Mental Health Equality." in again.content.decode()
    assert 'href="#id_ods_code"' in again.content.decode()


def test_the_national_team_page(cast: Cast, client: Client, ids: dict[str, int]) -> None:
    client.force_login(cast.manager)
    html = client.get("/c/amhe/team/").content.decode()
    row = re.search(r"<tr[^>]*>\s*<th[^>]*>Cora Coach.*?</tr>", html, re.S)
    assert row
    assert re.search(r'class="app-number">1<', row[0])
    for words in ("Ada Admin", "Max Manager", "Nat National"):
        assert words in html
    assert "Nora Lead" not in html
    response = client.post("/c/amhe/team/", {"name": "Nick", "email": "nick@example.nhs.uk", "role": "coach"})
    assert (response.status_code, response.url) == (302, "/c/amhe/team/")
    assert Invitation.objects.get(email="nick@example.nhs.uk").participation is None


def test_ending_a_national_role(cast: Cast, client: Client, ids: dict[str, int]) -> None:
    client.force_login(cast.admin)
    assert client.post(f"/c/amhe/team/{ids['manager']}/end/", {"reason": "left"}).url == "/c/amhe/team/"
    own = Membership.objects.get(user=cast.admin).pk
    refused = client.post(f"/c/amhe/team/{own}/end/", {"reason": "left"})
    assert "only national administrator" in refused.content.decode()
    address = f"/c/amhe/team/invitations/{ids['national_invitation']}/withdraw/"
    assert client.post(address).url == "/c/amhe/team/"


PROJECT = {
    "name": "Shorter waits",
    "population": "Adults",
    "aim": "Halve it",
    "starts_on_day": "1",
    "starts_on_month": "5",
    "starts_on_year": "2026",
}


def test_starting_and_changing_a_project(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    form = client.get("/c/amhe/o/RNN/projects/new/").content.decode()
    assert form.count("Do not write anything that could identify a person.") == 3
    made = client.post("/c/amhe/o/RNN/projects/new/", PROJECT)
    with cast.scope():
        project = Project.objects.get(name="Shorter waits")
    assert (made.status_code, made.url) == (302, f"/c/amhe/p/{project.pk}/")
    assert project.created_by == cast.lead
    form = client.get(f"/c/amhe/p/{project.pk}/edit/").content.decode()
    assert 'value="Shorter waits"' in form
    saved = client.post(f"/c/amhe/p/{project.pk}/edit/", PROJECT | {"aim": "Halve it by May"})
    assert saved.url == f"/c/amhe/p/{project.pk}/"
    with cast.scope():
        project.refresh_from_db()
        assert project.aim == "Halve it by May"


def test_an_aim_that_was_changed_meanwhile_is_shown_beside_one_s_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    path = f"/c/amhe/p/{cast.north_project.pk}/edit/"
    form = client.get(path).content.decode()
    seen = cast.north_project.aim
    assert f'<input type="hidden" name="seen" value="{seen}"' in form
    with cast.scope():
        Project.objects.filter(pk=cast.north_project.pk).update(aim="Halve it by June")
    mine = PROJECT | {"aim": "Halve it by May", "seen": seen}
    refused = client.post(path, mine)
    said = refused.content.decode()
    assert refused.status_code == 422
    assert "It now says: “Halve it by June”" in said
    assert "Halve it by May</textarea>" in said
    assert '<input type="hidden" name="seen" value="Halve it by June"' in said
    assert client.post(path, mine | {"seen": "Halve it by June"}).status_code == 302
    with cast.scope():
        assert Project.objects.get(pk=cast.north_project.pk).aim == "Halve it by May"


def test_a_refusal_for_a_field_that_a_form_does_not_have_stands_with_the_whole() -> None:
    class Small(forms.Form):
        name = forms.CharField()

    def refuse() -> None:
        raise ValidationError({"name": "Too short", "text": "Too long"})

    form = Small({"name": "x"})
    assert attempt(form, refuse) is None
    assert form.errors == {"name": ["Too short"], "__all__": ["Too long"]}


def test_a_project_that_is_refused_keeps_what_was_typed(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    response = client.post("/c/amhe/o/RNN/projects/new/", PROJECT | {"name": "northcanary project"})
    assert response.status_code == 422
    assert "already has a project with this name" in response.content.decode()
    assert "Halve it" in response.content.decode()
