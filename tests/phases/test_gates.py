"""Going on from a phase: what a team says at a gate, what its coach answers, and what neither can do."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from phases.actions.gates import Answer, answer_gate, propose_gate
from phases.actions.journey import describe_phase, set_dates, set_up_phases
from phases.models import GateCriterion, GateReview, Phase, PhasePlan
from tests.cast import Cast

JAN, JUNE = date(2026, 1, 5), date(2026, 6, 30)
HOME = "/c/amhe/o/RNN/journey/"


@pytest.fixture
def phases(cast: Cast) -> list[Phase]:
    return set_up_phases(collaborative=cast.amhe, by=cast.admin)


def dates(cast: Cast, phase: Phase, reason: str = "", **days: date | None) -> PhasePlan:
    return set_dates(participation=cast.north, phase=phase, by=cast.lead, dates=days, reason=reason)


def test_a_coach_asks_for_more_and_then_lets_the_team_go_on(cast: Cast, phases: list[Phase]) -> None:
    asked = list(GateCriterion.objects.filter(phase=phases[0]))
    answers = {row.pk: Answer(met=True, evidence="In the theory") for row in asked}
    with cast.scope():
        dates(cast, phases[0], actual_start=JAN)
        propose: Any = {"participation": cast.north, "phase": phases[0], "by": cast.lead}
        with pytest.raises(ValidationError, match="Say where this can be seen"):
            propose_gate(**propose, answers={asked[0].pk: Answer(met=True)})
        some = {asked[0].pk: answers[asked[0].pk]}
        with pytest.raises(ValidationError, match="Say why you want to go on although not all is met"):
            propose_gate(**propose, answers=some, although=" ")
        first = propose_gate(**propose, answers=some, although="The board decides in May.")
        with pytest.raises(ValidationError, match="has not answered yet"):
            propose_gate(**propose, answers=answers)
        with pytest.raises(ValidationError, match="Say what is needed first"):
            answer_gate(review=first, by=cast.coach, outcome="more", decision="")
        answer_gate(review=first, by=cast.coach, outcome="more", decision="Show the evidence.")
        second = propose_gate(**propose, answers=answers, although="Nothing is lacking.")
        assert second.although == ""
        answer_gate(review=second, by=cast.coach, outcome="passed", decision="")
        with pytest.raises(ValidationError, match="answered already"):
            answer_gate(review=second, by=cast.coach, outcome="more", decision="Wait.")
        assert sorted(GateReview.objects.values_list("outcome", flat=True)) == ["more", "passed"]
        ended, begun = PhasePlan.objects.order_by("phase__number")
        assert ended.actual_end == begun.actual_start == timezone.localdate()


def test_nobody_goes_on_from_a_phase_that_has_ended_or_not_begun(
    client: Client, cast: Cast, phases: list[Phase]
) -> None:
    propose: Any = {
        "participation": cast.north,
        "phase": phases[0],
        "by": cast.lead,
        "answers": {},
        "although": "It is late.",
    }
    with cast.scope():
        with pytest.raises(ValidationError, match="has not begun yet"):
            propose_gate(**propose)
        dates(cast, phases[0], actual_start=JAN)
        review = propose_gate(**propose)
        # The team writes the end down itself before its coach answers: that day stands.
        dates(cast, phases[0], actual_end=JUNE)
        with pytest.raises(ValidationError, match="Say why the team can go on although not all is met"):
            answer_gate(review=review, by=cast.coach, outcome="passed", decision=" ")
        answer_gate(review=review, by=cast.coach, outcome="passed", decision="They will write it down in May.")
        assert PhasePlan.objects.get(phase=phases[0]).actual_end == JUNE
        with pytest.raises(ValidationError, match="This phase has ended"):
            propose_gate(**propose)
    client.force_login(cast.lead)
    there = client.get(f"{HOME}1/gate/").content.decode()
    assert "This phase has ended." in there
    assert "Tell your coach that you are ready" not in there


def test_who_is_second_at_a_gate_keeps_the_text_and_is_told(client: Client, cast: Cast, phases: list[Phase]) -> None:
    with cast.scope():
        dates(cast, phases[0], actual_start=JAN)
        review = propose_gate(
            participation=cast.north, phase=phases[0], by=cast.member, answers={}, although="It is late."
        )
    client.force_login(cast.lead)
    second = client.post(f"{HOME}1/gate/", {"note": "notecanary", "unmet": "on", "although": "Me too."})
    assert second.status_code == 422
    assert "notecanary" in second.content.decode()
    assert "Your coach has not answered yet." in second.content.decode()
    with cast.scope():
        answer_gate(review=review, by=cast.admin, outcome="more", decision="Show it first.")
    client.force_login(cast.coach)
    second = client.post(f"{HOME}1/gate/", {"outcome": "passed", "decision": "wordscanary"})
    assert second.status_code == 422
    for text in ("wordscanary", "This is answered already.", "Show it first."):
        assert text in second.content.decode()
    assert client.post(f"{HOME}2/gate/", {"outcome": "passed", "decision": "x"}).status_code == 404


def test_a_team_withdraws_that_it_is_ready(client: Client, cast: Cast, phases: list[Phase]) -> None:
    with cast.scope():
        dates(cast, phases[0], actual_start=JAN)
        propose: Any = {"participation": cast.north, "phase": phases[0], "by": cast.lead, "answers": {}}
        review = propose_gate(**propose, although="It is late.")
    for outsider in (cast.coach, cast.sponsor):
        client.force_login(outsider)
        assert client.post(f"{HOME}1/gate/", {"do": "withdraw"}).status_code == 404
    client.force_login(cast.lead)
    assert "Withdraw it" in client.get(f"{HOME}1/gate/").content.decode()
    assert client.post(f"{HOME}1/gate/", {"do": "withdraw"}).status_code == 302
    there = client.get(f"{HOME}1/gate/").content.decode()
    assert "Withdrawn by the team" in there
    assert "Tell your coach that you are ready" in there
    again = client.post(f"{HOME}1/gate/", {"do": "withdraw"}, follow=True).content.decode()
    assert "The team has withdrawn this." in again
    with cast.scope():
        assert GateReview.objects.get().decided_by == cast.lead
        with pytest.raises(ValidationError, match="The team has withdrawn this"):
            answer_gate(review=review, by=cast.coach, outcome="passed", decision="Go on.")
        propose_gate(**propose, although="It is late.")
    client.force_login(cast.coach)
    late = client.post(f"{HOME}1/gate/", {"outcome": "more", "decision": "x"})
    assert late.status_code == 302


def test_evidence_for_a_criterion_that_is_reworded_meanwhile_is_not_lost(
    client: Client, cast: Cast, phases: list[Phase]
) -> None:
    first, *others = GateCriterion.objects.filter(phase=phases[0])
    with cast.scope():
        dates(cast, phases[0], actual_start=JAN)
    asked = ["Populations are chosen with people", *(row.text for row in others)]
    describe_phase(phase=phases[0], by=cast.admin, name="Local design", purpose="", asked=asked)
    client.force_login(cast.lead)
    sent = {
        f"met_{first.pk}": "on",
        f"evidence_{first.pk}": "Minutes of 3 May",
        f"evidence_{others[0].pk}": "The chart",
    }
    refused = client.post(f"{HOME}1/gate/", sent | {"unmet": "on", "although": "It is late."})
    assert refused.status_code == 422
    told = refused.content.decode()
    said = ("The questions have changed", first.text, "You ticked that", "Minutes of 3 May", "The chart", "It is late.")
    for text in said:
        assert text in told
    with cast.scope():
        assert not GateReview.objects.exists()
    assert client.post(f"{HOME}1/gate/", {"unmet": "on", "although": "It is late."}).status_code == 302
