"""Going on from a phase: the team says that it is ready, its coach answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from collaborative.roles import Action
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation
from organisations.queries.people import people_who_may
from phases.actions.journey import set_dates
from phases.models import GateAnswer, GateCriterion, GateReview, Outcome, Phase, PhasePlan


@dataclass(frozen=True)
class Answer:
    """Whether a criterion is met, and where that can be seen."""

    met: bool = False
    evidence: str = ""
    link: str = ""


def why_shut(plan: PhasePlan | None) -> str:
    """Why nobody can go on from a phase with these dates now, in words; else ""."""
    if plan is not None and plan.actual_end is not None:
        return "This phase has ended. There is nothing more to agree on here."
    if plan is None or plan.actual_start is None:
        return "This phase has not begun yet. When it has, say so with its dates."
    return ""


@transaction.atomic
def propose_gate(
    *,
    participation: Participation,
    phase: Phase,
    by: User,
    answers: Mapping[int, Answer],
    note: str = "",
    although: str = "",
) -> GateReview:
    """The team is ready to go on; answers by the ids of the criteria. What is met needs its evidence.

    although: why it wants to go on although not all is met. Raises ValidationError by field: evidence_<id>, although;
    or where the coach has not answered yet, and where the phase has not begun or has ended.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    waiting = GateReview.objects.filter(participation=participation, phase=phase, outcome=Outcome.WAITING)
    if waiting.exists():
        raise ValidationError("Your coach has not answered yet.")
    shut = why_shut(PhasePlan.objects.filter(participation=participation, phase=phase).first())
    if shut:
        raise ValidationError(shut)
    criteria = list(GateCriterion.objects.filter(phase=phase, retired_at=None))
    errors = {
        f"evidence_{row.pk}": "Say where this can be seen"
        for row in criteria
        if (said := answers.get(row.pk)) and said.met and not (said.evidence.strip() or said.link)
    }
    unmet = any(not answers.get(row.pk, Answer()).met for row in criteria)
    if unmet and not although.strip():
        errors["although"] = "Say why you want to go on although not all is met"
    if errors:
        raise ValidationError(errors)
    owner = {"collaborative_id": participation.collaborative_id, "participation": participation}
    said_too = {"note": note.strip(), "although": although.strip() if unmet else ""}
    with recording(by=by, verb="said that the team is ready for the next phase"):
        review = GateReview.objects.create(**owner, **said_too, phase=phase, proposed_by=by, proposed_at=timezone.now())
        for row in criteria:
            said = answers.get(row.pk, Answer())
            GateAnswer.objects.create(
                **owner, review=review, criterion=row, met=said.met, evidence=said.evidence.strip(), link=said.link
            )
        coaches = people_who_may(Action.REVIEW_GATE, participation.pk)
        _tell(review, by, NoticeKind.GATE, "says that the team is ready to go on", coaches)
    return review


def _tell(review: GateReview, by: User, kind: NoticeKind, text: str, people: Iterable[User]) -> None:
    place = review.participation
    tell(
        people=people,
        by=by,
        kind=kind,
        key=f"gate-{review.pk}-{review.outcome}",
        text=text,
        to=("journey-gate", place.organisation.ods_code, review.phase.number),
        collaborative=place.collaborative,
        participation=place,
    )


def _waiting(review: GateReview) -> GateReview:
    """The review as it is now, and nobody else's until this is done. Raises ValidationError where it waits no more."""
    # The joined rows of the proposal are not locked, only the proposal.
    row = GateReview.objects.select_for_update(of=("self",)).get(participation_id=review.participation_id, pk=review.pk)
    if row.outcome == Outcome.WITHDRAWN:
        raise ValidationError("The team has withdrawn this.")
    if row.outcome != Outcome.WAITING:
        raise ValidationError("This is answered already.")
    return row


@transaction.atomic
def withdraw_gate(*, review: GateReview, by: User) -> GateReview:
    """The team no longer says that it is ready. What it said stays. Raises ValidationError where it is answered."""
    row = _waiting(review)
    with recording(by=by, verb="withdrew that the team is ready for the next phase"):
        row.outcome, row.decided_by, row.decided_at = Outcome.WITHDRAWN, by, timezone.now()
        row.save()
    return row


@transaction.atomic
def answer_gate(*, review: GateReview, by: User, outcome: str, decision: str) -> GateReview:
    """The coach lets the team go on, or says what is needed first. Going on ends the phase and begins the next today.

    Raises ValidationError by field: outcome; decision, without which no team is asked for more or goes on with criteria
    that are not met; or where somebody has answered already.
    """
    row = _waiting(review)
    if outcome not in (Outcome.PASSED, Outcome.MORE):
        raise ValidationError({"outcome": "Choose whether the team is ready"})
    if outcome == Outcome.MORE and not decision.strip():
        raise ValidationError({"decision": "Say what is needed first"})
    unmet = GateAnswer.objects.filter(participation_id=row.participation_id, review=row, met=False)
    if outcome == Outcome.PASSED and not decision.strip() and unmet.exists():
        raise ValidationError({"decision": "Say why the team can go on although not all is met"})
    verb = "let the team go on to the next phase" if outcome == Outcome.PASSED else "asked for more at a gate"
    with recording(by=by, verb=verb, reason=decision.strip()):
        row.outcome, row.decision, row.decided_by, row.decided_at = outcome, decision.strip(), by, timezone.now()
        row.save()
        if outcome == Outcome.PASSED:
            _go_on(row, by)
        told = "agreed that the team goes on" if outcome == Outcome.PASSED else "said what is needed first"
        team = [row.proposed_by, *people_who_may(Action.PLAN_JOURNEY, row.participation_id)]
        _tell(row, by, NoticeKind.GATE_ANSWERED, told, team)
    return row


def _go_on(review: GateReview, by: User) -> None:
    today, reason = timezone.localdate(), "The gate review let the team go on."
    place = review.participation
    ended = PhasePlan.objects.filter(participation=place, phase=review.phase, actual_end__isnull=False)
    if not ended.exists():
        set_dates(participation=place, phase=review.phase, by=by, dates={"actual_end": today}, reason=reason)
    following = Phase.objects.filter(
        collaborative_id=review.collaborative_id, removed_at=None, number=review.phase.number + 1
    ).first()
    begun = PhasePlan.objects.filter(participation=place, phase=following, actual_start__isnull=False)
    if following is not None and not begun.exists():
        set_dates(participation=place, phase=following, by=by, dates={"actual_start": today}, reason=reason)
