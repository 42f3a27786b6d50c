"""What can be asked for by name: charts, rule sets and directions of improvement."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules that turn a drawn line into signals.

    name, title, source: for choosing it and for saying where it comes from.
    outside: a point beyond the control limits (3 sigma) is a signal; on a chart without limits it finds nothing.
    anhoej: an unusually long run or unusually few crossings, judged over a whole part.
    runs_table: too few or too many runs for the number of useful points (Swed and Eisenhart).
    shift: this many points in a row on one side of the centre line; None: no such rule.
    trend: this many points (not moves) in a row all going up or all going down; None: no such rule.
    two_of_three: two of three neighbours, all on one side, between the 2 and the 3 sigma line.
    ties_break: a point on the centre line, an equal neighbour or a missing value ends a stretch. Otherwise they are
    skipped: neither breaking nor lengthening it.
    icons: the icon of variation is given (it is defined for Making Data Count's rules only).
    """

    name: str
    title: str
    source: str
    outside: bool = False
    anhoej: bool = False
    runs_table: bool = False
    shift: int | None = None
    trend: int | None = None
    two_of_three: bool = False
    ties_break: bool = False
    icons: bool = False


def _making_data_count(points: int) -> RuleSet:
    return RuleSet(
        name=f"mdc{points}",
        title=f"Making Data Count, {points} points",
        source="NHS England, Making Data Count; as in NHSRplotthedots 0.2.2"
        + ("" if points == 7 else f", with {points} points for a shift and a trend"),
        outside=True,
        shift=points,
        trend=points,
        two_of_three=True,
        ties_break=True,
        icons=True,
    )


RULE_SETS = {
    rules.name: rules
    for rules in (
        RuleSet(
            name="anhoej",
            title="Anhøj rules",
            source="Anhøj and Olesen (2014), PLoS ONE 9(11): e113825; with 3-sigma limits where a chart has them,"
            " as in qicharts2 0.8.1",
            outside=True,
            anhoej=True,
        ),
        _making_data_count(7),
        _making_data_count(6),
        RuleSet(
            name="ihi",
            title="IHI run chart rules",
            source="Perla, Provost and Murray (2011), BMJ Quality & Safety 20: 46-51; runs from the exact distribution"
            " of Swed and Eisenhart (1943)",
            runs_table=True,
            shift=6,
            trend=5,
        ),
        RuleSet(
            name="ihi8",
            title="IHI run chart rules, 8 and 6 points",
            source="attributed to Provost and Murray (2022); runs from the exact distribution of Swed and Eisenhart"
            " (1943)",
            runs_table=True,
            shift=8,
            trend=6,
        ),
        RuleSet(name="shewhart", title="3-sigma limits only", source="Shewhart (1931)", outside=True),
    )
}

# The denominator is needed to make the value; elsewhere it is optional ("ratio") or not taken ("none").
_DENOMINATOR = {
    "run": "ratio",
    "xmr": "ratio",
    "i": "ratio",
    "mr": "ratio",
    "ip": "ratio",
    "p": "needed",
    "pp": "needed",
    "u": "needed",
    "up": "needed",
    "c": "none",
    "g": "none",
    "t": "none",
    "xbar": "needed",
    "s": "needed",
}

CHARTS = tuple(_DENOMINATOR)
RULES = tuple(RULE_SETS)
DIRECTIONS = ("up", "down", "none")

# I, P prime, U prime and T judge the spread by moving ranges; constant series have none, so no limits.
BY_MOVING_RANGE = frozenset({"xmr", "i", "ip", "pp", "up", "t"})
# Plotted is numerator over denominator.
RATIOS = frozenset({"run", "xmr", "i", "mr", "ip", "p", "pp", "u", "up"})
# Skewed by nature: two of three near a limit is no news.
SKEWED = frozenset({"g", "t"})


def needs_denominator(chart: str) -> bool:
    """Whether this chart cannot be made without denominators (P and U charts) or subgroup sizes (Xbar and S)."""
    return _DENOMINATOR[chart] == "needed"


def takes_denominator(chart: str) -> bool:
    """Whether this chart can be made with denominators."""
    return _DENOMINATOR[chart] != "none"


def default_rules(chart: str) -> str:
    """Making Data Count's for XmR, Anhøj's (with 3-sigma limits where there are any) elsewhere."""
    return "mdc7" if chart == "xmr" else "anhoej"


def default_screening(rules: RuleSet) -> bool:
    """Whether large moving ranges are left out: not in Making Data Count's sets, as in NHS England's own tools."""
    return not rules.icons
