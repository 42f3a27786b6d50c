"""Scores of three voices by month, the gap between them, and the scale in a collaborative's own words."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.actions.scores import give_score, keep_suggestion
from coaching.models import Score
from coaching.queries.evidence import facts_of
from pdsa.models import Cycle
from tests.cast import Cast
from tests.coaching.test_visits import seen_in
from tests.evaluation.builders import UP, measure_with, running_test

HERE = "/c/amhe/o/RNN/progress/"
MONTH = timezone.localdate().replace(day=1)


def score(cast: Cast, voice: str, tenths: int, months_ago: int = 0) -> Score:
    by = cast.coach if voice == "coach" else cast.lead
    month = (MONTH - timedelta(days=31 * months_ago)).replace(day=1)
    with cast.scope(user=by):
        return give_score(
            participation=cast.north, by=by, voice=voice, tenths=tenths, reason=f"{voice} reason", month=month
        )


def test_the_record_is_read_from_measures_charts_and_tests(cast: Cast) -> None:
    today = timezone.localdate()
    with cast.scope():
        (empty,) = facts_of(cast.north, today)
    assert (empty.aim, empty.lead, empty.people, empty.numbers, empty.tests_begun) == (True, True, 5, 0, 0)
    measure_with(cast.north_project, cast.lead, UP)
    measure_with(cast.north_project, cast.lead, UP, name="Calls", kind="process")
    running_test(cast.north_project, cast.lead, "Ring before the letter")
    with cast.scope():
        (now,) = facts_of(cast.north, today)
        (before,) = facts_of(cast.north, today - timedelta(days=400))
    (outcome,) = now.outcomes
    assert (now.numbers, now.others_better, now.tests_begun, now.tests_decided, now.testing) == (2, 1, 1, 0, True)
    assert (outcome.verdict, outcome.held, outcome.way, outcome.has_target) == ("better", 12, None, False)
    assert now.planned == "2 measures"
    assert (before.outcomes[0].verdict, before.tests_begun, before.testing) != ("better", 1, True)


def test_team_and_coach_score_and_the_gap_is_told_to_both(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    first = client.get(HERE).content.decode()
    assert "Neither the team nor its coach has scored yet" in first
    assert "Reached: The aim is written, and 5 people are on the team" in first
    assert client.post(f"{HERE}score/", {"tenths": 25, "reason": "We test"}).status_code == 302
    client.force_login(cast.coach)
    refused = client.post(f"{HERE}score/", {"tenths": 20, "reason": ""})
    assert refused.status_code == 422
    assert "Say what you base the score on" in refused.content.decode()
    assert client.post(f"{HERE}score/", {"tenths": 20, "reason": "No test is recorded"}).status_code == 302
    assert "The team says 2.5, you say 2.0: what would each have to see?" in client.get(HERE).content.decode()
    client.force_login(cast.partner)
    html = client.get(HERE).content.decode()
    assert "You say 2.5, your coach 2.0: what would each have to see?" in html
    assert "What does the baseline show?" in html
    assert client.post(HERE, {"words": "We should count the calls"}).status_code == 302
    assert "We should count the calls" in client.get(HERE).content.decode()
    with cast.scope():
        rows = {row.voice: row for row in Score.objects.all()}
    assert {voice: row.tenths for voice, row in rows.items()} == {"team": 25, "coach": 20, "suggested": 10}
    assert rows["suggested"].evidence[-1]["reached"] is False


def test_a_month_is_scored_once_and_two_who_differ_see_both(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    seen = seen_in(client.get(f"{HERE}score/").content.decode())
    score(cast, "team", 15)
    refused = client.post(f"{HERE}score/", {"tenths": 30, "reason": "Mine", "seen": seen})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "1.5 Planning has begun" in html
    assert "team reason" in html
    again = {"tenths": 30, "reason": "Mine", "seen": seen_in(html)}
    assert client.post(f"{HERE}score/", again).status_code == 302
    with cast.scope():
        assert Score.objects.get(voice="team").tenths == 30
        with pytest.raises(ValidationError):
            give_score(participation=cast.north, by=cast.coach, voice="coach", tenths=30, reason=" ", month=MONTH)


def test_the_months_are_drawn_and_a_second_look_keeps_one_suggestion(client: Client, cast: Cast) -> None:
    for months_ago in (2, 1, 0):
        score(cast, "team", 25 - 5 * months_ago, months_ago)
        score(cast, "coach", 20 - 5 * months_ago, months_ago)
    with cast.scope():
        kept = [keep_suggestion(participation=cast.north, by=cast.lead, day=timezone.localdate()) for _ in range(2)]
        assert kept[0].pk == kept[1].pk
        assert kept[0].made_at == kept[1].made_at
    client.force_login(cast.lead)
    html = client.get(HERE).content.decode()
    assert html.split('class="coach-scores"')[1].count("<circle") == 3
    assert "Team 2.5" in html
    assert "Coach 2.0" in html
    assert re.search(r"style=|<style", html) is None
    running_test(cast.north_project, cast.lead, "One")
    running_test(cast.north_project, cast.lead, "Two")
    measure_with(cast.north_project, cast.lead, UP)
    client.get(HERE)
    with CaptureQueriesContext(connection) as more:
        client.get(HERE)
    measure_with(cast.north_project, cast.lead, UP, name="Another")
    with CaptureQueriesContext(connection) as most:
        client.get(HERE)
    assert len(more) == len(most) <= 40
    with cast.scope():
        assert Cycle.objects.count() == 2


def test_the_scale_is_put_in_the_collaborative_s_own_words(client: Client, cast: Cast) -> None:
    scale, level = "/c/amhe/programme/progress-scale/", "/c/amhe/programme/progress-scale/25/"
    client.force_login(cast.admin)
    seen = seen_in(client.get(level).content.decode())
    said = {"label": "Trying things", "definition": "We try.", "prompts": "What?\n\nWhere?", "source": ""}
    assert client.post(level, said | {"seen": seen}).status_code == 302
    older = client.post(level, said | {"label": "Otherwise", "seen": seen})
    assert older.status_code == 422
    assert "Trying things" in older.content.decode()
    assert client.post(f"{scale}stalled/", {"stalled_weeks": 5}).status_code == 302
    client.force_login(cast.lead)
    html = client.get(scale).content.decode()
    assert "2.5 Trying things" in html
    assert "<li>Where?</li>" in html
    assert "IHI Assessment Scale" in html
    assert "for 5 weeks no number" in html
