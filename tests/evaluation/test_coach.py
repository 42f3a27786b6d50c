"""The coach's dashboard: what each row says, its order, its filters, its links, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaborative.nhsuk.filters import date_long
from evaluation.queries import due_count
from organisations.models import CoachAssignment
from organisations.queries import access_to
from phases.actions.journey import pause
from tests.cast import Cast
from tests.evaluation.builders import DOWN, STEADY, UP, measure_with, more_organisations, running_test

HERE = "/c/amhe/coach/"


def names(html: str) -> list[str]:
    return re.findall(r'class="app-caseload__name"[^>]*>([^<]+)<', html)


def both_assigned(cast: Cast) -> None:
    CoachAssignment.objects.create(
        coach=cast.coach, collaborative=cast.amhe, participation=cast.south, starts_on=timezone.localdate()
    )


def test_a_row_says_what_moved_what_waits_and_whom_to_ring(client: Client, cast: Cast) -> None:
    cast.lead.phone = "020 7946 0123"
    cast.lead.save()
    outcome = measure_with(cast.north_project, cast.lead, UP, direction="down", late=3)
    process = measure_with(cast.north_project, cast.lead, UP, name="Calls made", kind="process", late=3)
    running_test(cast.north_project, cast.lead, "Ring before the letter")
    client.force_login(cast.coach)
    html = client.get(HERE).content.decode()
    assert names(html) == ["North Trust"]
    assert "Worse since" in html
    assert f'href="/c/amhe/m/{outcome.pk}/"' in html
    assert f'href="/c/amhe/m/{process.pk}/"' in html
    assert "Better since" in html
    assert "months overdue</a>" in html or "month overdue</a>" in html
    assert "1 under way" in html
    assert reverse("cycles", args=["amhe", cast.north_project.pk]) in html
    assert 'href="tel:+442079460123"' in html
    assert 'href="mailto:nora.lead@example.nhs.uk"' in html
    assert html.count("chart-svg--small") == 1


def test_only_assigned_organisations_are_there(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    html = client.get(HERE).content.decode()
    assert names(html) == ["North Trust"]
    assert "southcanary" not in html
    client.force_login(cast.other_coach)
    assert names(client.get(HERE).content.decode()) == ["South Trust"]


def test_a_pause_is_told_and_stops_what_is_asked(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, UP, late=3)
    running_test(cast.north_project, cast.lead, "Ring before the letter", ends_in=-2)
    access = access_to(user=cast.lead, slug="amhe")
    assert access is not None
    today, since = timezone.localdate(), timezone.localdate() - timedelta(days=2)
    client.force_login(cast.coach)
    before = client.get(HERE).content.decode()
    assert "past its day" in before
    assert ">Paused<" not in before.replace("\n", "")
    with cast.scope():
        assert due_count(access, today) == 2
        pause(participation=cast.north, by=cast.lead, starts_on=since, reason="wordscanary")
        assert due_count(access, today) == 0
    told = client.get(HERE).content.decode()
    assert f"since {date_long(since)}" in told
    assert "Paused" in told
    assert "past its day" not in told
    # What was overdue before the pause stays told.
    assert "overdue</a>" in told
    client.force_login(cast.lead)
    home = client.get("/c/amhe/o/RNN/").content.decode()
    assert "Nothing until the pause ends." in home
    for asked in ("Enter numbers", "Say what happened in the test", "things due", "Every number is in"):
        assert asked not in home


@pytest.mark.parametrize("who", ["admin", "manager", "lead", "member", "data_entry", "partner", "sponsor", "east_lead"])
def test_nobody_but_a_coach_finds_it(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(HERE).status_code == 404


def test_a_coach_without_organisations_reads_why(client: Client, cast: Cast) -> None:
    CoachAssignment.objects.filter(coach=cast.coach).update(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.coach)
    assert "No organisation is assigned to you yet" in client.get(HERE).content.decode()


def test_who_needs_you_comes_first_and_can_be_ordered_otherwise(client: Client, cast: Cast) -> None:
    both_assigned(cast)
    measure_with(cast.north_project, cast.lead, STEADY)
    running_test(cast.north_project, cast.lead, "A test")
    measure_with(cast.south_project, cast.south_lead, DOWN, late=2)
    client.force_login(cast.coach)

    def order(query: str) -> list[str]:
        return names(client.get(HERE + query).content.decode())

    assert order("") == ["South Trust", "North Trust"]
    assert order("?sort=name") == ["North Trust", "South Trust"]
    assert order("?sort=last") == ["South Trust", "North Trust"]
    assert order("?sort=moved") == ["South Trust", "North Trust"]
    assert order("?sort=nonsense") == ["South Trust", "North Trust"]


def test_filters_and_search(client: Client, cast: Cast) -> None:
    both_assigned(cast)
    measure_with(cast.north_project, cast.lead, UP)
    running_test(cast.north_project, cast.lead, "A test")
    measure_with(cast.south_project, cast.south_lead, DOWN, late=5)
    client.force_login(cast.coach)

    def shown(query: str) -> list[str]:
        return names(client.get(HERE + query).content.decode())

    assert shown("?show=better") == ["North Trust"]
    assert shown("?show=worse") == ["South Trust"]
    assert shown("?show=overdue") == ["South Trust"]
    assert shown("?show=quiet") == ["South Trust"]
    assert shown("?q=north") == ["North Trust"]
    html = client.get(HERE + "?q=zzz").content.decode()
    assert "Nothing matches" in html
    assert 'value="zzz"' in html


def test_an_organisation_without_a_project_has_its_row(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    html = client.get(HERE).content.decode()
    assert "Not set up yet" in html
    assert "No measure yet" in html


def test_the_page_costs_the_same_for_one_three_and_twenty_organisations(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, UP)
    client.force_login(cast.coach)
    client.get(HERE)
    counts = []
    for first, last, shown in ((0, 0, 1), (0, 2, 3), (2, 19, 20)):
        more_organisations(cast, range(first, last))
        with CaptureQueriesContext(connection) as queries:
            html = client.get(HERE).content.decode()
        assert len(names(html)) == shown
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 39


def test_thirty_a_page(client: Client, cast: Cast) -> None:
    more_organisations(cast, range(31))
    client.force_login(cast.coach)
    first, second = (client.get(f"{HERE}?sort=name&page={page}").content.decode() for page in (1, 2))
    assert (len(names(first)), len(names(second))) == (30, 2)
    assert "sort=name&amp;page=2" in first
