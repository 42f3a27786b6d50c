"""Tests walked through their stages, each step on its own day, as a team would log them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from collaborative.models import User
from evaluation.seed.clock import on
from evaluation.seed.ramps import PARTLY
from evaluation.seed.schedule import ACT, DONE, PLAN, STOPPED, Dated, Ramp, dated, day_after
from measures.models import Measure
from organisations.models import Project
from pdsa import actions
from pdsa.models import Cycle

_QUESTION = "Will people want it, and can staff do it?"
_SEGMENTS = ("People new to the service", "Everybody who is offered it")
_HURRIED = "We will count the tallies on Friday and look at them together."
_TASKS = (("Print what is handed over", -3), ("Tell the shift at handover", -1), ("Collect the tally sheet", 7))


@dataclass(frozen=True)
class Bench:
    """Where tests are run: the project, the measures they should move, and who does what."""

    project: Project
    measures: Sequence[Measure]
    lead: User
    member: User
    today: date


def run(bench: Bench, ramp: Ramp, idea: str) -> None:
    """Log every test of the ramp."""
    previous: Cycle | None = None
    for one in dated(ramp, bench.today):
        cycle = _planned(bench, one, idea, previous)
        if one.stands != PLAN:
            cycle = _walk(bench, cycle, one)
        previous = cycle


def _planned(bench: Bench, one: Dated, idea: str, previous: Cycle | None) -> Cycle:
    title = f"{idea}, {one.step.size}"
    with on(min(one.starts_on - timedelta(days=5), bench.today), len(title)):
        if previous is not None and previous.decision in ("adapt", "expand"):
            cycle = actions.next_cycle(cycle=previous, by=bench.member)
        else:
            cycle = actions.plan_cycle(
                project=bench.project, by=bench.member, title=title, idea_title=idea, measures=bench.measures
            )
        cycle = actions.save_plan(
            cycle=cycle,
            by=bench.member,
            title=title,
            predictions=[actions.Expected(_QUESTION, one.step.predicted)],
            objective="Find out whether it helps, for whom, and what it takes.",
            scale=one.step.scale,
            segment=_SEGMENTS[one.step.scale != "one"],
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            led_by=bench.member.name,
            data_plan="How many are offered it and take it up, and what they say of it.",
            data_who=bench.member.name,
            data_when="At the end of each shift",
            data_how="A tally on paper, and two questions to each person",
            involvement="involved",
            involvement_note="Two partners helped to plan it and will hear the result first.",
        )
        for what, after in _TASKS:
            due = one.starts_on + timedelta(days=after)
            task = actions.add_task(cycle=cycle, by=bench.member, what=what, who=bench.member.name, due_on=due)
            if due < bench.today and one.stands != PLAN:
                actions.tick_task(task=task, by=bench.member)
    return cycle


def _walk(bench: Bench, cycle: Cycle, one: Dated) -> Cycle:
    """From the first day of the test to where it stands."""
    with on(one.starts_on):
        cycle = actions.start_do(cycle=cycle, by=bench.member, starts_on=one.starts_on, ends_on=one.ends_on)
    if one.stands == STOPPED:
        with on(day_after(one.starts_on, 6, bench.today)):
            return actions.stop(cycle=cycle, by=bench.lead, reason="The ward closed for repairs. We will plan it anew.")
    if one.stands == "do":
        return cycle
    with on(day_after(one.ends_on, 1, bench.today)):
        carried_out = "partly" if one.step.result == PARTLY else "yes"
        cycle = actions.save_do(
            cycle=cycle, by=bench.member, carried_out=carried_out, observations=one.step.observed, ends_on=one.ends_on
        )
        cycle = actions.start_study(cycle=cycle, by=bench.member, ends_on=one.ends_on)
    return _concluded(bench, cycle, one)


def _concluded(bench: Bench, cycle: Cycle, one: Dated) -> Cycle:
    if one.stands == "study":
        # Begun in a hurry, so that the help for a study which reads as a plan is there to be seen.
        with on(day_after(one.ends_on, 2, bench.today)):
            return actions.save_study(cycle=cycle, by=bench.member, learned=_HURRIED)
    with on(day_after(one.ends_on, 4, bench.today)):
        results = {row.pk: actions.Compared(one.step.result, one.step.observed) for row in cycle.predictions.all()}
        cycle = actions.save_study(cycle=cycle, by=bench.member, results=results, learned=one.step.learned)
        if one.stands == ACT:
            return actions.start_act(cycle=cycle, by=bench.member)
    if one.stands != DONE:
        return cycle
    with on(day_after(one.ends_on, 6, bench.today)):
        return actions.decide(
            cycle=cycle,
            by=bench.lead,
            decision=one.step.decision,
            rationale=one.step.rationale,
            next_steps="Tell the partners and the sponsor what we found.",
            may_share=True,
        )
