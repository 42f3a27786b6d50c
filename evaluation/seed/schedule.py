"""When each test of a series was planned, began and ended, told backwards from today. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evaluation.seed.ramps import Step

PLAN, DO, STUDY, ACT, DONE, STOPPED = "plan", "do", "study", "act", "done", "stopped"
_PAUSE = timedelta(days=12)


@dataclass(frozen=True)
class Ramp:
    """Tests of one idea (by its place in the plan). The last one stands at `last`, and `weeks` ago it ended (done,
    study, act) or began (do, stopped, plan; below 0 is still to come). `steps` before it are all decided.
    """

    idea: int
    steps: tuple[Step, ...]
    last: str = DONE
    weeks: int = 3


@dataclass(frozen=True)
class Dated:
    """A step with its days; `stands` is where it has come to."""

    step: Step
    starts_on: date
    ends_on: date
    stands: str


def dated(ramp: Ramp, today: date) -> list[Dated]:
    """The ramp's steps with their days, first to last."""
    anchor = today - timedelta(weeks=ramp.weeks)
    length = timedelta(weeks=ramp.steps[-1].weeks)
    start = anchor if ramp.last in (PLAN, DO, STOPPED) else anchor - length
    found = [Dated(ramp.steps[-1], start, start + length, ramp.last)]
    for step in reversed(ramp.steps[:-1]):
        end = found[0].starts_on - _PAUSE
        found.insert(0, Dated(step, end - timedelta(weeks=step.weeks), end, DONE))
    return found


def day_after(day: date, days: int, today: date) -> date:
    """So many days later, today at the latest."""
    return min(day + timedelta(days=days), today)


def first_day_of(ramps: Sequence[Ramp], today: date) -> date:
    """The first day on which any of these tests was planned."""
    return min((dated(ramp, today)[0].starts_on for ramp in ramps), default=today)
