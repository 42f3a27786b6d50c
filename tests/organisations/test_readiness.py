"""How ready a team finds itself: private, repeated, side by side; never shown to the national team, never ranked."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.actions.onboarding import add_defaults
from organisations.actions.readiness import assess_readiness, save_question
from organisations.models import Readiness, ReadinessAnswer, ReadinessQuestion
from tests.cast import Cast
from tests.organisations.helpers import told

ADDRESS = "/c/amhe/o/RNN/readiness/"
DAY = {"taken_on_day": "3", "taken_on_month": "3", "taken_on_year": "2025"}


@pytest.fixture
def questions(cast: Cast) -> list[ReadinessQuestion]:
    """The suggested questions."""
    add_defaults(collaborative=cast.amhe, by=cast.admin)
    return list(ReadinessQuestion.objects.filter(collaborative=cast.amhe))


def answer(cast: Cast, question: ReadinessQuestion, score: int, day: date, why: str = "") -> Readiness:
    with cast.scope():
        return assess_readiness(
            participation=cast.north,
            by=cast.lead,
            taken_on=day,
            answers={question: (score, why)},
            summary=f"As of {day}",
        )


def test_a_team_answers_and_sees_the_answers_side_by_side(
    cast: Cast, client: Client, questions: list[ReadinessQuestion]
) -> None:
    client.force_login(cast.member)
    html = client.get(ADDRESS).content.decode()
    assert "You have not answered yet" in html
    assert "1: They have not heard of it" in client.get(f"{ADDRESS}new/").content.decode()
    first, second = questions[:2]
    said = {f"score_{first.pk}": "2", f"comment_{first.pk}": "No director yet", f"score_{second.pk}": "4", **DAY}
    assert client.post(f"{ADDRESS}new/", {**said, "summary": "Find a sponsor"}).url == ADDRESS
    answer(cast, first, 5, date(2025, 9, 1), "The chief executive came")
    client.force_login(cast.coach)
    html = " ".join(client.get(ADDRESS).content.decode().split())
    assert html.index("3 March 2025") < html.index("1 September 2025")
    assert "<strong>2</strong><br>No director yet" in html
    assert "<strong>5</strong><br>The chief executive came" in html
    assert "Find a sponsor" in html
    with cast.scope():
        row = Readiness.objects.earliest("pk")
        assert told(row)[1:3] == (cast.member.pk, "assessed readiness")
        assert ReadinessAnswer.objects.count() == 3


@pytest.mark.parametrize("name", ["admin", "manager", "finance", "south_lead", "other_coach", "east_lead"])
def test_nobody_else_sees_it(cast: Cast, client: Client, questions: list[ReadinessQuestion], name: str) -> None:
    answer(cast, questions[0], 2, date(2025, 3, 3), "secretword")
    client.force_login(getattr(cast, name))
    assert client.get(ADDRESS).status_code == client.get(f"{ADDRESS}new/").status_code == 404
    if name in {"admin", "manager"}:
        for address in ("o/RNN/history/", "organisations/", "readiness/", "o/RNN/people/"):
            assert "secretword" not in client.get(f"/c/amhe/{address}").content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, ""),
        ({"score": "6"}, "score"),
        ({"comment": "But why"}, "score"),
        ({"score": "3", "taken_on_year": "2999"}, "taken_on"),
    ],
)
def test_answers_that_make_no_sense(
    cast: Cast, client: Client, questions: list[ReadinessQuestion], changed: dict[str, Any], field: str
) -> None:
    client.force_login(cast.lead)
    pk = questions[0].pk
    sent = {f"{name}_{pk}" if name in {"score", "comment"} else name: value for name, value in changed.items()}
    refused = client.post(f"{ADDRESS}new/", {**DAY, **sent})
    assert refused.status_code == 422
    html = refused.content.decode()
    assert ("Answer at least one question." in html) is (field == "")
    if field:
        assert f'href="#id_{field}' in html


def test_the_action_refuses_nonsense(cast: Cast, questions: list[ReadinessQuestion]) -> None:
    with pytest.raises(ValidationError):
        answer(cast, questions[0], 6, date(2025, 3, 3))
    with cast.scope(), pytest.raises(ValidationError):
        assess_readiness(participation=cast.north, by=cast.lead, taken_on=date(2025, 3, 3), answers={})
    with cast.scope():
        assert not Readiness.objects.exists()


def test_questions_are_the_collaboratives_own(cast: Cast, client: Client, questions: list[ReadinessQuestion]) -> None:
    answer(cast, questions[0], 3, date(2025, 3, 3))
    client.force_login(cast.manager)
    said = {
        "theme": "Time",
        "text": "Who pays?",
        "low": "Nobody",
        "high": "Somebody",
        "position": "1",
        "is_active": "on",
    }
    assert client.post("/c/amhe/readiness/", said).status_code == 302
    assert client.post("/c/amhe/readiness/", said).status_code == 422
    old = questions[0]
    changed = {"theme": old.theme, "text": old.text, "low": old.low, "high": old.high, "position": "1"}
    assert client.post(f"/c/amhe/readiness/{old.pk}/", changed).status_code == 302
    client.force_login(cast.lead)
    assert "Who pays?" in client.get(f"{ADDRESS}new/").content.decode()
    # Out of use it is asked no more, and what was answered is still there.
    assert old.text not in client.get(f"{ADDRESS}new/").content.decode()
    assert old.text in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("reworded", [{"text": "Do you meet?"}, {"low": "Never"}, {"high": "Every day"}])
def test_what_was_answered_keeps_its_words(
    cast: Cast, client: Client, questions: list[ReadinessQuestion], reworded: dict[str, str]
) -> None:
    old = questions[0]
    answer(cast, old, 3, date(2025, 3, 3))
    client.force_login(cast.manager)
    address = f"/c/amhe/readiness/{old.pk}/"
    said = {"theme": old.theme, "text": old.text, "low": old.low, "high": old.high, "position": "1", "is_active": "on"}
    assert client.post(address, said | {"theme": "Another theme"}).status_code == 302
    assert ReadinessQuestion.objects.get(pk=old.pk).is_active
    assert client.post(address, said | reworded).status_code == 302
    kept = ReadinessQuestion.objects.get(pk=old.pk)
    assert (kept.text, kept.low, kept.high, kept.is_active) == (old.text, old.low, old.high, False)
    new = ReadinessQuestion.objects.latest("pk")
    assert {name: getattr(new, name) for name in reworded} == reworded
    assert new.is_active
    assert "Not asked any more (1)" in client.get("/c/amhe/readiness/").content.decode()
    client.force_login(cast.lead)
    assert f'name="score_{new.pk}"' in (html := client.get(f"{ADDRESS}new/").content.decode())
    assert f'name="score_{old.pk}"' not in html


def test_the_page_takes_a_fixed_number_of_queries(
    cast: Cast, client: Client, questions: list[ReadinessQuestion]
) -> None:
    client.force_login(cast.lead)
    numbers = []
    for month in (3, 6):
        answer(cast, questions[0], 3, date(2025, month, 3))
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 26


def test_an_answer_to_a_question_that_is_reworded_meanwhile_is_not_lost(
    cast: Cast, client: Client, questions: list[ReadinessQuestion]
) -> None:
    old, other = questions[:2]
    before = old.text
    words = {name: getattr(old, name) for name in ("theme", "low", "high", "position")}
    new = save_question(question=old, by=cast.admin, text="Does your board know?", is_active=True, **words)
    pk = ReadinessQuestion.objects.get(is_active=False).pk
    client.force_login(cast.lead)
    sent = {f"score_{pk}": "4", f"comment_{pk}": "They met twice", f"score_{other.pk}": "2", "summary": "Go on", **DAY}
    refused = client.post(f"{ADDRESS}new/", sent | {f"comment_{other.pk}": "Few of us"})
    assert refused.status_code == 422
    html = refused.content.decode()
    for text in ("The questions have changed", "Your answer: 4", "They met twice", "Few of us", "Go on", before):
        assert text in html
    assert f'name="score_{pk}"' not in html
    with cast.scope():
        assert not Readiness.objects.exists()
    again = {f"score_{new.pk}": "4", f"comment_{new.pk}": "They met twice", f"score_{other.pk}": "2", **DAY}
    assert client.post(f"{ADDRESS}new/", again).status_code == 302
