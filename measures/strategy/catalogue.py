"""The fields of an operational definition, in the order of its page.

A definition is kept as words by these keys. Those that are columns of the measure (`column`) are also what its chart
is made from; the others are only said. Population words (initial population, denominator, exclusions, exceptions,
numerator) are used as the FHIR Measure resource uses them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

ABOUT = "What it tells us"
WHO = "Who and what is counted"
HOW = "How it is collected"
WHEN = "When it is looked at"
READ = "How it is read"
KNOWN = "What else to know"
SECTIONS = (ABOUT, WHO, HOW, WHEN, READ, KNOWN)

DIMENSIONS = (
    ("", "Not filled in yet"),
    ("access", "Access: whether people get to care"),
    ("experience", "Experience: how care is for them"),
    ("outcome", "Outcome: what becomes of it"),
)


@dataclass(frozen=True)
class Field:
    """One field. rows: lines of its box (1: a line). alike: has to be as in the programme's for the measure to be core.

    counted: a change can mean that it is counted differently. matters: why it is missed where it is empty ("": it may
    be). asked: it stands in the form of the full definition; the others are changed on the measure's own form.
    """

    key: str
    name: str
    section: str
    hint: str = ""
    rows: int = 2
    column: bool = False
    alike: bool = False
    counted: bool = False
    matters: str = ""
    asked: bool = True

    @property
    def most(self) -> int:
        """The longest text it takes."""
        return 200 if self.rows == 1 else 4000 if self.key == "definition" else 2000


def _column(key: str, name: str, section: str, *, asked: bool = False, alike: bool = False, **more: str | int) -> Field:
    counted = key in ("numerator_label", "denominator_label", "definition")
    return Field(key, name, section, column=True, asked=asked, alike=alike, counted=counted, **more)  # type: ignore[arg-type]


FIELDS = (
    _column("name", "Name", ABOUT),
    Field(
        "plain_name",
        "In plain words",
        ABOUT,
        "As you would say it to somebody you meet: “How long people wait for a first visit”.",
        1,
        matters="People the measure is about cannot read it.",
    ),
    _column("measure_type", "Type of measure", ABOUT, alike=True),
    Field(
        "dimension",
        "Dimension of equality",
        ABOUT,
        "In what it shows whether people are treated equally.",
        alike=True,
        matters="It cannot be told whether you look at access, experience and outcomes.",
    ),
    Field(
        "rationale",
        "Why it is measured",
        ABOUT,
        "How it tells you whether your aim is nearer.",
        matters="Nobody knows later why it was worth the work.",
    ),
    Field(
        "initial_population",
        "Everybody it could be about (initial population)",
        WHO,
        "For example, “Everybody referred to the community teams”.",
        alike=True,
        counted=True,
    ),
    _column("numerator_label", "What is counted (numerator)", WHO, asked=True, alike=True, rows=1),
    _column("denominator_label", "Out of (denominator, or area of opportunity)", WHO, asked=True, alike=True, rows=1),
    Field(
        "inclusions",
        "Who is counted in (inclusions)",
        WHO,
        "For example, “Aged 18 or over on the day of referral”.",
        alike=True,
        counted=True,
        matters="Two people would count two different groups.",
    ),
    Field(
        "exclusions",
        "Who is left out (exclusions)",
        WHO,
        "Write “Nobody” if nobody is.",
        alike=True,
        counted=True,
        matters="Two people would count two different groups.",
    ),
    Field(
        "exceptions",
        "Who may be left out for a reason (exceptions)",
        WHO,
        "People left out of the denominator only where the thing did not happen for a good reason, such as “Offered a"
        " visit and asked for a later one”.",
        alike=True,
        counted=True,
    ),
    _column(
        "definition",
        "Exactly who and what",
        WHO,
        asked=True,
        alike=True,
        rows=4,
        hint="Anything the boxes above do not say.",
    ),
    _column("kind", "How it is counted", WHO, alike=True),
    _column("rate_per", "For every", WHO, alike=True),
    Field(
        "source",
        "Data source and system",
        HOW,
        "Which record or survey, and in which system.",
        matters="Whoever takes over cannot find the numbers.",
    ),
    Field(
        "method",
        "How the numbers are got",
        HOW,
        "For example, “Report R12, run on the first Monday”.",
        matters="Whoever takes over cannot get the same numbers.",
    ),
    Field(
        "sampling",
        "Everybody, or a sample",
        HOW,
        "For a sample, how many, how they are chosen and by whom.",
        alike=True,
        counted=True,
        matters="A sample that is chosen differently each month looks like a change.",
    ),
    _column(
        "collected_by",
        "Who collects it",
        HOW,
        asked=True,
        rows=1,
        hint="A job rather than a name, so that it holds when somebody leaves.",
        matters="What is everybody’s work is nobody’s.",
    ),
    _column("frequency", "How often", HOW, alike=True),
    _column("starts_on", "Since", HOW),
    Field(
        "period_anchor",
        "Which day decides the period",
        HOW,
        "For example, the day of referral or the day of the first visit.",
        1,
        alike=True,
        counted=True,
        matters="The same person is counted in one month by one, in another by the next.",
    ),
    Field(
        "lag",
        "How long until the numbers are complete",
        HOW,
        "For example, “Two weeks after the month ends”.",
        1,
        matters="The latest number looks worse or better than it is.",
    ),
    Field(
        "missing_plan",
        "What is done about missing data",
        HOW,
        "What you do when a number is late, or a field is empty in the record.",
        matters="A gap in the record can look like a gap in care.",
    ),
    Field(
        "analysis",
        "How often it is analysed, and by whom",
        WHEN,
        "Said in advance, so that nobody looks only when it suits.",
        1,
        matters="Charts that are looked at only now and then mislead.",
    ),
    Field(
        "feedback",
        "How often it is fed back, and to whom",
        WHEN,
        "To the team, the people it is about and those who collect it.",
        1,
        matters="People stop collecting what nobody tells them about.",
    ),
    _column("unit", "Unit", READ, alike=True),
    _column("chart_kind", "Chart", READ),
    _column("direction", "Better is", READ, alike=True),
    _column("groups", "Groups that are compared", READ),
    Field(
        "stratifiers",
        "Why these groups",
        READ,
        "By what people are told apart, and where that is recorded.",
        matters="An average can get better while a group falls behind.",
    ),
    Field("baseline_period", "Baseline: which period", READ, "For example, January to December 2026.", 1),
    Field(
        "baseline_value",
        "Baseline: what it was",
        READ,
        "As it was then, with its unit.",
        1,
        matters="It cannot be said how far you have come.",
    ),
    _column(
        "target",
        "Goal",
        READ,
        asked=True,
        rows=1,
        hint="The number you want to reach, in the unit of the chart.",
        matters="It cannot be said when you are there.",
    ),
    Field("goal_date", "Goal: by when", READ, "For example, March 2028.", 1, matters="A goal without a day is a wish."),
    Field(
        "suppression",
        "When numbers are not shown",
        READ,
        "For example, groups of fewer than 8 people outside the team.",
        alike=True,
        matters="A small number can tell who somebody is.",
    ),
    Field(
        "limits",
        "Known limits",
        KNOWN,
        "What it does not tell, and what can mislead.",
        matters="Others rely on it for what it cannot tell.",
    ),
    Field(
        "owner",
        "Who looks after this definition",
        KNOWN,
        "A job or a group.",
        1,
        matters="Nobody is asked when it is unclear.",
    ),
)
BY_KEY: Mapping[str, Field] = {field.key: field for field in FIELDS}
# What is only said, and is no column of the measure.
TEXTS = tuple(field.key for field in FIELDS if not field.column)
ASKED = tuple(field for field in FIELDS if field.asked)
ALIKE = frozenset(field.key for field in FIELDS if field.alike)
# What each team says for itself: it is neither shared nor copied. The first four would tell a number.
OWN = frozenset(
    {"target", "goal_date", "baseline_value", "baseline_period", "starts_on", "collected_by", "owner", "chart_kind"}
)
# Kept with the version in which somebody else's words were taken over, and with no other.
TAKEN_OVER = "taken_over"
COUNTED_TEXTS = frozenset(field.key for field in FIELDS if field.counted and not field.column)


def texts_of(said: Mapping[str, str]) -> dict[str, str]:
    """Those words that are no column of the measure."""
    return {key: said[key] for key in TEXTS if said.get(key)}


def missing(said: Mapping[str, str]) -> list[Field]:
    """The fields that ought to be filled in and are not, in the order of the page."""
    return [field for field in FIELDS if field.matters and not str(said.get(field.key) or "").strip()]


def complete(said: Mapping[str, str]) -> tuple[int, int]:
    """How many of the fields that matter are filled in, of how many."""
    of = sum(bool(field.matters) for field in FIELDS)
    return of - len(missing(said)), of


def shareable(said: Mapping[str, str]) -> dict[str, str]:
    """What others may read of a definition: how it is counted, and neither a number nor who does it."""
    return {key: value for key, value in said.items() if key not in OWN and key != TAKEN_OVER}
