"""Tasks, and what the history says of every write: who, with which verb, and what it was before."""

import pytest
from django.core.exceptions import ValidationError

from pdsa.actions import (
    Compared,
    Expected,
    add_task,
    decide,
    next_cycle,
    remove_task,
    save_act,
    save_do,
    save_plan,
    save_study,
    start_act,
    start_do,
    start_study,
    stop,
    tick_task,
)
from pdsa.models import Cycle, Prediction, Task
from pdsa.queries import last_saved
from tests.cast import Cast
from tests.pdsa.conftest import days_ago, make_cycle, make_measure


def events(model, pk: int) -> list[tuple]:
    """The history of a row, oldest first: label, actor and verb."""
    rows = model.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    return [(row.pgh_label, row.pgh_context["actor"], row.pgh_context["verb"]) for row in rows]


def test_tasks_are_added_ticked_and_removed(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        task = add_task(cycle=cycle, by=cast.partner, what=" Write it ", who="Pat", due_on=days_ago(-2), place="Club")
        assert (task.what, task.who, task.due_on, task.place) == ("Write it", "Pat", days_ago(-2), "Club")
        ticked = tick_task(task=task, by=cast.member)
        assert ticked.done_at is not None
        assert tick_task(task=task, by=cast.lead).done_at == ticked.done_at
        assert tick_task(task=task, by=cast.lead, done=False).done_at is None
        pk = task.pk
        remove_task(task=task, by=cast.lead)
        assert not Task.objects.exists()
        assert events(Task, pk) == [
            ("insert", cast.partner.pk, "added a task"),
            ("update", cast.member.pk, "ticked a task"),
            ("update", cast.lead.pk, "unticked a task"),
            ("delete", cast.lead.pk, "removed a task"),
        ]
        cycle.refresh_from_db()
        assert cycle.version == 1


@pytest.mark.parametrize("what", ["", "  ", "x" * 301])
def test_a_task_needs_words(cast: Cast, what: str) -> None:
    with cast.scope(), pytest.raises(ValidationError) as refused:
        add_task(cycle=make_cycle(cast), by=cast.lead, what=what)
    assert list(refused.value.message_dict) == ["what"]


def test_each_step_leaves_its_verb_and_its_actor(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        save_plan(cycle=cycle, by=cast.member, objective="Find out")
        start_do(cycle=cycle, by=cast.partner)
        save_do(cycle=cycle, by=cast.member, problems="None")
        start_study(cycle=cycle, by=cast.lead)
        save_study(cycle=cycle, by=cast.member, learned="Much")
        start_act(cycle=cycle, by=cast.lead)
        save_act(cycle=cycle, by=cast.member, rationale="It helped")
        decide(cycle=cycle, by=cast.lead, decision="adapt", rationale="It helped")
        assert events(Cycle, cycle.pk) == [
            ("insert", cast.lead.pk, "planned a test"),
            ("update", cast.member.pk, "changed the plan of a test"),
            ("update", cast.partner.pk, "started a test"),
            ("update", cast.member.pk, "recorded what happened in a test"),
            ("update", cast.lead.pk, "finished trying a test"),
            ("update", cast.member.pk, "recorded what a test showed"),
            ("update", cast.lead.pk, "finished studying a test"),
            ("update", cast.member.pk, "wrote about the decision on a test"),
            ("update", cast.lead.pk, "decided on a test"),
        ]
        planned = next_cycle(cycle=cycle, by=cast.member)
        assert events(Cycle, planned.pk) == [("insert", cast.member.pk, "planned the next test")]


def test_history_keeps_what_it_was_before(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        save_plan(cycle=cycle, by=cast.lead, objective="First")
        save_plan(cycle=cycle, by=cast.member, objective="Second")
        before = list(Cycle.pgh_event_model.objects.filter(pgh_label="update").order_by("pgh_id"))
        assert [event.objective for event in before] == ["", "First"]
        prediction = cycle.predictions.get()
        save_plan(cycle=cycle, by=cast.lead, predictions=[Expected("", "Nine of ten", prediction.pk)])
        event = Prediction.pgh_event_model.objects.get(pgh_obj_id=prediction.pk, pgh_label="update")
        assert (event.text, event.pgh_context["verb"]) == ("Eight of ten will come", "changed the plan of a test")


def test_the_reason_of_a_stop_and_of_a_decision_is_in_the_history(cast: Cast) -> None:
    with cast.scope():
        stopped = stop(cycle=make_cycle(cast), by=cast.lead, reason="The clinic moved")
        decided = decide(cycle=make_cycle(cast, "act"), by=cast.lead, decision="adopt", rationale="It helped")
        latest = Cycle.pgh_event_model.objects.order_by("pgh_id")
        assert latest.filter(pgh_obj_id=stopped.pk).last().pgh_context["reason"] == "The clinic moved"
        assert latest.filter(pgh_obj_id=decided.pk).last().pgh_context["reason"] == "It helped"


def test_starting_leaves_one_verb_on_all_it_touches(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast, "Visits")
        cycle = make_cycle(cast, measures=[measure])
        prediction = cycle.predictions.get()
        start_do(cycle=cycle, by=cast.partner)
        started = ("update", cast.partner.pk, "started a test")
        assert events(Prediction, prediction.pk)[-1] == started
        annotation = measure.annotations.get()
        assert events(type(annotation), annotation.pk) == [("insert", cast.partner.pk, "started a test")]


def test_results_are_kept_with_what_they_were(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "study")
        prediction = cycle.predictions.get()
        save_study(cycle=cycle, by=cast.lead, results={prediction.pk: Compared("met", "Eight came")})
        save_study(cycle=cycle, by=cast.member, results={prediction.pk: Compared("partly", "Seven came")})
        event = Prediction.pgh_event_model.objects.filter(pgh_obj_id=prediction.pk).latest("pgh_id")
        assert (event.result, event.result_note, event.pgh_context["actor"]) == ("met", "Eight came", cast.member.pk)


def test_last_saved_names_the_latest_writer(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        assert last_saved(cycle).by == "Nora Lead"
        save_plan(cycle=cycle, by=cast.member, objective="Find out")
        assert last_saved(cycle).by == "Mia Member"
