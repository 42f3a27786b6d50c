"""Questions with their predictions, one by one: put in order before Do, compared in Study."""

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client

from pdsa.actions import Compared, Expected, save_plan, save_study, start_do, start_study
from pdsa.entry import arranged
from pdsa.models import Cycle
from tests.cast import Cast
from tests.pdsa.browsing import at, text_of

Make = Callable[..., Cycle]
ROWS = [("7", "Will they come?", "Eight of ten"), ("8", "How long?", "Ten minutes"), ("", "", "")]


def sent(rows: list[tuple[str, str, str]], **more: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"predictions-TOTAL_FORMS": str(len(rows)), "predictions-INITIAL_FORMS": "2", "title": "Ring", **more})
    for place, row in enumerate(rows):
        data.update(
            {f"predictions-{place}-{name}": word for name, word in zip(("pk", "question", "text"), row, strict=True)}
        )
    return data


@pytest.mark.parametrize(
    ("wish", "order"),
    [
        ("up:1", ["8", "7"]),
        ("down:0", ["8", "7"]),
        ("up:0", ["7", "8"]),
        ("down:1", ["7", "8"]),
        ("remove:0", ["8"]),
        ("add:2", ["7", "8"]),
        ("up:9", ["7", "8"]),
        ("up:x", ["7", "8"]),
        ("nonsense", ["7", "8"]),
    ],
)
def test_questions_are_arranged_and_nothing_else_changes(wish: str, order: list[str]) -> None:
    again = arranged(sent(ROWS), wish)
    total = int(again["predictions-TOTAL_FORMS"])
    assert [again[f"predictions-{place}-pk"] for place in range(total)] == [*order, ""]
    texts = {pk: text for pk, _, text in ROWS}
    assert [again[f"predictions-{place}-text"] for place in range(total)] == [texts[pk] for pk in [*order, ""]]
    assert again["title"] == "Ring"


def test_no_more_questions_than_there_is_room_for() -> None:
    many = [("", f"Question {number}", "") for number in range(25)]
    assert arranged(sent(many), "add:1")["predictions-TOTAL_FORMS"] == "20"
    assert arranged(QueryDict(mutable=True), "up:1")["predictions-TOTAL_FORMS"] == "1"


def test_a_plan_comes_back_in_its_new_order_and_is_saved_so(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    with cast.scope():
        asked = [Expected("Will they come?", "Eight of ten"), Expected("How long?", "Ten minutes")]
        cycle = save_plan(cycle=cycle, by=cast.lead, predictions=asked)
        pks = [str(row.pk) for row in cycle.predictions.all()]
    rows = [(pks[0], "Will they come?", "Nine of ten"), (pks[1], "How long?", "Ten minutes"), ("", "", "")]
    data = sent(rows, version=str(cycle.version), title="Typed and not saved", idea_title="Reminders")
    address = at("cycle-edit", cycle.pk, stage="plan")
    page = lead.post(address, {**data.dict(), "arrange": "up:1"})
    assert page.status_code == 200
    html = page.content.decode()
    assert html.index("Ten minutes") < html.index("Nine of ten")
    assert "Typed and not saved" in html
    with cast.scope():
        assert [row.text for row in cycle.predictions.all()] == ["Eight of ten", "Ten minutes"]
    again = arranged(data, "up:1")
    assert lead.post(address, again.dict()).status_code == 302
    with cast.scope():
        assert [(str(row.pk), row.text) for row in cycle.predictions.all()] == [
            (pks[1], "Ten minutes"),
            (pks[0], "Nine of ten"),
        ]


def test_each_prediction_stands_beside_what_was_seen(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    with cast.scope():
        asked = [Expected("Will they come?", "Eight of ten"), Expected("How long?", "Ten minutes")]
        cycle = start_do(cycle=save_plan(cycle=cycle, by=cast.lead, predictions=asked), by=cast.lead)
        cycle = start_study(cycle=cycle, by=cast.lead)
        first, second = cycle.predictions.all()
        results = {first.pk: Compared("met", "Nine came"), second.pk: Compared("not", "Half an hour")}
        save_study(cycle=cycle, by=cast.lead, results=results)
    client = Client()
    client.force_login(cast.sponsor)
    said = text_of(client.get(at("cycle", cycle.pk)))
    assert "What we predicted What we saw As predicted?" in said
    assert "Will they come? Eight of ten We saw: Nine came As predicted" in said
    assert "How long? Ten minutes We saw: Half an hour Not as predicted" in said
