"""A test on its way: each stage alone, half empty, refused out of turn."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from pdsa.actions import (
    Compared,
    Conflict,
    Refused,
    decide,
    next_cycle,
    save_act,
    save_do,
    save_study,
    start_act,
    start_do,
    start_study,
    stop,
)
from pdsa.models import Prediction
from tests.cast import Cast
from tests.pdsa.conftest import days_ago, make_cycle


def test_starting_locks_every_prediction_at_the_same_moment(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast)
        Prediction.objects.create(
            collaborative_id=cast.amhe.pk, participation_id=cast.north.pk, cycle=cycle, position=2, text="And nine stay"
        )
        started = start_do(cycle=cycle, by=cast.lead)
        assert (started.status, started.starts_on, started.version) == ("do", timezone.localdate(), 2)
        assert set(cycle.predictions.values_list("locked_at", flat=True)) == {started.do_started_at}


def test_a_test_may_have_started_before_today_and_not_after(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, ends_on=days_ago(3))
        with pytest.raises(ValidationError) as refused:
            start_do(cycle=cycle, by=cast.lead, starts_on=days_ago(-1))
        assert list(refused.value.message_dict) == ["starts_on"]
        with pytest.raises(ValidationError) as refused:
            start_do(cycle=cycle, by=cast.lead, starts_on=days_ago(2))
        assert list(refused.value.message_dict) == ["ends_on"]
        cycle.refresh_from_db()
        assert (cycle.status, cycle.do_started_at) == ("plan", None)
        assert start_do(cycle=cycle, by=cast.lead, starts_on=days_ago(5)).starts_on == days_ago(5)


def test_do_is_saved_half_empty_and_later_fuller(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "do")
        save_do(cycle=cycle, by=cast.member, observations=" People smiled ")
        stored = save_do(cycle=cycle, by=cast.member, carried_out="partly")
        assert (stored.observations, stored.carried_out, stored.status) == ("People smiled", "partly", "do")


@pytest.mark.parametrize(
    ("planned", "given", "ended"),
    [(None, None, 0), (4, None, 4), (-5, None, 0), (-5, 2, 2), (4, 1, 1)],
    ids=["no plan: today", "as planned", "sooner than planned", "on the day given", "later than planned"],
)
def test_the_trying_ends_on_a_real_day(cast: Cast, planned: int | None, given: int | None, ended: int) -> None:
    with cast.scope():
        ends_on = None if planned is None else days_ago(planned)
        cycle = start_do(cycle=make_cycle(cast), by=cast.lead, starts_on=days_ago(10), ends_on=ends_on)
        done = start_study(cycle=cycle, by=cast.lead, ends_on=None if given is None else days_ago(given))
        assert (done.status, done.ends_on) == ("study", days_ago(ended))
        assert done.study_started_at is not None


def test_an_ended_test_cannot_end_in_the_future(cast: Cast) -> None:
    with cast.scope(), pytest.raises(ValidationError) as refused:
        save_do(cycle=make_cycle(cast, "study"), by=cast.lead, ends_on=days_ago(-1))
    assert list(refused.value.message_dict) == ["ends_on"]


def test_results_stand_beside_locked_predictions(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "study")
        prediction = cycle.predictions.get()
        save_study(cycle=cycle, by=cast.lead, results={prediction.pk: Compared("not", " Five came ")}, learned="Call")
        prediction.refresh_from_db()
        assert (prediction.result, prediction.result_note) == ("not", "Five came")
        assert prediction.text == "Eight of ten will come"
        with pytest.raises(ValidationError) as refused:
            save_study(cycle=cycle, by=cast.lead, results={prediction.pk: Compared("maybe")})
        assert list(refused.value.message_dict) == ["result"]


def test_results_of_another_test_are_left_alone(cast: Cast) -> None:
    with cast.scope():
        other = make_cycle(cast, "study").predictions.get()
        save_study(cycle=make_cycle(cast, "study"), by=cast.lead, results={other.pk: Compared("met")})
        other.refresh_from_db()
        assert other.result == ""


@pytest.mark.parametrize("status", ["study", "act"])
@pytest.mark.parametrize("decision", ["adopt", "adapt", "abandon", "expand"])
def test_a_decision_completes_the_test(cast: Cast, status: str, decision: str) -> None:
    with cast.scope():
        done = decide(
            cycle=make_cycle(cast, status), by=cast.lead, decision=decision, rationale=" It helped ", next_steps="Go on"
        )
        done.refresh_from_db()
        assert (done.status, done.decision, done.rationale, done.next_steps) == (
            "complete",
            decision,
            "It helped",
            "Go on",
        )
        assert done.decided_at is not None


@pytest.mark.parametrize("decision", ["", "shrug"])
def test_no_decision_is_no_decision(cast: Cast, decision: str) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "act")
        with pytest.raises(ValidationError) as refused:
            decide(cycle=cycle, by=cast.lead, decision=decision)
        assert refused.value.message_dict == {"decision": ["Select what you decided"]}
        cycle.refresh_from_db()
        assert cycle.status == "act"


def test_writing_towards_a_decision_does_not_decide(cast: Cast) -> None:
    with cast.scope():
        stored = save_act(cycle=make_cycle(cast, "act"), by=cast.lead, decision="adopt", rationale="Perhaps")
        assert (stored.status, stored.decision, stored.decided_at) == ("act", "adopt", None)


def test_a_decision_can_be_put_right_until_the_next_test_stands_on_it(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "complete")
        assert save_act(cycle=cycle, by=cast.lead, decision="expand").decision == "expand"
        with pytest.raises(ValidationError, match="Select what you decided"):
            save_act(cycle=cycle, by=cast.lead, decision="")
        next_cycle(cycle=cycle, by=cast.lead)
        with pytest.raises(ValidationError, match="The next test was made from this decision"):
            save_act(cycle=cycle, by=cast.lead, decision="abandon")
        assert save_act(cycle=cycle, by=cast.lead, decision="expand", rationale="Clearer").rationale == "Clearer"


@pytest.mark.parametrize("status", ["plan", "do", "study", "act"])
def test_an_open_test_can_be_stopped_for_a_reason(cast: Cast, status: str) -> None:
    with cast.scope():
        cycle = make_cycle(cast, status)
        with pytest.raises(ValidationError) as refused:
            stop(cycle=cycle, by=cast.lead, reason="  ")
        assert refused.value.message_dict == {"reason": ["Say why the test is stopping"]}
        stopped = stop(cycle=cycle, by=cast.lead, reason=" The clinic moved ")
        stopped.refresh_from_db()
        assert (stopped.status, stopped.stop_reason) == ("stopped", "The clinic moved")
        assert stopped.stopped_at is not None
        assert stopped.ends_on == (None if status == "plan" else timezone.localdate())


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (status, step)
        for status, allowed in {
            "plan": {"start_do", "stop"},
            "do": {"save_do", "start_study", "stop"},
            "study": {"save_do", "save_study", "start_act", "decide", "stop"},
            "act": {"save_do", "save_study", "save_act", "decide", "stop"},
            "complete": {"save_do", "save_study", "save_act"},
            "stopped": {"save_do"},
        }.items()
        for step in ("start_do", "save_do", "start_study", "save_study", "start_act", "save_act", "decide", "stop")
        if step not in allowed
    ],
)
def test_steps_out_of_turn_are_refused(cast: Cast, status: str, step: str) -> None:
    steps = {
        "start_do": start_do,
        "save_do": save_do,
        "start_study": start_study,
        "save_study": save_study,
        "start_act": start_act,
        "save_act": save_act,
        "decide": lambda **call: decide(decision="adopt", **call),
        "stop": lambda **call: stop(reason="Enough", **call),
    }
    with cast.scope():
        cycle = make_cycle(cast, status)
        with pytest.raises(Refused):
            steps[step](cycle=cycle, by=cast.lead)
        before = (cycle.status, cycle.version)
        cycle.refresh_from_db()
        assert (cycle.status, cycle.version) == before


@pytest.mark.parametrize("step", [save_do, start_study, lambda **call: stop(reason="Enough", **call)])
def test_every_step_minds_the_version(cast: Cast, step) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "do")
        save_do(cycle=cycle, by=cast.member, problems="Theirs")
        with pytest.raises(Conflict):
            step(cycle=cycle, by=cast.lead, version=cycle.version)
