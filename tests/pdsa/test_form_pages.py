"""What people send about a test: saved once, refused beside the box, never lost to somebody else's save."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from pdsa.actions import add_task, save_plan
from pdsa.models import Cycle, Task
from tests.cast import Cast
from tests.pdsa.browsing import at, boxes, stored, text_of
from tests.pdsa.conftest import days_ago

Make = Callable[..., Cycle]


def plan_data(cycle: Cycle, **changes: Any) -> dict[str, Any]:
    """A plan as its form sends it, with one prediction."""
    return {
        "version": cycle.version,
        "title": cycle.title,
        "idea_title": "Reminders",
        "predictions-TOTAL_FORMS": 1,
        "predictions-INITIAL_FORMS": 0,
        "predictions-0-text": "Nine of ten",
        "predictions-0-question": "",
        **changes,
    }


def test_two_answers_make_a_test(cast: Cast, lead: Client) -> None:
    address = at("cycle-new", cast.north_project.pk)
    page = lead.get(address)
    assert page.status_code == 200
    key = re.search(r'name="form_key" value="([0-9a-f-]{36})"', page.content.decode())
    assert key is not None
    answers = {"title": "Ring the\nday before", "prediction": "Eight of ten", "form_key": key[1]}
    first = lead.post(address, answers)
    second = lead.post(address, answers)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    with cast.scope():
        cycle = Cycle.objects.get()
        assert (cycle.title, cycle.idea.title, cycle.created_by) == (
            "Ring the day before",
            "Ring the day before",
            cast.lead,
        )
        assert [row.text for row in cycle.predictions.all()] == ["Eight of ten"]
    assert first["Location"] == at("cycle", cycle.pk)


def test_the_first_entry_asks_three_things_and_folds_the_rest(cast: Cast, lead: Client, made: Make) -> None:
    made(idea_title="Evening clinics")
    html = lead.get(at("cycle-new", cast.north_project.pk)).content.decode()
    form = html[html.index('class="pdsa-form"') :]
    before, _, folded = form.partition("<details")
    assert re.findall(r'<(?:textarea|input)[^>]*\bname="(\w+)"', before) == [
        "csrfmiddlewaretoken",
        "form_key",
        "keep",
        "title",
        "prediction",
        "idea_title",
    ]
    assert "scale" in folded
    assert not folded.startswith(" open")
    assert '<option value="Evening clinics">' in before


def test_a_test_without_a_title_is_refused_beside_the_box(cast: Cast, lead: Client) -> None:
    page = lead.post(at("cycle-new", cast.north_project.pk), {"prediction": "Typed and kept", "form_key": uuid4()})
    assert page.status_code == 422
    html = page.content.decode()
    assert "<title>Error: Log a test" in html
    assert 'href="#id_title"' in html
    assert "There is a problem Enter what you are testing" in text_of(page)
    assert "Typed and kept" in html
    assert not stored_cycles(cast)


def stored_cycles(cast: Cast) -> int:
    with cast.scope():
        return Cycle.objects.count()


def test_what_is_refused_among_the_rest_is_not_folded_away(cast: Cast, lead: Client) -> None:
    data = {"title": "Ring", **boxes("starts_on", 1), **boxes("ends_on", 2)}
    page = lead.post(at("cycle-new", cast.north_project.pk), data)
    assert page.status_code == 422
    assert "The end date must be the same as or after the start date" in page.content.decode()
    assert re.search(r"<details[^>]*pdsa-more[^>]* open", page.content.decode())


def test_a_test_goes_from_plan_to_the_next_one(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    page = lead.post(at("cycle-edit", cycle.pk, stage="plan"), plan_data(cycle, then="next"))
    assert page["Location"] == at("cycle-start", cycle.pk)
    assert "your prediction is locked" in text_of(lead.get(page["Location"]))
    page = lead.post(at("cycle-start", cycle.pk), {"version": 2, **boxes("starts_on", 4)})
    assert page["Location"] == at("cycle", cycle.pk)
    data = {"version": 3, "observations": "Three rang back", "then": "next", **boxes("ends_on", 1)}
    page = lead.post(at("cycle-edit", cycle.pk, stage="do"), data)
    assert page["Location"] == at("cycle", cycle.pk) + "#study"
    with cast.scope():
        prediction = cycle.predictions.get()
    assert (prediction.text, prediction.locked_at is None) == ("Nine of ten", False)
    data = {"version": 5, f"result_{prediction.pk}": "partly", "learned": "Evenings", "then": "next"}
    page = lead.post(at("cycle-edit", cycle.pk, stage="study"), data)
    assert page["Location"] == at("cycle", cycle.pk) + "#act"
    data = {"version": 7, "decision": "expand", "rationale": "It helped", "may_share": "on", "then": "next"}
    page = lead.post(at("cycle-edit", cycle.pk, stage="act"), data)
    assert page["Location"] == at("cycle", cycle.pk) + "#decision"
    done = stored(cast, cycle.pk)
    assert (done.status, done.decision, done.may_share, done.starts_on, done.ends_on) == (
        "complete",
        "expand",
        True,
        days_ago(4),
        days_ago(1),
    )
    assert "Plan the next test" in text_of(lead.get(at("cycle", cycle.pk)))
    first, second = (lead.post(at("cycle-next", cycle.pk)) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert stored_cycles(cast) == 2
    planned = text_of(lead.get(first["Location"]))
    assert "What test 1 taught you" in planned
    assert "Test 2" in planned


def test_every_stage_can_be_saved_empty_and_stays_where_it_is(cast: Cast, lead: Client, made: Make) -> None:
    for status in ("do", "study", "act"):
        cycle = made(status)
        page = lead.post(at("cycle-edit", cycle.pk, stage=status), {"version": cycle.version})
        assert page["Location"] == at("cycle", cycle.pk) + f"#{status}"
        assert stored(cast, cycle.pk).status == status


def test_completing_without_a_decision_is_refused(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("act")
    page = lead.post(at("cycle-edit", cycle.pk, stage="act"), {"version": cycle.version, "then": "next"})
    assert page.status_code == 422
    assert "Select what you decided" in text_of(page)
    assert stored(cast, cycle.pk).status == "act"


def test_a_stage_not_reached_has_no_form(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    for stage in ("do", "study", "act", "nonsense"):
        assert lead.get(at("cycle-edit", cycle.pk, stage=stage)).status_code == 404
        assert lead.post(at("cycle-edit", cycle.pk, stage=stage), {"version": 1}).status_code == 404


def test_a_started_plan_shows_its_predictions_locked(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("do")
    address = at("cycle-edit", cycle.pk, stage="plan")
    html = lead.get(address).content.decode()
    assert "predictions-0-text" not in html
    assert "Eight of ten will come" in html
    forged = plan_data(cycle, objective="Put right", **boxes("starts_on", 10))
    page = lead.post(address, forged)
    assert page.status_code == 422
    assert "The predictions were locked when the test started." in text_of(page)
    assert stored(cast, cycle.pk).objective == ""
    honest = {name: value for name, value in forged.items() if not name.startswith("predictions")}
    assert lead.post(address, honest).status_code == 302
    with cast.scope():
        assert cycle.predictions.get().text == "Eight of ten will come"
    assert stored(cast, cycle.pk).objective == "Put right"


def test_somebody_else_saved_in_between(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    with cast.scope():
        save_plan(cycle=cycle, by=cast.member, objective="Their <b>words</b>")
    page = lead.post(at("cycle-edit", cycle.pk, stage="plan"), plan_data(cycle, objective="My words"))
    assert page.status_code == 409
    html = page.content.decode()
    assert "Their &lt;b&gt;words&lt;/b&gt;" in html
    assert html.count("My words") == 2
    assert "Mia Member saved this test" in text_of(page)
    assert 'href="#both"' in html
    assert "There is a problem Somebody else saved this while you were writing" in text_of(page)
    assert "Nine of ten" in html
    assert stored(cast, cycle.pk).objective == "Their <b>words</b>"
    again = plan_data(cycle, objective="Both words", version=re.search(r'name="version" value="(\d+)"', html)[1])
    assert lead.post(at("cycle-edit", cycle.pk, stage="plan"), again).status_code == 302
    assert stored(cast, cycle.pk).objective == "Both words"


def test_predictions_typed_after_the_lock_are_shown_and_not_saved(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    lead.post(at("cycle-start", cycle.pk), {"version": 1, **boxes("starts_on", 0)})
    data = {**plan_data(cycle), "predictions-0-text": "Typed too late"}
    page = lead.post(at("cycle-edit", cycle.pk, stage="plan"), data)
    assert page.status_code == 409
    assert "Typed too late" in text_of(page)
    with cast.scope():
        assert [row.text for row in cycle.predictions.all()] == ["Eight of ten will come"]


def test_a_decision_being_written_while_another_stops_the_test_is_not_lost(
    cast: Cast, lead: Client, made: Make
) -> None:
    cycle = made("act")
    lead.post(at("cycle-stop", cycle.pk), {"version": cycle.version, "reason": "No room"})
    data = {"version": cycle.version, "rationale": "Typed for an hour", "then": "next", "decision": "adopt"}
    page = lead.post(at("cycle-edit", cycle.pk, stage="act"), data)
    assert page.status_code == 409
    assert "Typed for an hour" in text_of(page)
    assert stored(cast, cycle.pk).status == "stopped"


def test_a_stage_sent_twice_is_saved_once(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("do")
    data = {"version": cycle.version, "observations": "Three rang back"}
    for _ in range(2):
        page = lead.post(at("cycle-edit", cycle.pk, stage="do"), data)
        assert page["Location"] == at("cycle", cycle.pk) + "#do" or page["Location"] == at("cycle", cycle.pk)
    assert stored(cast, cycle.pk).version == cycle.version + 1


@pytest.mark.parametrize("name", ["cycle-start", "cycle-stop", "cycle-next"])
def test_moves_out_of_turn_lead_back_to_the_test(cast: Cast, lead: Client, made: Make, name: str) -> None:
    cycle = made("stopped")
    for page in (lead.get(at(name, cycle.pk)), lead.post(at(name, cycle.pk), {"version": cycle.version})):
        assert page.status_code == 302
        assert page["Location"] == at("cycle", cycle.pk)
    assert stored(cast, cycle.pk).version == cycle.version


def test_starting_asks_for_a_real_day(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    address = at("cycle-start", cycle.pk)
    today = timezone.localdate()
    assert re.search(rf'id="id_starts_on_day"[^>]* value="{today.day}"', lead.get(address).content.decode())
    page = lead.post(address, {"version": 1, **boxes("starts_on", -3)})
    assert page.status_code == 422
    assert "or earlier" in text_of(page)
    page = lead.post(address, {"version": 1, **boxes("starts_on", 2), **boxes("ends_on", 5)})
    assert page.status_code == 422
    assert "The end date must be the same as or after the start date" in text_of(page)
    assert stored(cast, cycle.pk).status == "plan"


def test_starting_without_a_prediction_is_a_kind_word_and_no_wall(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan", prediction="")
    assert "You can start without one." in text_of(lead.get(at("cycle-start", cycle.pk)))
    assert lead.post(at("cycle-start", cycle.pk), {"version": 1, **boxes("starts_on", 0)}).status_code == 302
    assert stored(cast, cycle.pk).status == "do"


def test_a_stale_start_starts_nothing(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("plan")
    with cast.scope():
        save_plan(cycle=cycle, by=cast.member, objective="Theirs")
    page = lead.post(at("cycle-start", cycle.pk), {"version": 1, **boxes("starts_on", 0)}, follow=True)
    assert "Somebody else changed this test meanwhile." in text_of(page)
    assert stored(cast, cycle.pk).status == "plan"


def test_stopping_asks_why(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("do")
    address = at("cycle-stop", cycle.pk)
    assert lead.get(address).status_code == 200
    page = lead.post(address, {"version": cycle.version, "reason": " "})
    assert page.status_code == 422
    assert "Say why the test is stopping" in text_of(page)
    assert lead.post(address, {"version": cycle.version, "reason": "No room"}).status_code == 302
    assert (stored(cast, cycle.pk).status, stored(cast, cycle.pk).stop_reason) == ("stopped", "No room")


def test_tasks_by_hand(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("do")
    address = at("cycle-tasks", cycle.pk)
    assert lead.post(address, {"what": ""}).status_code == 422
    page = lead.post(address, {"what": "Print the letter", "who": "Dan", **boxes("due_on", -2)})
    assert page["Location"] == at("cycle", cycle.pk) + "#tasks"
    with cast.scope():
        task = Task.objects.get()
    assert (task.what, task.who, task.due_on) == ("Print the letter", "Dan", days_ago(-2))
    one = at("cycle-task", cycle.pk, task=task.pk)
    for wish, done in (("tick", True), ("tick", True), ("untick", False), ("nonsense", False)):
        lead.post(one, {"do": wish})
        with cast.scope():
            assert (Task.objects.get().done_at is not None) is done
    lead.post(one, {"do": "remove"})
    with cast.scope():
        assert not Task.objects.exists()


def test_a_task_is_reached_only_through_its_own_test(cast: Cast, lead: Client, made: Make) -> None:
    cycle, other = made(), made()
    with cast.scope():
        task = add_task(cycle=cycle, by=cast.lead, what="Print")
    assert lead.post(at("cycle-task", other.pk, task=task.pk), {"do": "remove"}).status_code == 404
