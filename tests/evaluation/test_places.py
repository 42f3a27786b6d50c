"""The way in, the organisation's home and the project's page, for each role."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaborative.models import User
from organisations.models import Membership, Organisation, Participation, Project
from pdsa.actions import start_meeting, stop
from tests.cast import Cast
from tests.evaluation.builders import STEADY, UP, measure_with, running_test

HOME = "/c/amhe/o/RNN/"


def html_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "to"),
    [("coach", "/c/amhe/coach/"), ("admin", "/c/amhe/organisations/"), ("manager", "/c/amhe/organisations/"),
     ("lead", HOME), ("partner", f"{HOME}partner/"), ("sponsor", f"{HOME}sponsor/"), ("south_lead", "/c/amhe/o/RSS/")],
)  # fmt: skip
def test_everybody_comes_to_their_place(client: Client, cast: Cast, who: str, to: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/c/amhe/").headers["Location"] == to


def test_a_partner_with_another_role_there_comes_to_the_teams_home(client: Client, cast: Cast) -> None:
    Membership.objects.create(user=cast.partner, role="member", collaborative=cast.amhe, participation=cast.north)
    client.force_login(cast.partner)
    assert client.get("/c/amhe/").headers["Location"] == HOME


def test_two_organisations_are_offered(client: Client, cast: Cast) -> None:
    Membership.objects.create(user=cast.lead, role="member", collaborative=cast.amhe, participation=cast.south)
    client.force_login(cast.lead)
    html = html_of(client, "/c/amhe/")
    assert f'href="{HOME}"' in html
    assert 'href="/c/amhe/o/RSS/"' in html


@pytest.mark.parametrize("who", ["south_lead", "other_coach", "admin", "manager", "east_lead", "stranger"])
def test_home_and_project_are_not_there_for_others(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(HOME).status_code == 404
    assert client.get(f"/c/amhe/p/{cast.north_project.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "numbers", "tests"),
    [("lead", True, True), ("member", True, True), ("data_entry", True, False), ("partner", False, True),
     ("sponsor", False, False), ("coach", False, False)],
)  # fmt: skip
def test_what_needs_you_is_only_what_you_may_do(
    client: Client, cast: Cast, who: str, numbers: bool, tests: bool
) -> None:
    measure = measure_with(cast.north_project, cast.lead, STEADY, late=4)
    cycle = running_test(cast.north_project, cast.lead, "Ring before the letter", ends_in=-2)
    client.force_login(getattr(cast, who))
    html = html_of(client, HOME)
    assert (f'href="{reverse("measure-enter", args=["amhe", measure.pk])}"' in html) == numbers
    assert ("Say what happened in the test" in html) == tests
    assert (f'href="/c/amhe/t/{cycle.pk}/"' in html) == tests
    assert ("What needs you" in html) == (numbers or tests)


def test_numbers_that_wait_say_which_and_how_many_are_overdue(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, STEADY, late=4)
    client.force_login(cast.lead)
    html = html_of(client, HOME)
    assert "4 months, " in html
    assert " overdue." in html


def test_nothing_due_is_said(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, STEADY)
    client.force_login(cast.lead)
    assert "Nothing right now." in html_of(client, HOME)


def test_the_first_five_steps_are_ticked_as_they_happen(client: Client, cast: Cast) -> None:
    organisation = Organisation.objects.create(ods_code="NEW", name="New Trust")
    place = Participation.objects.create(collaborative=cast.safety, organisation=organisation, joined_on="2026-01-01")
    Membership.objects.create(user=cast.stranger, role="lead", collaborative=cast.safety, participation=place)
    client.force_login(cast.stranger)
    html = html_of(client, "/c/safety/o/NEW/")
    assert "Your first five steps" in html
    assert html.count("app-steps__step--done") == 0
    assert 'href="/c/safety/o/NEW/people/"' in html
    assert 'href="/c/safety/o/NEW/projects/new/"' in html

    client.force_login(cast.lead)
    html = html_of(client, HOME)
    assert html.count("app-steps__step--done") == 2
    assert f'href="{reverse("measure-new", args=["amhe", cast.north_project.pk])}"' in html
    measure = measure_with(cast.north_project, cast.lead, [], late=1)
    html = html_of(client, HOME)
    assert html.count("app-steps__step--done") == 3
    assert f'href="{reverse("measure-enter", args=["amhe", measure.pk])}"' in html
    measure_with(cast.north_project, cast.lead, STEADY, name="Other")
    running_test(cast.north_project, cast.lead, "First test")
    assert "first five steps" not in html_of(client, HOME)


def test_the_first_five_steps_stay_done_when_the_only_test_stops_and_the_project_is_closed(
    client: Client, cast: Cast
) -> None:
    measure_with(cast.north_project, cast.lead, STEADY)
    test = running_test(cast.north_project, cast.lead, "First test")
    client.force_login(cast.lead)
    with cast.scope():
        stop(cycle=test, by=cast.lead, reason="Nobody came")
    assert "first five steps" not in html_of(client, HOME)
    with cast.scope():
        Project.objects.filter(pk=cast.north_project.pk).update(closed_on=timezone.localdate())
    assert "first five steps" not in html_of(client, HOME)


def test_home_shows_aim_chart_sentence_and_coach(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, UP)
    client.force_login(cast.sponsor)
    html = html_of(client, HOME)
    assert "Halve the wait for northcanary" in html
    assert "12 months in a row above the median: unlikely to be chance, and better." in html
    assert "chart-svg--small" in html
    assert "Cora Coach" in html
    assert "New project" not in html


def test_home_costs_the_same_for_more_measures(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, UP)
    client.force_login(cast.lead)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            html_of(client, HOME)
        counts.append(len(queries))
        measure_with(cast.north_project, cast.lead, UP, name=f"Measure {number}")
    assert counts[1] == counts[2] == counts[0]


@pytest.mark.parametrize(
    ("who", "buttons"),
    [("lead", ("Plan a test", "New measure", "Edit")), ("member", ("Plan a test", "New measure")),
     ("partner", ("Plan a test",)), ("data_entry", ()), ("sponsor", ()), ("coach", ())],
)  # fmt: skip
def test_project_offers_what_each_role_may_start(
    client: Client, cast: Cast, who: str, buttons: tuple[str, ...]
) -> None:
    measure_with(cast.north_project, cast.lead, UP)
    client.force_login(getattr(cast, who))
    html = html_of(client, f"/c/amhe/p/{cast.north_project.pk}/")
    assert re.findall(r">(Plan a test|New measure|Edit)</a>", html) == list(buttons)


def test_project_shows_charts_tests_and_tabs(client: Client, cast: Cast) -> None:
    outcome = measure_with(cast.north_project, cast.lead, UP)
    measure_with(cast.north_project, cast.lead, STEADY, name="Calls made", kind="process")
    running_test(cast.north_project, cast.lead, "Ring before the letter")
    client.force_login(cast.coach)
    pk = cast.north_project.pk
    html = html_of(client, f"/c/amhe/p/{pk}/")
    assert "People of northcanary" in html
    assert f'href="/c/amhe/m/{outcome.pk}/"' in html
    assert html.count("chart-svg--wide") == 1
    assert html.count("chart-svg--small") == 1
    assert "No clear change" in html
    assert "Ring before the letter" in html
    for name in ("measures", "cycles"):
        assert f'href="{reverse(name, args=["amhe", pk])}"' in html
    assert f'href="/c/amhe/o/RNN/people/?project={pk}"' in html


def test_every_page_of_a_project_has_the_same_tabs_and_marks_its_own(client: Client, cast: Cast) -> None:
    measure = measure_with(cast.north_project, cast.lead, STEADY)
    test = running_test(cast.north_project, cast.lead, "Ring before the letter")
    pk = cast.north_project.pk
    client.force_login(cast.sponsor)
    with cast.scope():
        meeting = start_meeting(project=cast.north_project, by=cast.lead, held_on=timezone.localdate())
    names = ["Overview", "Populations", "Theory", "Measures", "Strategy", "Tests", "Due", "Coproduction", "Design"]
    names += ["Sustaining", "People"]
    pages = {
        f"/c/amhe/p/{pk}/": ("Overview", "page"),
        f"/c/amhe/o/RNN/populations/?project={pk}": ("Populations", "page"),
        f"/c/amhe/p/{pk}/theory/": ("Theory", "page"),
        f"/c/amhe/p/{pk}/measures/": ("Measures", "page"),
        f"/c/amhe/m/{measure.pk}/": ("Measures", "true"),
        f"/c/amhe/p/{pk}/strategy/": ("Strategy", "page"),
        f"/c/amhe/p/{pk}/strategy/data-plan/": ("Strategy", "true"),
        f"/c/amhe/p/{pk}/tests/": ("Tests", "page"),
        f"/c/amhe/t/{test.pk}/": ("Tests", "true"),
        f"/c/amhe/p/{pk}/due/": ("Due", "page"),
        f"/c/amhe/p/{pk}/due/meetings/": ("Due", "true"),
        f"/c/amhe/meetings/{meeting.pk}/": ("Due", "true"),
        f"/c/amhe/p/{pk}/tests/spread/": ("Tests", "true"),
        f"/c/amhe/p/{pk}/coproduction/": ("Coproduction", "page"),
        f"/c/amhe/p/{pk}/design/": ("Design", "page"),
        f"/c/amhe/p/{pk}/sustaining/": ("Sustaining", "page"),
        f"/c/amhe/o/RNN/people/?project={pk}": ("People", "page"),
    }
    for page, (here, how) in pages.items():
        tabs = html_of(client, page).split('aria-label="Parts of this project"')[1].split("</nav>")[0]
        assert re.findall(r">([A-Z][a-z]+)</a>", tabs) == names, page
        assert re.findall(r'aria-current="(\w+)">(\w+)<', tabs) == [(how, here)], page


@pytest.mark.parametrize("project", ["", "-1", "0", "x"])
def test_an_organisations_pages_have_its_tabs_whatever_project_the_address_names(
    client: Client, cast: Cast, project: str
) -> None:
    client.force_login(cast.lead)
    html = html_of(client, f"/c/amhe/o/RNN/populations/?project={project}")
    assert 'aria-label="Pages of this organisation"' in html


@pytest.mark.parametrize(
    ("who", "names", "parts"),
    [
        ("admin", ["People", "Fees", "History"], ["Everyone", "Getting started"]),
        (
            "member",
            ["Overview", "Journey", "Coaching", "Blockers", "Sharing", "Populations", "Pulse", "People"],
            ["Everyone", "Getting started", "Readiness"],
        ),
    ],
)
def test_an_organisations_tabs_go_by_rights(
    client: Client, cast: Cast, who: str, names: list[str], parts: list[str]
) -> None:
    client.force_login(getattr(cast, who))
    tabs, below = (
        html_of(client, f"{HOME}people/").split('aria-label="Pages of this organisation"')[1].split("</nav>")[:2]
    )
    assert re.findall(r">([A-Z][a-z ]+)</a>", tabs) == names
    assert re.findall(r'aria-current="(\w+)">([\w ]+)<', tabs) == [("true", "People")]
    assert 'aria-label="People"' in below
    assert re.findall(r">([A-Z][a-z ]+)</a>", below) == parts
    assert re.findall(r'aria-current="(\w+)">([\w ]+)<', below) == [("page", "Everyone")]


def test_the_home_groups_where_else_to_go(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    html = html_of(client, HOME).split("app-link-groups")[1].split("</nav>")[0]
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html) == ["The work", "The team", "The programme"]
    assert 'href="/c/amhe/o/RNN/fees/"' in html
    client.force_login(cast.data_entry)
    html = html_of(client, HOME).split("app-link-groups")[1].split("</nav>")[0]
    assert "/history/" not in html
    assert "/fees/" not in html


def test_numbers_to_ring_are_those_of_whom_one_rings(client: Client, cast: Cast) -> None:
    numbers = {"coach": "0001", "lead": "0002", "sponsor": "0003", "member": "0004", "data_entry": "0005"}
    numbers["partner"] = "0006"
    for who, number in numbers.items():
        User.objects.filter(pk=getattr(cast, who).pk).update(phone=f"020 7946 {number}")
    Participation.objects.filter(pk=cast.north.pk).update(key_contact_email=cast.member.email.upper())
    rung = ["0001", "0002", "0003", "0004"]
    for who, more in (("lead", ["0006"]), ("coach", ["0006"]), ("member", []), ("sponsor", []), ("partner", [])):
        client.force_login(getattr(cast, who))
        assert sorted(re.findall(r">020 7946 (\d+)<", html_of(client, HOME))) == rung + more, who
        assert ("020 7946 0006" in html_of(client, f"{HOME}people/")) == bool(more), who
    client.force_login(cast.admin)
    assert "020 7946 0006" not in html_of(client, f"{HOME}people/")
    User.objects.filter(pk=cast.partner.pk).update(phone="")
    client.force_login(cast.lead)
    assert sorted(re.findall(r">020 7946 (\d+)<", html_of(client, HOME))) == rung


def test_project_without_a_measure_teaches(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    url = f"/c/amhe/p/{cast.north_project.pk}/"
    assert "Define the first measure" in html_of(client, url)
    client.force_login(cast.sponsor)
    html = html_of(client, url)
    assert "No measure yet" in html
    assert "Define the first measure" not in html


def test_front_page_is_public_and_has_a_labelled_example(client: Client, cast: Cast) -> None:
    html = html_of(client, "/")
    assert "An example with invented numbers." in html
    assert "unlikely to be chance, and better" in html
    assert "chart-svg--wide" in html
    client.force_login(cast.lead)
    assert client.get("/").headers["Location"] == "/start/"
