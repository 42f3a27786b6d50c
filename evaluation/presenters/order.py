"""Who needs the coach, and why: the order of the caseload. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from collaborative.nhsuk.filters import month, plural
from evaluation.presenters.moves import Move

# Numbers older than this, with no test under way, make an organisation quiet.
QUIET_AFTER = timedelta(days=92)


class Rank(IntEnum):
    """Reasons from the most to the least pressing."""

    OUTCOME_WORSE = 0
    OVERDUE = 1
    GAP_WORSE = 2
    OTHER_WORSE = 3
    LATE_TEST = 4
    NOT_BEGUN = 5
    NO_TEST = 6
    STEADY = 7
    BETTER = 8


@dataclass(frozen=True, slots=True)
class Overdue:
    """The numbers that have waited longest: how many periods of one measure, since when, of which frequency."""

    count: int
    since: date
    noun: str

    @property
    def words(self) -> str:
        return f"Numbers {plural(self.count, self.noun)} overdue"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the order is decided on. Moves are of the outcome measures, and of the process and balancing ones.

    gap_worse: since when the gap between groups is worse, and in which words. late_tests: the days since which open
    tests have waited, longest ago first. begun: there is a project with a measure. last_entered: the latest period with
    a number, None where there is none.
    """

    outcomes: Sequence[Move] = ()
    others: Sequence[Move] = ()
    overdue: Overdue | None = None
    gap_worse: tuple[date, str] | None = None
    late_tests: Sequence[date] = ()
    open_tests: int = 0
    begun: bool = True
    last_entered: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an organisation stands where it does; `since` orders those with the same rank, longest ago first."""

    rank: Rank
    since: date
    words: str

    @property
    def needs_you(self) -> bool:
        return self.rank < Rank.NO_TEST


def reason(facts: Facts) -> Reason:
    """The most pressing of the reasons that hold."""
    return min(_reasons(facts), key=lambda found: (found.rank, found.since))


def _reasons(facts: Facts) -> list[Reason]:
    found = [_worse(move, Rank.OUTCOME_WORSE, "Worse") for move in facts.outcomes if move.verdict == "worse"]
    found += [_worse(move, Rank.OTHER_WORSE, "A measure is worse") for move in facts.others if move.verdict == "worse"]
    if facts.overdue is not None:
        found.append(Reason(Rank.OVERDUE, facts.overdue.since, facts.overdue.words))
    if facts.gap_worse is not None:
        found.append(Reason(Rank.GAP_WORSE, *facts.gap_worse))
    if facts.late_tests:
        count = len(facts.late_tests)
        waiting = "A test is past its day" if count == 1 else f"{count} tests are past their day"
        found.append(Reason(Rank.LATE_TEST, facts.late_tests[0], waiting))
    if not facts.begun:
        found.append(Reason(Rank.NOT_BEGUN, date.min, "Not set up yet"))
    elif facts.last_entered is None:
        found.append(Reason(Rank.NOT_BEGUN, date.max, "No numbers yet"))
    if not facts.open_tests:
        found.append(Reason(Rank.NO_TEST, facts.last_entered or date.min, "No test under way"))
    return [*found, _well(facts)]


def _worse(move: Move, rank: Rank, words: str) -> Reason:
    if move.since is None:
        return Reason(rank, date.max, move.words)
    return Reason(rank, move.since, f"{words} since {month(move.since)}")


def _well(facts: Facts) -> Reason:
    """What is said of an organisation for which nothing else is: by its outcome measures, or the others without any."""
    moves = facts.outcomes or facts.others
    verdicts = {move.verdict for move in moves}
    if "better" in verdicts:
        since = min(move.since or date.max for move in moves if move.verdict == "better")
        words = "Better" if facts.outcomes else "A measure is better"
        return Reason(Rank.BETTER, since, words if since == date.max else f"{words} since {month(since)}")
    if "changed" in verdicts:
        return Reason(Rank.STEADY, date.max, "Under way, changed")
    young = verdicts <= {"few", "empty"}
    return Reason(Rank.STEADY, date.max, "Too early to tell" if young else "Under way, no clear change")


def is_quiet(facts: Facts, today: date) -> bool:
    """No test under way, and no numbers for three months (or ever)."""
    return not facts.open_tests and (facts.last_entered is None or facts.last_entered < today - QUIET_AFTER)
