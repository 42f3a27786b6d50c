"""What becomes of a blocker, and how long its sponsor takes to answer. Pure.

A blocker is open until the sponsor is asked; then it is with the sponsor until there is an answer; the team closes it,
from anywhere, and may open it again. It may be asked about again after an answer.

How long an answer takes is counted in whole days of the calendar, from the day of asking to that of the answer. What
was never answered must not make a sponsor look quick: so beside the median of the answers stands the median of all
requests, those that wait counted as if they were answered today. The true one, known once all are answered, is never
lower: a wait that is still going on can only grow (censored times, as in survival analysis: Altman, Practical
Statistics for Medical Research, 1991, chapter 13).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median


class State(StrEnum):
    """Where a blocker stands."""

    OPEN = "open"
    WITH_SPONSOR = "with_sponsor"
    ANSWERED = "answered"
    CLOSED = "closed"


class Step(StrEnum):
    """What was done about a blocker."""

    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Done:
    """One step of one blocker, on a day. Steps are given in the order in which they were done."""

    blocker: int
    step: str
    day: date


@dataclass(frozen=True)
class Wait:
    """One request to the sponsor. answered: None while it waits."""

    blocker: int
    asked: date
    answered: date | None = None

    def days(self, today: date) -> int:
        """How long it took, or has taken so far."""
        return ((self.answered or today) - self.asked).days


@dataclass(frozen=True)
class Waits:
    """Requests to the sponsor: those answered in the order of their answers, those that wait longest first, and how
    many the team closed before an answer came."""

    answered: tuple[Wait, ...] = ()
    waiting: tuple[Wait, ...] = ()
    dropped: int = 0

    @property
    def usual(self) -> float | None:
        """The median number of days to an answer; None where there is none yet."""
        return median(one.days(one.asked) for one in self.answered) if self.answered else None

    def usual_so_far(self, today: date) -> float | None:
        """The same with those that wait, as if they were answered today; None where nothing was asked."""
        every = [one.days(today) for one in (*self.answered, *self.waiting)]
        return median(every) if every else None


def waits_of(steps: Iterable[Done]) -> Waits:
    """The requests among the steps of some blockers, each ended by the next answer or by the end of its blocker."""
    open_now: dict[int, Wait] = {}
    answered: list[Wait] = []
    dropped = 0
    for one in steps:
        if one.step == Step.ASKED:
            open_now[one.blocker] = Wait(one.blocker, one.day)
            continue
        wait = open_now.pop(one.blocker, None)
        if wait is not None and one.step == Step.ANSWERED:
            answered.append(Wait(one.blocker, wait.asked, one.day))
        elif wait is not None:
            dropped += 1
    return Waits(_by_answer(answered), tuple(sorted(open_now.values(), key=lambda one: one.asked)), dropped)


def _by_answer(waits: Sequence[Wait]) -> tuple[Wait, ...]:
    return tuple(sorted(waits, key=lambda one: one.answered or one.asked))


def age(days: int) -> str:
    """How old something is, in words."""
    return "today" if days <= 0 else "1 day" if days == 1 else f"{days:,} days"
