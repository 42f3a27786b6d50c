"""The coach's queue: what stands in it, what the coach says, what the team answers, and what it costs."""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.models import User
from evaluation.actions.reviews import answer_question, review
from evaluation.models import Review
from evaluation.queries import due_count
from evaluation.queries.reviews import Waiting, waiting_for_review
from measures.actions import Entry, record_points
from measures.models import Measure
from organisations.models import CoachAssignment, Notice
from organisations.queries import access_to
from pdsa.actions import decide, start_study
from pdsa.models import Cycle
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with, months_back, more_organisations, running_test

QUEUE = "/c/amhe/coach/queue/"


def waiting(cast: Cast, user: User | None = None) -> list[Waiting]:
    access = access_to(user=user or cast.coach, slug="amhe")
    assert access is not None
    with cast.scope(user=user or cast.coach):
        return waiting_for_review(access)


def say(cast: Cast, thing: Waiting, verdict: str = "approved", words: str = "", by: User | None = None) -> Review:
    with cast.scope():
        return review(thing=thing, by=by or cast.coach, verdict=verdict, words=words, seen=thing.upto)


def enter(cast: Cast, measure: Measure, back: int, value: int, reason: str = "") -> None:
    with cast.scope():
        entry = Entry(months_back(back), numerator=Decimal(value))
        record_points(measure=measure, by=cast.data_entry, entries=[entry], reason=reason)


def test_only_what_was_entered_or_put_right_since_the_last_approval_waits(cast: Cast) -> None:
    measure = measure_with(cast.north_project, cast.lead, STEADY, late=2)
    (one,) = waiting(cast)
    assert (one.of, one.row, len(one.periods)) == ("months", measure, 24)
    say(cast, one)
    assert waiting(cast) == []
    enter(cast, measure, 2, 55)
    enter(cast, measure, 5, 51, reason="Late returns")
    (again,) = waiting(cast)
    assert again.periods == [months_back(5), months_back(2)]
    assert waiting(cast, cast.other_coach) == []


def test_a_test_waits_when_it_moves_and_not_when_it_is_written_in(cast: Cast) -> None:
    cycle = running_test(cast.north_project, cast.lead, "Ring first")
    (begun,) = waiting(cast)
    assert (begun.of, begun.row, begun.upto) == ("test", cycle, cycle.do_started_at)
    say(cast, begun)
    assert waiting(cast) == []
    with cast.scope():
        studied = start_study(cycle=cycle, by=cast.lead)
        done = decide(cycle=studied, by=cast.lead, decision="adapt", rationale="Call in the evening")
    (moved,) = waiting(cast)
    assert moved.upto == done.decided_at


def test_what_changed_meanwhile_or_was_approved_by_another_is_not_approved(cast: Cast) -> None:
    CoachAssignment.objects.create(
        coach=cast.other_coach, collaborative=cast.amhe, participation=cast.north, starts_on=months_back(3)
    )
    measure = measure_with(cast.north_project, cast.lead, STEADY, late=2)
    (seen,) = waiting(cast)
    enter(cast, measure, 2, 55)
    with pytest.raises(ValidationError, match="More has come since you opened this page"):
        say(cast, seen)
    (now,) = waiting(cast)
    say(cast, now, by=cast.other_coach)
    with pytest.raises(ValidationError, match="Otto Othercoach approved this on"):
        say(cast, now)
    with cast.scope():
        assert Review.objects.count() == 1


def test_a_question_goes_to_the_team_and_comes_back_with_the_answer(cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, STEADY)
    (one,) = waiting(cast)
    with pytest.raises(ValidationError, match="Say what you want to ask"):
        say(cast, one, "asked", " ")
    question = say(cast, one, "asked", "Why so steady?")
    (asked,) = waiting(cast)
    assert asked.is_with_team
    with pytest.raises(ValidationError, match="has a question about this to answer already"):
        say(cast, asked, "asked", "And why?")
    lead = access_to(user=cast.lead, slug="amhe")
    assert lead is not None
    with cast.scope():
        assert due_count(lead, months_back(0)) == 1
        answer_question(question=question, by=cast.member, text="It is the same clinic.")
        with pytest.raises(ValidationError, match="Mia Member has answered since"):
            answer_question(question=question, by=cast.lead, text="Because.")
        assert due_count(lead, months_back(0)) == 0
    (back,) = waiting(cast)
    assert not back.is_with_team
    assert [row.answer for row in back.said] == ["It is the same clinic."]
    with cast.scope(user=cast.data_entry):
        assert [row.text for row in Notice.objects.all()] == ["asked about numbers"]
    with cast.scope(user=cast.coach):
        assert [(row.text, row.path) for row in Notice.objects.all()] == [
            ("answered your question", f"{QUEUE}months/{back.row.pk}/")
        ]


def test_a_coach_reviews_from_the_dashboard_in_two_clicks(client: Client, cast: Cast) -> None:
    measure = measure_with(cast.north_project, cast.lead, STEADY)
    running_test(cast.north_project, cast.lead, "Ring first")
    client.force_login(cast.coach)
    home = client.get("/c/amhe/coach/").content.decode()
    assert f'<a href="{QUEUE}">2 things to review</a>' in home
    assert "2 things that teams sent in" in client.get("/c/amhe/notices/").content.decode()
    page = client.get(QUEUE).content.decode()
    assert "24 months: " in page
    assert page.count("chart-svg--small") == 1
    (address, seen) = re.findall(rf'action="({QUEUE}months/\d+/)">.*?name="seen" value="([^"]+)"', page, re.DOTALL)[0]
    assert client.post(address, {"seen": seen, "verdict": "approved"})["Location"] == QUEUE
    assert client.get(QUEUE).content.decode().count("app-review__name") == 1
    # Sent once more, what was written is not lost, and nothing is approved twice.
    again = client.post(address, {"seen": seen, "verdict": "approved", "words": "Well done"})
    assert again.status_code == 422
    assert "Cora Coach approved this on" in again.content.decode()
    assert "Well done" in again.content.decode()
    assert client.get(f"{QUEUE}test/{measure.pk + 10**6}/").status_code == 404
    assert client.get(f"{QUEUE}project/{measure.pk}/").status_code == 404


def test_the_team_reads_and_answers(client: Client, cast: Cast) -> None:
    measure = measure_with(cast.north_project, cast.lead, STEADY)
    client.force_login(cast.coach)
    (one,) = waiting(cast)
    address = f"{QUEUE}months/{measure.pk}/"
    sent: dict[str, Any] = {"seen": one.upto.isoformat(), "verdict": "asked", "words": "Why so steady?"}
    assert client.post(address, sent | {"words": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert "Waits for the team’s answer" in client.get(QUEUE).content.decode()
    client.force_login(cast.lead)
    with cast.scope():
        question = Review.objects.get()
    there = f"/c/amhe/questions/{question.pk}/"
    assert there in client.get("/c/amhe/o/RNN/").content.decode()
    assert client.post(there, {"text": ""}).status_code == 422
    assert client.post(there, {"text": "It is one clinic."})["Location"] == "/c/amhe/o/RNN/reviews/"
    told = client.get("/c/amhe/o/RNN/reviews/").content.decode()
    assert "Why so steady?" in told
    assert "It is one clinic." in told
    late = client.post(there, {"text": "My own words"})
    assert late.status_code == 422
    assert "My own words" in late.content.decode()


def test_the_coach_s_review_and_the_table_say_of_the_signs_what_the_team_has_had_a_week_to_see(
    cast: Cast, client: Client
) -> None:
    cycle = running_test(cast.north_project, cast.lead, "Ring first")
    address = f"/c/amhe/coach/queue/test/{cycle.pk}/"
    client.force_login(cast.coach)
    assert "To talk about" not in client.get(address).content.decode()
    assert _signs(client) == {
        "prediction": "",
        "scale": "yes",
        "over_time": "",
        "complete": "",
        "past": "",
        "iterative": "",
    }
    with cast.scope():
        Cycle.objects.filter(pk=cycle.pk).update(do_started_at=timezone.now() - timedelta(days=8))
    assert "No prediction was written." in client.get(address).content.decode()
    assert _signs(client)["prediction"] == "no"
    client.force_login(cast.south_lead)
    assert _signs(client) == {}
    for user, is_told in ((cast.member, True), (cast.sponsor, False), (cast.data_entry, False)):
        client.force_login(user)
        assert (client.get("/c/amhe/tests/signs.csv").status_code == 200) is is_told
        listed = client.get(f"/c/amhe/p/{cast.north_project.pk}/tests/").content.decode()
        assert ("signs.csv" in listed) is is_told


def _signs(client: Client) -> dict[str, str]:
    """What the table says of the one test in it, by sign."""
    answer = client.get("/c/amhe/tests/signs.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert {(row["organisation"], row["status"]) for row in rows} <= {("RNN", "do")}
    return {row["sign"]: row["shows"] for row in rows}


def test_the_queue_costs_the_same_for_one_nine_and_sixty_organisations(client: Client, cast: Cast) -> None:
    measure_with(cast.north_project, cast.lead, STEADY)
    running_test(cast.north_project, cast.lead, "Ring first")
    client.force_login(cast.coach)
    client.get(QUEUE)
    counts = []
    for first, last in ((0, 0), (0, 8), (8, 59)):
        more_organisations(cast, range(first, last))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(QUEUE).status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 25
