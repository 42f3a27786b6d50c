"""The stages of a test and the moves between them: plan, do, study, act, complete; or stopped on the way.

Pure: a status and a move go in, an answer comes out. What a move writes is in `actions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a test stands."""

    PLAN = "plan"
    DO = "do"
    STUDY = "study"
    ACT = "act"
    COMPLETE = "complete"
    STOPPED = "stopped"


class Stage(StrEnum):
    """The four parts of the record, each saved alone."""

    PLAN = "plan"
    DO = "do"
    STUDY = "study"
    ACT = "act"


class Move(StrEnum):
    """What a person can do to a test's status."""

    START_DO = "start_do"
    START_STUDY = "start_study"
    START_ACT = "start_act"
    DECIDE = "decide"
    STOP = "stop"


@dataclass(frozen=True)
class Transition:
    """From which statuses a move may be made, and to which it leads."""

    sources: frozenset[Status]
    target: Status


OPEN = frozenset({Status.PLAN, Status.DO, Status.STUDY, Status.ACT})
CLOSED = frozenset({Status.COMPLETE, Status.STOPPED})

# A team that knows its decision while it studies need not press a button to say that it will now decide.
TRANSITIONS: Mapping[Move, Transition] = {
    Move.START_DO: Transition(frozenset({Status.PLAN}), Status.DO),
    Move.START_STUDY: Transition(frozenset({Status.DO}), Status.STUDY),
    Move.START_ACT: Transition(frozenset({Status.STUDY}), Status.ACT),
    Move.DECIDE: Transition(frozenset({Status.STUDY, Status.ACT}), Status.COMPLETE),
    Move.STOP: Transition(OPEN, Status.STOPPED),
}

STATUS_NAMES: Mapping[Status, str] = {
    Status.PLAN: "Planned",
    Status.DO: "Being tried",
    Status.STUDY: "Being studied",
    Status.ACT: "Decision due",
    Status.COMPLETE: "Complete",
    Status.STOPPED: "Stopped",
}
STAGE_NAMES: Mapping[Stage, str] = {
    Stage.PLAN: "Plan",
    Stage.DO: "Do",
    Stage.STUDY: "Study",
    Stage.ACT: "Act",
}


def can(status: str, move: str) -> bool:
    """True where the move may be made from this status. An unknown status or move is a ValueError."""
    return Status(status) in TRANSITIONS[Move(move)].sources


def after(status: str, move: str) -> Status:
    """The status a move leads to; ValueError where it may not be made."""
    if not can(status, move):
        raise ValueError(f"A test that is {STATUS_NAMES[Status(status)].lower()} cannot {Move(move)}.")
    return TRANSITIONS[Move(move)].target


def stages_reached(status: str, *, started: bool, studied: bool) -> tuple[Stage, ...]:
    """The parts of the record that can hold something, in order.

    A stopped test keeps the parts it had come to: `started` says that Do had begun, `studied` that Study had, and with
    it what may already be written towards the decision.
    """
    order = tuple(Stage)
    if Status(status) is Status.COMPLETE or (Status(status) is Status.STOPPED and studied):
        return order
    if Status(status) is Status.STOPPED:
        return order[: 2 if started else 1]
    return order[: order.index(Stage(status)) + 1]
