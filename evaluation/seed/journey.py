"""The demonstration's journeys: every organisation at its own pace, with gates, pauses and dates that moved."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from organisations.models import Participation
from organisations.queries import current_coaches, team_of
from organisations.queries.places import taking_part
from phases.actions.gates import Answer, answer_gate, propose_gate
from phases.actions.journey import pause, pause_all, set_dates, set_up_phases
from phases.models import Phase, PhasePlan
from phases.queries.journey import phases_of, programme_pauses

# How long the phases are planned to be: six months, two years, six months.
_PLANNED = (182, 730, 182)
_STRIKE = "Industrial action: no organisation was asked for anything."
# When an organisation paused, in days before today, and why.
_PAUSES = {
    "RXM": (420, 350, "The project lead left, and it took ten weeks to find the next."),
    "RWV": (200, 172, "Every team helped on the wards over the winter."),
    "RX4": (12, None, "The board reviews all programmes after the merger."),
}
_WHY_LATER = (
    "Our partners needed longer to agree on what to measure.",
    "Two of the three wards changed their manager.",
    "The data by ethnic group took eight weeks to get.",
)
_WHY_TESTING = (
    "Two more wards join the testing.",
    "The partners asked for another test before it goes further.",
    "The record system changes in the spring, so the numbers need longer.",
)
_EVIDENCE = (
    "Minutes of the design day with partners",
    "The page of populations, with the sources",
    "The theory of change, as kept after the design day",
    "Four measures are defined, one of them balancing",
)
_ALTHOUGH = "The wards want to begin before the winter. The rest is under way."
_MORE = "Who with lived experience agreed to the theory? Please write it down first."


def load(collaborative: Collaborative, admin: User, today: date) -> None:
    """Load what is not there yet."""
    set_up_phases(collaborative=collaborative, by=admin)
    if not programme_pauses(collaborative).exists():
        begun = today - timedelta(days=500)
        with on(begun):
            pause_all(
                collaborative=collaborative,
                by=admin,
                starts_on=begun,
                ends_on=begun + timedelta(days=20),
                reason=_STRIKE,
            )
    phases = phases_of(collaborative)
    for place in taking_part(collaborative):
        _place(place, phases, today)


@transaction.atomic
def _place(place: Participation, phases: list[Phase], today: date) -> None:
    lead = team_of(place.pk).filter(role=Role.LEAD)[0].user
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        if PhasePlan.objects.exists():
            return
        _plan(place, phases, lead)
        _went(place, phases, lead, today)
        code = place.organisation.ods_code
        if code in _PAUSES:
            first, last, why = _PAUSES[code]
            begun, ended = today - timedelta(days=first), today - timedelta(days=last) if last else None
            with on(begun):
                pause(participation=place, by=lead, starts_on=begun, ends_on=ended, reason=why)


def _plan(place: Participation, phases: list[Phase], lead: User) -> None:
    begins = [place.joined_on]
    for days in _PLANNED:
        begins.append(begins[-1] + timedelta(days=days))
    with on(place.joined_on):
        for phase, (first, following) in zip(phases, pairwise(begins), strict=False):
            dates = {"planned_start": first, "planned_end": following - timedelta(days=1)}
            if phase is phases[0]:
                dates["actual_start"] = first
            set_dates(participation=place, phase=phase, by=lead, dates=dates)


def _went(place: Participation, phases: list[Phase], lead: User, today: date) -> None:
    """How the design went: later than planned at some, and asked for more at some before they went on."""
    phase, rng = phases[0], Random(f"{place.organisation.ods_code} journey")
    took = _PLANNED[0] + rng.choice((-20, 0, 40, 75))
    if took > _PLANNED[0]:
        seen = place.joined_on + timedelta(days=140)
        if seen < today:
            expected = {"forecast_end": place.joined_on + timedelta(days=took)}
            with on(seen):
                set_dates(participation=place, phase=phase, by=lead, dates=expected, reason=rng.choice(_WHY_LATER))
    begins = place.joined_on + timedelta(days=sum(_PLANNED[:2]))
    if begins < today and rng.random() < 0.7:
        expected = {"forecast_end": begins + timedelta(days=rng.choice((90, 150, 210)))}
        with on(today - timedelta(days=60)):
            set_dates(participation=place, phase=phases[1], by=lead, dates=expected, reason=rng.choice(_WHY_TESTING))
    ready = place.joined_on + timedelta(days=took - 12)
    if ready < today:
        _gate(place, phase, lead, ready, asked_for_more=rng.random() < 0.4, today=today)


def _gate(place: Participation, phase: Phase, lead: User, ready: date, *, asked_for_more: bool, today: date) -> None:
    coach = next(row.coach for row in current_coaches([place.pk])[place.pk])
    asked: list = phase.asked  # type: ignore[attr-defined]
    if asked_for_more:
        some = {row.pk: Answer(met=True, evidence=text) for row, text in zip(asked[:2], _EVIDENCE, strict=False)}
        with on(ready - timedelta(days=25)):
            first = propose_gate(participation=place, phase=phase, by=lead, answers=some, although=_ALTHOUGH)
        with on(ready - timedelta(days=20)):
            answer_gate(review=first, by=coach, outcome="more", decision=_MORE)
    every = {row.pk: Answer(met=True, evidence=text) for row, text in zip(asked, _EVIDENCE, strict=True)}
    with on(ready):
        review = propose_gate(
            participation=place, phase=phase, by=lead, answers=every, note="The whole team agrees, partners too."
        )
    answered = ready + timedelta(days=12)
    # One coach has not answered yet.
    if answered < today and place.organisation.ods_code != "R1L":
        with on(answered):
            answer_gate(review=review, by=coach, outcome="passed", decision="Well done. Your evidence is clear.")
