"""The menu of the national team: what it holds by rights, and the place it marks."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.presenters.menu import Group, menu
from organisations.queries import access_to
from tests.cast import Cast


def groups(cast: Cast, name: str, path: str = "/c/amhe/organisations/") -> list[Group]:
    access = access_to(user=getattr(cast, name), slug="amhe")
    assert access is not None
    return menu(access, path)


def here(cast: Cast, path: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The groups marked as the place, and the pages with how they are marked."""
    found = groups(cast, "admin", path)
    marked = [(link.text, link.here) for group in found for link in group.links if link.here]
    return [group.text for group in found if group.here], marked


def test_everything_the_national_team_runs_is_in_a_group(cast: Cast) -> None:
    found = groups(cast, "admin")
    names = [group.text for group in found]
    assert names == ["Organisations", "Programme", "Learning", "Joining", "Team and settings"]
    texts = {link.text for group in found for link in group.links}
    assert {"Phases", "Timeline", "Pauses", "Definitions", "Signed designs", "Readiness", "Getting started"} <= texts


def test_finance_finds_the_fees_and_what_everybody_may_read(cast: Cast) -> None:
    found = groups(cast, "finance", "/c/amhe/fees/")
    assert [group.text for group in found] == ["Programme", "Learning", "Fees"]
    assert [link.text for link in found[0].links] == [
        "Theory of change",
        "Measures",
        "Measure library",
        "Progress scale",
        "Sustainability factors",
        "What teams learnt",
    ]
    assert (found[2].here, found[2].href) == ("page", "/c/amhe/fees/")


@pytest.mark.parametrize(
    ("path", "group", "page", "how"),
    [
        ("/c/amhe/organisations/", "Organisations", "Organisations", "page"),
        ("/c/amhe/o/RNN/people/", "Organisations", "Organisations", "true"),
        ("/c/amhe/programme/", "Programme", "Measures", "page"),
        ("/c/amhe/programme/4/", "Programme", "Measures", "true"),
        ("/c/amhe/programme/phases/2/", "Programme", "Phases", "true"),
        ("/c/amhe/programme/populations/", "Team and settings", "Settings", "true"),
        ("/c/amhe/organisations/enrol/", "Joining", "Would like to join", "true"),
        ("/c/amhe/fees/settings/", "Joining", "Fees", "true"),
    ],
)
def test_the_place_is_marked(cast: Cast, path: str, group: str, page: str, how: str) -> None:
    assert here(cast, path) == ([group], [(page, how)])


def test_nothing_is_marked_where_no_page_of_the_menu_is_near(cast: Cast) -> None:
    assert here(cast, "/c/amhe/codes/") == ([], [])


def test_every_link_opens_for_who_has_it(cast: Cast, client: Client) -> None:
    for name in ("admin", "manager", "finance"):
        client.force_login(getattr(cast, name))
        for group in groups(cast, name):
            for link in group.links:
                html = client.get(link.href).content.decode()
                assert re.search(rf'href="{link.href}" aria-current="page">{link.text}</a>', html), (name, link.text)


def test_it_is_on_the_pages_of_an_organisation_and_asks_the_database_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    html = client.get("/c/amhe/o/RNN/people/").content.decode()
    assert '<nav class="app-menu" aria-label="' in html
    access = access_to(user=cast.admin, slug="amhe")
    assert access is not None
    with CaptureQueriesContext(connection) as captured:
        menu(access, "/c/amhe/organisations/")
    assert len(captured) == 0


@pytest.mark.parametrize("name", ["lead", "coach", "partner", "sponsor"])
def test_teams_and_coaches_have_no_menu(cast: Cast, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    html = client.get("/c/amhe/programme/theory/").content.decode()
    assert "app-menu" not in html
