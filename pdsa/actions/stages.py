"""A test on its way: tried, studied, decided, or stopped. Each part is saved alone, and may be half empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from pdsa.actions.charts import draw
from pdsa.actions.record import fill, lock, move, require_stage, store
from pdsa.models import Cycle, Decision, Prediction
from pdsa.states import Move, Stage


class DoFields(TypedDict, total=False):
    """What happened while the test ran."""

    carried_out: str  # a CarriedOut
    deviations: str
    observations: str
    problems: str
    unintended: str
    ends_on: date | None


class StudyFields(TypedDict, total=False):
    """What the test showed."""

    learned: str
    surprises: str
    analysis: str


class ActFields(TypedDict, total=False):
    """What the team makes of it."""

    decision: str  # a Decision
    rationale: str
    next_steps: str
    may_share: bool


@dataclass(frozen=True)
class Compared:
    """What came of one prediction: a Prediction.Result or nothing, and a note."""

    result: str = ""
    note: str = ""


@transaction.atomic
def start_do(
    *,
    cycle: Cycle,
    by: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
    version: int | None = None,
) -> Cycle:
    """Start the test on a day (today where none is given), lock its predictions and write it on its charts.

    `ends_on` is the planned end; None keeps what the plan says. Raises Refused, Conflict, or ValidationError by field.
    """
    current = lock(cycle, version)
    current.starts_on = starts_on or timezone.localdate()
    current.ends_on = ends_on or current.ends_on
    with recording(by=by, verb="started a test"):
        move(current, Move.START_DO)
        current.do_started_at = timezone.now()
        store(current)
        # One statement, so that every prediction bears the same time.
        current.predictions.update(locked_at=current.do_started_at)
        draw(current, by)
    return current


@transaction.atomic
def save_do(*, cycle: Cycle, by: User, version: int | None = None, **fields: Unpack[DoFields]) -> Cycle:
    """Record what happened; what is not given stays. Raises Refused, Conflict, or ValidationError by field."""
    current = lock(cycle, version)
    require_stage(current, Stage.DO)
    with recording(by=by, verb="recorded what happened in a test"):
        fill(current, dict(fields))
        store(current)
        draw(current, by)
    return current


@transaction.atomic
def start_study(*, cycle: Cycle, by: User, ends_on: date | None = None, version: int | None = None) -> Cycle:
    """Call the trying finished and go on to study it.

    The test ended on `ends_on`, else on the end it has, and today at the latest. Raises Refused or Conflict.
    """
    current = lock(cycle, version)
    with recording(by=by, verb="finished trying a test"):
        move(current, Move.START_STUDY)
        current.study_started_at = timezone.now()
        _end(current, ends_on or current.ends_on)
        store(current)
        draw(current, by)
    return current


def _end(cycle: Cycle, day: date | None) -> None:
    """Give the test the day it really ended: this one, unless there is none or it is still to come."""
    today = timezone.localdate()
    cycle.ends_on = min(day or today, today)


@transaction.atomic
def save_study(
    *,
    cycle: Cycle,
    by: User,
    version: int | None = None,
    results: Mapping[int, Compared] | None = None,
    **fields: Unpack[StudyFields],
) -> Cycle:
    """Record what the test showed. `results` compares predictions by their ids; what is not given stays.

    Raises Refused, Conflict, or ValidationError by field.
    """
    current = lock(cycle, version)
    require_stage(current, Stage.STUDY)
    with recording(by=by, verb="recorded what a test showed"):
        fill(current, dict(fields))
        store(current)
        results = results or {}
        for row in current.predictions.filter(pk__in=list(results)):
            _compare(row, results[row.pk])
    return current


def _compare(row: Prediction, compared: Compared) -> None:
    row.result, row.result_note = compared.result, compared.note.strip()
    row.clean_fields(exclude=("collaborative", "participation", "cycle"))
    row.save(update_fields=["result", "result_note"])


@transaction.atomic
def start_act(*, cycle: Cycle, by: User, version: int | None = None) -> Cycle:
    """Call the study finished: what is left is to decide. Raises Refused or Conflict."""
    current = lock(cycle, version)
    with recording(by=by, verb="finished studying a test"):
        move(current, Move.START_ACT)
        store(current)
    return current


@transaction.atomic
def save_act(*, cycle: Cycle, by: User, version: int | None = None, **fields: Unpack[ActFields]) -> Cycle:
    """Write towards the decision, or put right what was written after it; what is not given stays.

    A decided test keeps a decision, and one that the next test was made from keeps that one.
    Raises Refused, Conflict, or ValidationError by field.
    """
    current = lock(cycle, version)
    require_stage(current, Stage.ACT)
    with recording(by=by, verb="wrote about the decision on a test"):
        before = current.decision
        fill(current, dict(fields))
        _check_decision(current, before)
        store(current)
    return current


def _check_decision(cycle: Cycle, before: str) -> None:
    if cycle.decided_at is None or cycle.decision == before:
        return
    if not cycle.decision:
        raise ValidationError({"decision": "Select what you decided"})
    if cycle.next_cycles.exists():
        raise ValidationError({"decision": "The next test was made from this decision, so it cannot change"})


@transaction.atomic
def decide(
    *,
    cycle: Cycle,
    by: User,
    decision: str,
    rationale: str = "",
    next_steps: str = "",
    may_share: bool | None = None,
    version: int | None = None,
) -> Cycle:
    """Complete the test with a decision: adopt, adapt, abandon or expand. Its mark on the charts ends with it.

    Raises Refused, Conflict, or ValidationError by field.
    """
    current = lock(cycle, version)
    if decision not in Decision.values:
        raise ValidationError({"decision": "Select what you decided"})
    with recording(by=by, verb="decided on a test", reason=rationale):
        move(current, Move.DECIDE)
        fill(current, {"decision": decision, "rationale": rationale, "next_steps": next_steps})
        if may_share is not None:
            current.may_share = may_share
        current.decided_at = timezone.now()
        _end(current, current.ends_on)
        store(current)
        draw(current, by)
    return current


@transaction.atomic
def stop(*, cycle: Cycle, by: User, reason: str, version: int | None = None) -> Cycle:
    """Stop a test that is not decided, for a reason. What was written is kept.

    Raises Refused, Conflict, or ValidationError for want of a reason.
    """
    current = lock(cycle, version)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the test is stopping"})
    with recording(by=by, verb="stopped a test", reason=reason.strip()):
        move(current, Move.STOP)
        current.stop_reason = reason.strip()
        current.stopped_at = timezone.now()
        if current.is_started:
            _end(current, current.ends_on)
        store(current)
        draw(current, by)
    return current
