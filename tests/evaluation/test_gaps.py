"""The verdict on gaps where whole organisations are looked over: the coach's rows, the home's cards, the project."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.models import Measure
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with, more_organisations, running_test
from tests.measures.equity_cases import level
from tests.measures.gap_stage import BLACK, UNKNOWN, WHITE, grouped_measure, others, out_of, worsened_gap
from tests.measures.test_gaps_pages import words

COACH, HOME = "/c/amhe/coach/", "/c/amhe/o/RNN/"


def gap_page(cast: Cast, measure: Measure) -> str:
    with cast.scope():
        return reverse("measure-gap", args=("amhe", measure.pk, measure.strata.get(name=BLACK).pk))


@pytest.mark.parametrize("where", ["coach", "home", "project"])
def test_the_verdict_stands_in_words_with_a_sign_and_leads_to_its_gap(cast: Cast, client: Client, where: str) -> None:
    measure = worsened_gap(cast.north_project, cast.lead)
    url = {"coach": COACH, "home": HOME, "project": f"/c/amhe/p/{cast.north_project.pk}/"}[where]
    client.force_login(cast.coach if where == "coach" else cast.lead)
    html = client.get(url).content.decode()
    assert f'<a href="{gap_page(cast, measure)}">Closing: {WHITE} got worse, no clear change in {BLACK}</a>' in html
    assert "gap-verdict--worse" in html
    assert 'class="gap-sign"' in html
    assert f"{BLACK} and {WHITE}" in html


def test_a_gap_that_is_worse_needs_the_coach_and_says_why(cast: Cast, client: Client) -> None:
    widened = {WHITE: out_of(others((60, 12), (80, 12))), BLACK: out_of(level((40, 12), (46, 12)))}
    grouped_measure(cast.north_project, cast.lead, widened)
    running_test(cast.north_project, cast.lead, "A test")
    client.force_login(cast.coach)
    html = client.get(COACH).content.decode()
    assert 'app-tone--gap-worse">Gap widening, though both improved' in html
    assert "app-caseload__row--needs" in html


def test_good_news_that_recording_could_have_made_is_warned_of_everywhere(cast: Cast, client: Client) -> None:
    columns = {
        WHITE: out_of([90 + i % 2 for i in range(24)]),
        BLACK: out_of(level((40, 12), (52, 12))),
        UNKNOWN: [(1.0, 4)] * 12 + [(0.0, 36)] * 12,
    }
    grouped_measure(cast.north_project, cast.lead, columns, unknown=[UNKNOWN])
    for user, where in ((cast.coach, COACH), (cast.lead, HOME)):
        client.force_login(user)
        html = client.get(where).content.decode()
        assert "Recording alone could have made this change" in html, where
        assert "gap-verdict--changed" in html, where
        assert "gap-verdict--better" not in html, where


def test_only_outcomes_stand_in_the_coach_s_row_and_without_groups_that_is_said(cast: Cast, client: Client) -> None:
    measure = worsened_gap(cast.north_project, cast.lead)
    with cast.scope():
        Measure.objects.filter(pk=measure.pk).update(measure_type="process")
    measure_with(cast.north_project, cast.lead, STEADY, name="Calls")
    client.force_login(cast.coach)
    page = client.get(COACH)
    assert "No groups compared" in words(page)
    assert gap_page(cast, measure) not in page.content.decode()


def test_a_gap_of_another_measure_than_the_chart_beside_it_is_named(cast: Cast, client: Client) -> None:
    measure_with(cast.north_project, cast.lead, [*range(40, 64)][::-1], name="Calls")
    worsened_gap(cast.north_project, cast.lead)
    client.force_login(cast.coach)
    text = words(client.get(COACH))
    assert f"{BLACK} and {WHITE}: Seen within four weeks" in text


def test_groups_cost_the_dashboard_no_more_queries(cast: Cast, client: Client) -> None:
    projects = more_organisations(cast, range(3))
    client.force_login(cast.coach)
    client.get(COACH)
    counts = []
    for with_groups in (False, True):
        if with_groups:
            for project in projects:
                worsened_gap(project, project.created_by, "By group")
        with CaptureQueriesContext(connection) as queries:
            html = client.get(COACH).content.decode()
        counts.append(len(queries))
    assert html.count(f"Closing: {WHITE} got worse, no clear change in {BLACK}</a>") == 3
    assert counts[0] == counts[1]
