"""What every write to a test shares: the row locked, the version checked, the move allowed, the values valid."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from pdsa.models import Cycle
from pdsa.states import STAGE_NAMES, STATUS_NAMES, Move, Stage, Status, after, can

_RELATIONS = ("collaborative", "participation", "project", "idea", "previous", "created_by")
_MOVE_WORDS = {
    Move.START_DO: "started",
    Move.START_STUDY: "studied",
    Move.START_ACT: "decided on",
    Move.DECIDE: "decided on",
    Move.STOP: "stopped",
}


class Conflict(Exception):
    """Somebody else saved the test after this person opened it. Nothing was saved; `current` is what is stored."""

    def __init__(self, current: Cycle) -> None:
        super().__init__("Somebody else changed this test while you were writing.")
        self.current = current


class Refused(ValidationError):
    """The test's status does not allow this; the message says so in a sentence."""


def lock(cycle: Cycle, version: int | None = None) -> Cycle:
    """The stored test, held until the transaction ends.

    `version` is the one the person saw; raises Conflict where it is not the stored one. None asks for no such check.
    """
    current = Cycle.objects.select_for_update().get(participation_id=cycle.participation_id, pk=cycle.pk)
    if version is not None and current.version != version:
        raise Conflict(current)
    return current


def move(cycle: Cycle, to: Move) -> None:
    """Put the test into the status this move leads to. Raises Refused where the move may not be made."""
    if not can(cycle.status, to):
        status = STATUS_NAMES[Status(cycle.status)].lower()
        raise Refused(f"This test is {status}, so it cannot be {_MOVE_WORDS[to]} now.", code="move")
    cycle.status = after(cycle.status, to).value


def require_stage(cycle: Cycle, stage: Stage) -> None:
    """Raise Refused where the test has not come to this stage."""
    if stage not in cycle.stages:
        raise Refused(f"This test has not come to {STAGE_NAMES[stage]} yet.", code="stage")


def fill(cycle: Cycle, values: dict[str, Any]) -> None:
    """Put values into the test, texts without space around them."""
    for name, value in values.items():
        setattr(cycle, name, value.strip() if isinstance(value, str) else value)


def store(cycle: Cycle) -> None:
    """Check and save the test as its next version. Raises ValidationError by field."""
    cycle.clean_fields(exclude=_RELATIONS)
    _check_dates(cycle, timezone.localdate())
    cycle.version += 1
    cycle.save()


def _check_dates(cycle: Cycle, today: date) -> None:
    """A plan may look ahead; what has started or ended did so by today."""
    if cycle.is_started and (cycle.starts_on is None or cycle.starts_on > today):
        raise ValidationError({"starts_on": "The test has started, so its start date must be today or in the past"})
    if cycle.is_ended and (cycle.ends_on is None or cycle.ends_on > today):
        raise ValidationError({"ends_on": "The test has ended, so its end date must be today or in the past"})
    if cycle.starts_on and cycle.ends_on and cycle.ends_on < cycle.starts_on:
        raise ValidationError({"ends_on": "The end date must be the same as or after the start date"})
