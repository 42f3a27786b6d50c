"""Planning: what is needed, what is copied, and what pressing twice makes."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from pdsa.actions import Conflict, Expected, Refused, decide, next_cycle, plan_cycle, save_plan, start_do, start_study
from pdsa.models import Cycle, Prediction
from phases.models import ChangeIdea
from tests.cast import Cast
from tests.pdsa.conftest import days_ago, make_cycle, make_measure


def test_a_title_is_enough(cast: Cast) -> None:
    with cast.scope():
        cycle = plan_cycle(project=cast.north_project, by=cast.partner, title=" Ring the day before ")
        cycle.refresh_from_db()
        assert (cycle.title, cycle.status, cycle.number, cycle.version) == ("Ring the day before", "plan", 1, 1)
        assert (cycle.idea.title, cycle.created_by) == ("Ring the day before", cast.partner)
        assert (cycle.purpose, cycle.scale, cycle.starts_on) == ("test", "one", None)
        assert (cycle.collaborative_id, cycle.participation_id) == (cast.amhe.pk, cast.north.pk)
        assert not cycle.predictions.exists()


def test_everything_can_be_said_at_once(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast, "Visits")
        cycle = plan_cycle(
            project=cast.north_project,
            by=cast.lead,
            title="Ring the day before",
            idea_title="Reminders",
            prediction="Eight of ten will come",
            question="Does a call help?",
            measures=[measure],
            scale="team",
            starts_on=days_ago(0),
            ends_on=days_ago(-7),
            led_by="Mia",
            involvement="partner",
        )
        prediction = cycle.predictions.get()
        assert (prediction.question, prediction.text, prediction.locked_at) == (
            "Does a call help?",
            "Eight of ten will come",
            None,
        )
        assert (cycle.idea.title, cycle.scale, cycle.led_by, cycle.involvement) == (
            "Reminders",
            "team",
            "Mia",
            "partner",
        )
        assert [link.measure for link in cycle.measure_links.all()] == [measure]


def test_an_idea_that_is_there_is_used_again(cast: Cast) -> None:
    with cast.scope():
        first = make_cycle(cast, idea_title="Reminders")
        second = make_cycle(cast, title="Send a text", idea_title="reminders")
        assert first.idea == second.idea
        assert ChangeIdea.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 201, "idea_title": "Short"}, "title"),
        ({"scale": "galaxy"}, "scale"),
        ({"starts_on": days_ago(1), "ends_on": days_ago(2)}, "ends_on"),
    ],
)
def test_refused_plans_leave_nothing_behind(cast: Cast, fields: dict, field: str) -> None:
    with cast.scope():
        with pytest.raises(ValidationError) as refused:
            plan_cycle(project=cast.north_project, by=cast.lead, **{"title": "Ring", **fields})
        assert list(refused.value.message_dict) == [field]
        assert not Cycle.objects.exists()
        assert not ChangeIdea.objects.exists()


def test_a_measure_of_another_project_is_refused(cast: Cast) -> None:
    with cast.scope(cast.north, cast.south):
        theirs = make_measure(cast, "Visits", cast.south_project)
        with pytest.raises(ValidationError, match="Choose measures of this project"):
            make_cycle(cast, measures=[theirs])
        assert not Cycle.objects.exists()


def test_the_same_form_sent_twice_makes_one_test(cast: Cast) -> None:
    key = uuid4()
    with cast.scope():
        first = make_cycle(cast, form_key=key)
        assert make_cycle(cast, form_key=key) == first
        assert make_cycle(cast, form_key=uuid4()) != first
        assert Cycle.objects.filter(form_key=key).count() == 1
        assert Prediction.objects.filter(cycle=first).count() == 1


def test_a_form_key_of_another_organisation_is_no_key_here(cast: Cast) -> None:
    key = uuid4()
    with cast.scope():
        ours = make_cycle(cast, form_key=key)
    with cast.scope(cast.south, user=cast.south_lead):
        theirs = plan_cycle(project=cast.south_project, by=cast.south_lead, title="Ring", form_key=key)
    assert theirs.pk != ours.pk
    assert theirs.participation_id == cast.south.pk


def test_a_plan_grows_one_save_at_a_time(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        stored = save_plan(cycle=cycle, by=cast.member, version=1, objective=" Find out ", idea_title="Reminders")
        assert (stored.objective, stored.title, stored.version) == ("Find out", "Ring the day before", 2)
        assert stored.idea.title == "Reminders"
        assert cycle.predictions.count() == 1


def test_predictions_are_changed_added_and_taken_away_before_the_start(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        first = cycle.predictions.get()
        save_plan(cycle=cycle, by=cast.lead, predictions=[Expected("", " Nine ", first.pk), Expected("Why?", "")])
        rows = list(cycle.predictions.values_list("position", "question", "text"))
        assert rows == [(1, "", "Nine"), (2, "Why?", "")]
        assert cycle.predictions.first() == first
        save_plan(cycle=cycle, by=cast.lead, predictions=[Expected("", " ", first.pk), Expected("Why?", "Because")])
        assert list(cycle.predictions.values_list("question", "text")) == [("Why?", "Because")]


def test_a_stale_version_saves_nothing(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        save_plan(cycle=cycle, by=cast.member, version=1, objective="Theirs")
        with pytest.raises(Conflict) as conflict:
            save_plan(cycle=cycle, by=cast.lead, version=1, objective="Mine", predictions=[])
        assert (conflict.value.current.objective, conflict.value.current.version) == ("Theirs", 2)
        cycle.refresh_from_db()
        assert (cycle.objective, cycle.predictions.count()) == ("Theirs", 1)


def test_a_started_test_keeps_its_predictions_and_its_real_start(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "do")
        with pytest.raises(Refused, match="locked when the test started"):
            save_plan(cycle=cycle, by=cast.lead, predictions=[Expected("", "Ten of ten will come")])
        with pytest.raises(ValidationError) as refused:
            save_plan(cycle=cycle, by=cast.lead, starts_on=days_ago(-1))
        assert "starts_on" in refused.value.message_dict
        with pytest.raises(ValidationError):
            save_plan(cycle=cycle, by=cast.lead, starts_on=None)
        assert save_plan(cycle=cycle, by=cast.lead, objective="Put right later").objective == "Put right later"
        assert cycle.predictions.get().text == "Eight of ten will come"


@pytest.mark.parametrize(("decision", "scale"), [("adapt", "few"), ("expand", "team")])
def test_the_next_test_takes_over_the_plan(cast: Cast, decision: str, scale: str) -> None:
    with cast.scope():
        measure = make_measure(cast, "Visits")
        fields = {"question": "Does a call help?", "objective": "Find out", "scale": "few", "led_by": "Mia"}
        cycle = make_cycle(cast, "do", measures=[measure], involvement="led", **fields)
        cycle = start_study(cycle=cycle, by=cast.lead)
        decide(cycle=cycle, by=cast.lead, decision=decision)
        planned = next_cycle(cycle=cycle, by=cast.member)
        assert (planned.number, planned.previous, planned.series) == (2, cycle, cycle.series)
        assert (planned.status, planned.starts_on, planned.ends_on) == ("plan", None, None)
        assert (planned.title, planned.objective, planned.led_by) == ("Ring the day before", "Find out", "Mia")
        assert (planned.idea, planned.scale, planned.involvement) == (cycle.idea, scale, "led")
        assert list(planned.predictions.values_list("question", "text")) == [("Does a call help?", "")]
        assert [link.measure for link in planned.measure_links.all()] == [measure]
        assert planned.created_by == cast.member


def test_the_largest_scale_has_none_above_it(cast: Cast) -> None:
    with cast.scope():
        cycle = start_study(cycle=make_cycle(cast, "do", scale="beyond"), by=cast.lead)
        decide(cycle=cycle, by=cast.lead, decision="expand")
        assert next_cycle(cycle=cycle, by=cast.lead).scale == "beyond"


def test_pressing_twice_makes_one_next_test(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "complete")
        assert next_cycle(cycle=cycle, by=cast.lead) == next_cycle(cycle=cycle, by=cast.member)
        assert Cycle.objects.count() == 2


def test_a_test_planned_behind_another_has_its_place_once(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "complete")
        planned = make_cycle(cast, previous=cycle)
        assert (planned.number, planned.series) == (2, cycle.series)
        assert make_cycle(cast, previous=cycle) == planned


@pytest.mark.parametrize("decision", ["adopt", "abandon"])
def test_no_next_test_after_adopt_or_abandon(cast: Cast, decision: str) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "act")
        decide(cycle=cycle, by=cast.lead, decision=decision)
        with pytest.raises(Refused, match="follows a decision to adapt or to expand"):
            next_cycle(cycle=cycle, by=cast.lead)


@pytest.mark.parametrize("status", ["plan", "do", "study", "act", "stopped"])
def test_no_next_test_before_a_decision(cast: Cast, status: str) -> None:
    with cast.scope(), pytest.raises(Refused):
        next_cycle(cycle=make_cycle(cast, status), by=cast.lead)


def test_starting_a_copied_test_locks_only_its_own_predictions(cast: Cast) -> None:
    with cast.scope():
        planned = next_cycle(cycle=make_cycle(cast, "complete", question="Does it help?"), by=cast.lead)
        other = make_cycle(cast)
        start_do(cycle=planned, by=cast.lead)
        assert planned.predictions.get().locked_at is not None
        assert other.predictions.get().locked_at is None
