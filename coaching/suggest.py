"""Which level of the progress scale the record speaks for, and why. Pure.

A ladder: a project stands on the highest rung that it and every rung below it reach. What each rung asks of the record
follows the definitions of the IHI Assessment Scale for Collaboratives (coaching.scale): "about 20% of expected
results" at 3.0, "goals 50%+ complete" at 4.0, "all goals met" at 5.0. An organisation stands where the furthest of its
projects stands. The rule in words: docs/coaching.md.

The suggestion scores nobody: the team and its coach do, with this before them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

# How many numbers at the beginning are the baseline, and how many at the end are "now".
BASELINE, LATEST = 10, 3
MODEST, HALF, WHOLE = 0.2, 0.5, 1.0
# Periods in a row for which a better outcome must hold before the improvement counts as kept.
HELD = 6
# Weeks within which a test was begun or moved on for testing to count as going on.
GOING_ON_WEEKS = 13


@dataclass(frozen=True)
class Outcome:
    """One outcome measure. verdict: of its chart, as measures.charts.words.verdict. held: for how many periods, the
    latest included, it has been so. way: share of the way from its baseline to its target; None without either."""

    name: str
    verdict: str = "empty"
    held: int = 0
    way: float | None = None
    has_target: bool = False


@dataclass(frozen=True)
class Facts:
    """What the record of one project says. people: of the team. planned: what was planned first (words, "" nothing).
    numbers: measures that have any. tests_begun, tests_decided, adopted: how many. others_better: other measures whose
    charts say better. testing: a test was begun or moved on within the last weeks."""

    project: str
    aim: bool = False
    lead: bool = False
    people: int = 0
    planned: str = ""
    numbers: int = 0
    tests_begun: int = 0
    tests_decided: int = 0
    adopted: int = 0
    testing: bool = False
    others_better: int = 0
    outcomes: Sequence[Outcome] = field(default_factory=tuple)


@dataclass(frozen=True)
class Rung:
    """One level: whether the record reaches it, and by what (or what is missing)."""

    tenths: int
    reached: bool
    words: str


@dataclass(frozen=True)
class Suggestion:
    """tenths: the level, 0 where nothing is recorded. project: whose record it is. rungs: every level from the
    lowest to the first that is not reached."""

    tenths: int
    project: str
    rungs: tuple[Rung, ...]


def way_to_target(values: Sequence[float], target: float | None, towards: int) -> float | None:
    """Share of the way from the baseline to the target: 0 at the baseline, 1 at the target.

    The baseline is the median of the first ten numbers and now the mean of the last three, so that no single number
    moves it. towards: 1 where more is better, -1 where less is, 0 where neither. None with fewer than thirteen
    numbers, without a target, or where the baseline was there already.
    """
    if target is None or len(values) < BASELINE + LATEST:
        return None
    base = median(values[:BASELINE])
    return (fmean(values[-LATEST:]) - base) / (target - base) if (target - base) * towards > 0 else None


def suggest(projects: Sequence[Facts]) -> Suggestion:
    """The level of the furthest project; of several the first."""
    found = [_climb(one) for one in projects]
    return max(found, key=lambda one: one.tenths) if found else Suggestion(0, "", (_no_project(),))


def _climb(facts: Facts) -> Suggestion:
    rungs, tenths = [], 0
    for asked in _RUNGS:
        rung = asked(facts)
        rungs.append(rung)
        if not rung.reached:
            break
        tenths = rung.tenths
    return Suggestion(tenths, facts.project, tuple(rungs))


def _no_project() -> Rung:
    return Rung(5, False, "No project is named")


def _intent(facts: Facts) -> Rung:
    return Rung(5, True, f"The project “{facts.project}” is named")


def _team(facts: Facts) -> Rung:
    if not facts.aim:
        return Rung(10, False, "No aim is written yet")
    if not facts.lead or facts.people < 2:
        return Rung(10, False, "A lead and at least one more person are not on the team yet")
    return Rung(10, True, f"The aim is written, and {facts.people} people are on the team")


def _planning(facts: Facts) -> Rung:
    missing = "No population of focus, driver or measure is recorded yet"
    return Rung(
        15,
        bool(facts.planned),
        f"{facts.planned[:1].upper()}{facts.planned[1:]} on record" if facts.planned else missing,
    )


def _activity(facts: Facts) -> Rung:
    words = f"Numbers are entered for {_counted(facts.numbers, 'measure')}"
    return Rung(20, facts.numbers > 0, words if facts.numbers else "No measure has numbers yet")


def _tested(facts: Facts) -> Rung:
    words = f"{_counted(facts.tests_begun, 'test')} begun"
    return Rung(25, facts.tests_begun > 0, words if facts.tests_begun else "No change has been tested yet")


def _modest(facts: Facts) -> Rung:
    if facts.tests_decided < 2:
        return Rung(30, False, f"Only {_counted(facts.tests_decided, 'test')} decided; two are asked for")
    signs = [f"the chart of “{one.name}” says better" for one in facts.outcomes if one.verdict == "better"]
    signs += [f"“{one.name}” is {_share(one.way)} of the way to its target" for one in _at_least(facts, MODEST)]
    if facts.others_better:
        signs.append(f"{_counted(facts.others_better, 'other chart')} better")
    if not signs:
        return Rung(30, False, "No chart says better, and no outcome is a fifth of the way to its target")
    return Rung(30, True, f"{facts.tests_decided} tests decided; {'; '.join(signs)}")


def _improving(facts: Facts) -> Rung:
    better = [one for one in facts.outcomes if one.verdict == "better"]
    if not better:
        return Rung(35, False, "No chart of an outcome says better")
    if not facts.testing:
        return Rung(35, False, f"No test was begun or moved on in the last {GOING_ON_WEEKS} weeks")
    return Rung(35, True, f"“{better[0].name}” is better, and testing goes on")


def _significant(facts: Facts) -> Rung:
    aimed = [one for one in facts.outcomes if one.has_target]
    there = [one for one in aimed if one.way is not None and one.way >= HALF]
    if not facts.adopted:
        return Rung(40, False, "No change is adopted yet")
    if not aimed:
        return Rung(40, False, "No outcome has a target, so how far there is to go is not known")
    if 2 * len(there) < len(aimed):
        return Rung(40, False, f"{len(there)} of {_counted(len(aimed), 'outcome')} with a target half of the way there")
    words = (
        f"{_counted(facts.adopted, 'change')} adopted; {len(there)} of {_counted(len(aimed), 'outcome')} with a target"
    )
    return Rung(40, True, f"{words} half of the way there or further")


def _sustainable(facts: Facts) -> Rung:
    worse = [one for one in facts.outcomes if one.verdict == "worse"]
    if worse:
        return Rung(45, False, f"“{worse[0].name}” is worse")
    held = max((one.held for one in facts.outcomes if one.verdict == "better"), default=0)
    words = f"The improvement has held for {_counted(held, 'period')}"
    return Rung(45, held >= HELD, words if held >= HELD else f"{words}; {HELD} are asked for")


def _outstanding(facts: Facts) -> Rung:
    short = [one for one in facts.outcomes if one.way is None or one.way < WHOLE]
    if short:
        return Rung(50, False, f"“{short[0].name}” has not reached its target")
    return Rung(50, True, "Every outcome has reached its target")


_RUNGS = (
    _intent,
    _team,
    _planning,
    _activity,
    _tested,
    _modest,
    _improving,
    _significant,
    _sustainable,
    _outstanding,
)


def _at_least(facts: Facts, share: float) -> list[Outcome]:
    return [one for one in facts.outcomes if one.way is not None and one.way >= share and one.verdict != "better"]


def _share(way: float | None) -> str:
    return f"{round(100 * (way or 0))}%"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
