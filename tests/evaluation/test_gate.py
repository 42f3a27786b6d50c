"""What there is to see stands beside what is asked at a gate."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from phases.actions.gates import answer_gate, propose_gate
from phases.actions.journey import set_dates, set_up_phases
from phases.actions.keeping import keep_version
from phases.actions.populations import PopulationFields, choose_population
from phases.models import Phase
from phases.queries import project_theory
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with, running_test
from tests.evaluation.design_stage import ask, text_of, whole

GATE = "/c/amhe/o/RNN/journey/1/gate/"


@pytest.fixture(autouse=True)
def begun(cast: Cast) -> None:
    phase = set_up_phases(collaborative=cast.amhe, by=cast.admin)[0]
    with cast.scope():
        set_dates(participation=cast.north, phase=phase, by=cast.lead, dates={"actual_start": date(2026, 1, 5)})


def test_with_nothing_yet_the_page_says_what_is_missing_and_where_to_begin(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    said = text_of(client, GATE)
    for words in ("None chosen yet", "Not begun", "None yet", "Nobody has been asked to sign it"):
        assert words in said
    pk = cast.north_project.pk
    for path in ("o/RNN/populations/", f"p/{pk}/theory/", f"p/{pk}/measures/", f"p/{pk}/tests/", f"p/{pk}/design/"):
        assert f'href="/c/amhe/{path}"' in said


def test_the_coach_sees_what_the_team_has_to_show(client: Client, cast: Cast) -> None:
    with cast.scope():
        project = whole(cast)
        theory = project_theory(project)
        assert theory is not None
        keep_version(theory=theory, by=cast.lead, name="After the design day")
        running_test(project, cast.lead, "A call the day before")
        ask(cast)
    client.force_login(cast.coach)
    said = " ".join(text_of(client, GATE).split())
    for words in (
        ">Young Black men</a>",
        "1 primary driver",
        "Version 1 is kept",
        "1 outcome, no process, no balancing",
        "Seen within four weeks (outcome, 24 points)",
        "1 being tried",
        "Not answered yet by",
    ):
        assert words in said, words


def test_a_gate_stands_in_the_coach_s_queue_until_it_is_answered(client: Client, cast: Cast) -> None:
    queue, way = "/c/amhe/coach/queue/", f'href="{GATE}"'
    client.force_login(cast.coach)
    assert "Nothing to review" in text_of(client, queue)
    phase = Phase.objects.get(collaborative=cast.amhe, number=1)
    with cast.scope():
        asked = propose_gate(participation=cast.north, phase=phase, by=cast.lead, answers={}, although="In May.")
    said = text_of(client, queue)
    assert way in said
    assert "Nothing to review" not in said
    client.force_login(cast.other_coach)
    assert way not in text_of(client, queue)
    with cast.scope():
        answer_gate(review=asked, by=cast.coach, outcome="more", decision="Show it.")
    client.force_login(cast.coach)
    assert way not in text_of(client, queue)


def test_more_to_show_asks_for_no_more_queries(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
    client.force_login(cast.coach)
    with CaptureQueriesContext(connection) as few:
        text_of(client, GATE)
    with cast.scope():
        for number in range(4):
            measure_with(cast.north_project, cast.lead, STEADY, name=f"Measure {number}")
            choose_population(
                participation=cast.north, by=cast.lead, said=PopulationFields(name=f"People {number}"), beyond=True
            )
    with CaptureQueriesContext(connection) as more:
        text_of(client, GATE)
    assert len(more) == len(few) <= 36
