"""Where one lands after signing in, and the demonstration's one-click sign-in."""

import re
from datetime import date
from importlib import reload
from typing import Any

import pytest
from django.conf import settings as live_settings
from django.test import Client

from collaborative import urls
from collaborative.models import User
from collaborative.roles import Role
from organisations.models import CoachAssignment, Membership
from tests.cast import Cast


def test_with_one_place_one_is_taken_there(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    response = client.get("/start/")
    assert (response.status_code, response.url) == (302, "/c/amhe/o/RNN/")
    assert "Switch" not in client.get("/c/amhe/o/RNN/people/").content.decode()


def test_with_several_places_one_chooses(cast: Cast, client: Client) -> None:
    Membership.objects.create(user=cast.lead, role=Role.COACH, collaborative=cast.safety)
    client.force_login(cast.lead)
    html = client.get("/start/").content.decode()
    assert re.search(r'href="/c/amhe/o/RNN/"[^>]*>North Trust', html)
    assert re.search(r'href="/c/safety/coach/"[^>]*>Sexual Safety', html)
    assert "Project lead · Advancing Mental Health Equality" in html
    assert "QI coach" in html
    assert 'href="/start/">Switch' in client.get("/c/amhe/o/RNN/people/").content.decode()


def both_hats(cast: Cast) -> None:
    """Nora leads North's team and coaches South, in one collaborative."""
    Membership.objects.create(user=cast.lead, role=Role.COACH, collaborative=cast.amhe)
    CoachAssignment.objects.create(
        coach=cast.lead, collaborative=cast.amhe, participation=cast.south, starts_on=date(2025, 1, 6)
    )


@pytest.mark.parametrize("address", ["/start/", "/c/amhe/"])
def test_two_hats_in_one_collaborative_are_two_places(cast: Cast, client: Client, address: str) -> None:
    both_hats(cast)
    client.force_login(cast.lead)
    html = client.get(address).content.decode()
    assert re.search(r'href="/c/amhe/o/RNN/"[^>]*>North Trust', html)
    assert re.search(r'href="/c/amhe/coach/"[^>]*>Advancing Mental Health Equality', html)
    assert "South Trust" in client.get("/c/amhe/coach/").content.decode()
    home = client.get("/c/amhe/o/RNN/").content.decode()
    assert "northcanary" in home
    assert 'href="/start/">Switch' in home
    assert re.search(r'<p class="app-whereabouts__due"><a href="/c/amhe/o/RNN/">', home)


def test_two_teams_in_one_collaborative_are_two_places(cast: Cast, client: Client) -> None:
    for role in (Role.SPONSOR, Role.MEMBER):
        Membership.objects.create(user=cast.lead, role=role, collaborative=cast.amhe, participation=cast.south)
    client.force_login(cast.lead)
    html = client.get("/c/amhe/").content.decode()
    assert re.findall(r'href="(/c/amhe/o/\w+/)"', html) == ["/c/amhe/o/RNN/", "/c/amhe/o/RSS/"]
    assert "Executive sponsor, Project team member · Advancing" in html
    assert re.search(
        r'<p class="app-whereabouts__due"><a href="/c/amhe/">', client.get("/c/amhe/o/RSS/").content.decode()
    )


@pytest.mark.parametrize(
    ("name", "home"),
    [("lead", "/c/amhe/o/RNN/"), ("coach", "/c/amhe/coach/"), ("admin", "/c/amhe/organisations/")],
)
def test_the_collaborative_leads_on_to_the_only_place(cast: Cast, client: Client, name: str, home: str) -> None:
    client.force_login(getattr(cast, name))
    assert [client.get(address).url for address in ("/start/", "/c/amhe/")] == [home, home]


def test_without_a_place_one_is_told_what_to_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    response = client.get("/start/")
    assert response.status_code == 200
    assert "You have no place here yet" in response.content.decode()


def make_demo(cast: Cast) -> dict[str, User]:
    people = {}
    for name, role, place in (
        ("dana", Role.LEAD, cast.north),
        ("dora", Role.LEAD, cast.south),
        ("drew", Role.COACH, None),
        ("dean", Role.SPONSOR, cast.north),
    ):
        user = User.objects.create_user(f"{name}@demo.example", name.title())
        Membership.objects.create(user=user, role=role, collaborative=cast.amhe, participation=place)
        people[name] = user
    User.objects.filter(pk=people["dean"].pk).update(is_active=False)
    return people


def test_the_demonstration_offers_each_role_with_one_click(cast: Cast, client: Client) -> None:
    people = make_demo(cast)
    html = client.get("/demo/").content.decode()
    assert "Sign in as Dana" in html
    assert "Sign in as Drew" in html
    assert "Leads the work at North Trust" in html
    for absent in ("Dora", "Dean", "Nora Lead"):
        assert absent not in html
    response = client.post("/demo/sign-in/", {"membership": people["dana"].memberships.get().pk})
    assert (response.status_code, response.url) == (302, "/c/amhe/o/RNN/")
    assert client.get("/c/amhe/o/RNN/people/").status_code == 200


def test_one_click_leads_to_the_role_it_names(cast: Cast, client: Client) -> None:
    drew = make_demo(cast)["drew"]
    coaching = drew.memberships.get().pk
    Membership.objects.create(user=drew, role=Role.LEAD, collaborative=cast.safety, participation=cast.east)
    leading = drew.memberships.get(role=Role.LEAD).pk
    assert client.post("/demo/sign-in/", {"membership": coaching}).url == "/c/amhe/coach/"
    assert client.post("/demo/sign-in/", {"membership": leading}).url == "/c/safety/o/REE/"


def test_the_demonstration_signs_in_nobody_real(cast: Cast, client: Client) -> None:
    make_demo(cast)
    for membership in (cast.lead.memberships.get().pk, "", "x"):
        assert client.post("/demo/sign-in/", {"membership": membership}).status_code == 404
    assert client.get("/demo/sign-in/").status_code == 405
    assert "_auth_user_id" not in client.session


def test_the_demonstrations_sign_in_wants_its_own_form(cast: Cast) -> None:
    people = make_demo(cast)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/sign-in/", {"membership": people["dana"].memberships.get().pk}).status_code == 403


def test_outside_demo_mode_there_is_no_such_address(settings: Any) -> None:
    assert live_settings.DEMO
    assert "demo/" in {str(entry.pattern) for entry in urls.urlpatterns}
    settings.DEMO = False
    try:
        assert "demo/" not in {str(entry.pattern) for entry in reload(urls).urlpatterns}
    finally:
        settings.DEMO = True
        reload(urls)
