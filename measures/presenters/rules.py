"""Charts and rule sets in plain words where they are chosen, with how often each cries wolf and how much it finds."""

from dataclasses import dataclass

from measures.models import RuleSet
from measures.plans import Defaults, rules_of
from measures.spc import RULE_SETS, default_screening
from measures.spc.catalogue import BY_MOVING_RANGE, SKEWED
from measures.spc.rates import RATES

# When to choose a chart and what it shows, a line each.
CHARTS = {
    "run": "The one to begin with. The numbers in order with their median; it needs no limits and few numbers.",
    "xmr": "From about a dozen numbers on. Shows between which limits the numbers vary by chance, and whether the "
    "target can be counted on. NHS England’s Making Data Count uses it.",
    "p": "For a percentage of people. Its limits come from how many people there were: wide where there were few.",
    "pp": "For a percentage of very many people, where a P chart’s limits are so narrow that most points lie outside.",
    "u": "For a rate, such as falls for every 1,000 bed days. Its limits are wider where there was less to count from.",
    "up": "For a rate of very large numbers, where a U chart’s limits are so narrow that most points lie outside.",
    "i": "Limits from how much each number differs from the one before, as statistics programs draw them. For any "
    "number.",
    "ip": "As an I chart, with limits that are wider where there were fewer people or bed days.",
    "mr": "How much each number differs from the one before: whether things have become steadier. Look at it beside "
    "another chart, not instead of one.",
    "c": "For a count of things that can happen at any time, where about as much can happen each time: complaints.",
    "xbar": "The means of several measurements each time. Its limits come from their spread.",
    "s": "The spread of several measurements each time: whether care has become more alike for everybody.",
    "t": "The days between rare events. A rise means that they have become rarer.",
    "g": "The cases between rare events. A rise means that they have become rarer.",
}

# Numbers of points that pages tell of, and the one that a change is found in.
LENGTHS = (12, 24, 36)
USUAL = 24
_OUTSIDE = "a point outside the limits"
SCREENING = (
    "The limits come from moving ranges: how much each number differs from the one before. One freak number makes two "
    "very large ranges, and so wider limits that hide other signals. Ranges above 3.27 times their mean can be left "
    "out (Nelson, 1982). NHSRplotthedots, in R, does so unless told otherwise; NHS England’s Excel tool does not."
)
MEASURED = (
    "Each figure is from 20,000 simulated charts, whose lines are made of the same points. A change is one of level "
    f"that begins half-way through {USUAL} points and stays: a large one by 2 standard deviations, a smaller one by 1. "
    "Numbers that hang together from one period to the next, as many do, signal more often by chance than this."
)
SCREENED = {None: "as each rule set does", False: "left in", True: "left out"}


def finds(chart: str, rules: str) -> str:
    """What this rule set calls a signal on this chart, in a sentence."""
    ruled = RULE_SETS[rules]
    signs = [_OUTSIDE] if ruled.outside and chart != "run" else []
    if ruled.anhoej and chart != "mr":
        signs += ["an unusually long run on one side of the line", "too few crossings of the line"]
    if ruled.shift:
        signs.append(f"{ruled.shift} points in a row on one side of the line")
    if ruled.trend:
        signs.append(f"{ruled.trend} in a row rising or falling")
    if ruled.two_of_three and chart not in SKEWED:
        signs.append("2 of 3 near the same limit")
    if ruled.runs_table:
        signs.append("too few or too many runs")
    words = " or ".join(part for part in (", ".join(signs[:-1]), signs[-1]) if part)
    return f"{words[0].upper()}{words[1:]}."


@dataclass(frozen=True)
class Alarms:
    """How one rule set does, of 100 simulated charts: chance: those without a change that signal, by `LENGTHS`;
    large, smaller: those found of a large and of a smaller change, of 24 points."""

    name: str
    chance: tuple[str, ...]
    large: str
    smaller: str


def alarms(chart: str, screened: bool | None, *, on: str = "") -> list[Alarms]:
    """How each rule set that this chart can be read by does, from `spc.rates`.

    screened: whether large moving ranges are left out; None: as each rule set does. on: said after each name.
    """
    return [_alarms(chart, rules, screened, on) for rules in rules_of(chart)]


def _alarms(chart: str, rules: str, screened: bool | None, on: str) -> Alarms:
    if chart not in BY_MOVING_RANGE:
        screened = None
    elif screened is None:
        screened = default_screening(RULE_SETS[rules])
    rates = [RATES[chart, rules, screened, n_points] for n_points in LENGTHS]
    usual = rates[LENGTHS.index(USUAL)]
    chance = tuple(_of(share) for share, _, _ in rates)
    return Alarms(f"{title(rules)}{on}", chance, large=_of(usual[2]), smaller=_of(usual[1]))


def _of(share: float) -> str:
    return "fewer than 1" if share < 0.5 else f"{share:.0f}"


def title(rules: str) -> str:
    """What a rule set is called on pages."""
    return str(RuleSet(rules).label)


def as_collaborative(chart: str, defaults: Defaults) -> str:
    """ "As the collaborative does: Anhøj rules"."""
    return f"As the collaborative does: {title(defaults.rules(chart))}"


def screened_as_collaborative(rules: str, defaults: Defaults) -> str:
    """ "As the collaborative does: left in"."""
    screened = defaults.screened
    if screened is None:
        screened = default_screening(RULE_SETS[rules])
    return f"As the collaborative does: {SCREENED[screened]}"


def rule_hints(chart: str, defaults: Defaults) -> dict[str, str]:
    """By rule set that this chart can be read by ("": the collaborative's), what it finds."""
    hints = {rules: finds(chart, rules) for rules in rules_of(chart)}
    usual = defaults.rules(chart)
    return hints | {"": hints[usual], usual: "The same rules. They stay, even where the collaborative changes its own."}


def default_hints() -> dict[str, dict[str, str]]:
    """By field of the collaborative's defaults and rule set, what it finds."""
    return {
        name: {rules: finds(chart, rules) for rules in rules_of(chart)}
        for name, chart in (("run_rules", "run"), ("xmr_rules", "xmr"), ("limits_rules", "p"))
    }


def default_alarms(screened: bool | None) -> dict[str, list[Alarms]]:
    """By field of the collaborative's defaults, how each rule set does.

    Of the charts with limits that share a default, the P chart stands for most; the G chart, whose numbers are skewed,
    is told of besides.
    """
    return {
        "run_rules": alarms("run", None),
        "xmr_rules": alarms("xmr", screened),
        "limits_rules": [*alarms("p", None, on=", on a P chart"), *alarms("g", None, on=", on a G chart")],
    }
