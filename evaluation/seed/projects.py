"""Invented projects: whom they are for, what they want to change, what they count and what they try."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from measures.actions import MeasureFields

WHITE, BLACK, UNKNOWN = "White people", "Black people", "Not stated or not known"
ETHNIC_GROUPS = (WHITE, BLACK, "Asian people", "People of mixed ethnicity", "Any other ethnicity", UNKNOWN)
SOUTH_ASIAN, OTHER_WOMEN = "South Asian women", "All other women"
WHO_COUNTS = "Counted from the electronic record on the fifth working day after the period ends."


@dataclass(frozen=True)
class Counted:
    """A measure with the size of its numbers.

    start, moved: the level at the beginning and after a change for the better, as plotted. size: the denominator of
    one period, or for a count or measured number the scatter. groups: names with their share of the people and their
    distance from the level; the first is the one the others are compared with. chart, rules: how it is drawn and read,
    "" as usual.
    """

    fields: Mapping[str, object]
    start: float
    moved: float
    size: int
    groups: tuple[tuple[str, float, float], ...] = ()
    chart: str = ""
    rules: str = ""

    @property
    def group_names(self) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self.groups)

    def define(self, starts_on: object) -> MeasureFields:
        """The definition as a person would type it."""
        return MeasureFields(starts_on=starts_on, definition=WHO_COUNTS, **self.fields)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Plan:
    """A project: name, population of focus, aim in plain words, what is counted, and ideas to test."""

    name: str
    population: str
    aim: str
    measures: tuple[Counted, ...]
    ideas: tuple[str, ...]


def percentage(
    name: str,
    kind: str,
    counted: str,
    out_of: str,
    better: str,
    start: float,
    moved: float,
    size: int,
    groups: tuple[tuple[str, float, float], ...] = (),
    target: float | None = None,
    frequency: str = "month",
) -> Counted:
    """How many out of how many."""
    fields = {
        "name": name, "measure_type": kind, "kind": "percentage", "numerator_label": counted,
        "denominator_label": out_of, "direction": better, "frequency": frequency,
        "target": None if target is None else Decimal(str(target)),
    }  # fmt: skip
    return Counted(fields, start, moved, size, groups)


def rate(
    name: str, kind: str, counted: str, out_of: str, better: str, start: float, moved: float, size: int
) -> Counted:
    """How many for every 1,000."""
    fields = {
        "name": name, "measure_type": kind, "kind": "rate", "numerator_label": counted, "denominator_label": out_of,
        "direction": better, "frequency": "month", "rate_per": 1000,
    }  # fmt: skip
    return Counted(fields, start, moved, size)


def count(
    name: str, kind: str, counted: str, better: str, start: float, moved: float, frequency: str = "month"
) -> Counted:
    """How many."""
    fields = {
        "name": name, "measure_type": kind, "kind": "count", "numerator_label": counted, "direction": better,
        "frequency": frequency,
    }  # fmt: skip
    return Counted(fields, start, moved, 0)


def number(
    name: str,
    kind: str,
    what: str,
    unit: str,
    better: str,
    start: float,
    moved: float,
    scatter: int,
    frequency: str = "month",
) -> Counted:
    """An average, a score or days; `scatter` in tenths of the unit."""
    fields = {
        "name": name, "measure_type": kind, "kind": "value", "numerator_label": what, "unit": unit,
        "direction": better, "frequency": frequency,
    }  # fmt: skip
    return Counted(fields, start, moved, scatter)


def _by_ethnicity(*distances: float) -> tuple[tuple[str, float, float], ...]:
    shares = (0.5, 0.2, 0.14, 0.08, 0.05, 0.03)
    return tuple(zip(ETHNIC_GROUPS, shares, (*distances, 0), strict=True))


DETENTION = Plan(
    "Fewer detentions of Black men",
    "Black men detained under the Mental Health Act",
    "By the end of 2027, a Black man who comes into hospital is no more likely to be detained than anybody else.",
    (
        percentage("Admissions that were detentions", "outcome", "Detained admissions", "Admissions", "down",
                   44, 33, 520, _by_ethnicity(-4, 15, 2, 5, 0), target=32),
        percentage("Crisis plan agreed with the person", "process", "People with a plan they agreed to",
                   "People on the caseload reviewed", "up", 38, 71, 64),
        percentage("Seen by an advocate within 24 hours", "process", "People seen within 24 hours", "People detained",
                   "up", 52, 74, 31, frequency="week"),
        count("Readmissions within 28 days", "balancing", "Readmissions", "down", 14, 9),
    ),
    ("Crisis plan written with a peer worker", "Advocate at the first meeting", "Call from the ward before discharge"),
)  # fmt: skip
PERINATAL = Plan(
    "Perinatal care that South Asian women can use",
    "South Asian women who are pregnant or had a baby in the past two years",
    "By March 2027, South Asian women are seen as soon as other women, and say they were understood.",
    (
        percentage("Seen within four weeks of referral", "outcome", "Women seen within four weeks", "Women referred",
                   "up", 51, 72, 260, ((OTHER_WOMEN, 0.65, 4.0), (SOUTH_ASIAN, 0.35, -9.0)), target=75),
        percentage("Interpreter there when asked for", "process", "Appointments with an interpreter",
                   "Appointments where one was asked for", "up", 48, 83, 26),
        count("Referrals from community midwives", "process", "Referrals of South Asian women", "up", 9, 17),
        number("Wait of all women", "balancing", "Average wait", "days", "down", 26, 20, 25),
    ),
    ("Midwife introduces us by name", "Evening appointments at the children's centre", "Text in their language"),
)  # fmt: skip
THERAPY = Plan(
    "Talking therapies for Gypsy, Roma and Traveller people",
    "Gypsy, Roma and Traveller people with anxiety or depression",
    "By the end of 2027, twice as many Gypsy, Roma and Traveller people start and finish a talking therapy.",
    (
        count("People starting treatment", "outcome", "People starting treatment", "up", 6, 14),
        percentage("First appointments kept", "process", "First appointments kept", "First appointments booked", "up",
                   54, 78, 15),
        percentage("Asked which community they belong to", "process", "People asked", "People referred", "up",
                   61, 92, 140),
    ),
    ("A named worker who visits the site", "First appointment by phone", "Letters replaced by voice messages"),
)  # fmt: skip
DEAF = Plan(
    "Deaf people's experience of care",
    "Deaf people who use British Sign Language",
    "By summer 2027, Deaf people rate their care as highly as hearing people do.",
    (
        number("Experience score of Deaf people", "outcome", "Average score out of 10", "score", "up", 5.6, 7.9, 5,
               frequency="quarter"),
        percentage("BSL interpreter booked", "outcome", "Appointments with an interpreter",
                   "Appointments of Deaf people", "up", 47, 82, 22),
        number("Wait for a first appointment", "balancing", "Average wait", "days", "down", 34, 28, 35),
    ),
    ("Video relay on the ward tablet", "Interpreter booked with the appointment", "BSL film instead of the letter"),
)  # fmt: skip
AUTISM = Plan(
    "Calmer wards for autistic adults",
    "Autistic adults on acute wards",
    "By the end of 2027, restraint of autistic adults has halved.",
    (
        rate("Restraints of autistic people", "outcome", "Restraints", "Occupied bed days", "down", 15, 7, 900),
        percentage("Sensory plan within 72 hours", "process", "People with a plan within 72 hours",
                   "Autistic people admitted", "up", 31, 68, 14),
        number("Length of stay", "balancing", "Average length of stay", "days", "down", 41, 36, 40),
    ),
    ("Sensory plan at the door", "Quiet room with a booking card", "One page about me on the wall"),
)  # fmt: skip
CHECKS = Plan(
    "Physical health checks for people with a learning disability",
    "Adults with a learning disability and a severe mental illness",
    "By March 2027, nine in ten people have had their yearly health check.",
    (
        percentage("Yearly health check done", "outcome", "People checked in the past year", "People on the register",
                   "up", 44, 68, 160, target=90),
        percentage("Invited in easy words", "process", "Invitations in Easy Read", "Invitations sent", "up",
                   29, 81, 45),
    ),
    ("Easy Read invitation", "Health check at the day centre", "Carer rings to remind"),
)  # fmt: skip
YOUNG = Plan(
    "Young people from the poorest streets",
    "People aged 14 to 25 who live in the most deprived fifth of areas",
    "By the end of 2027, young people from the poorest streets miss no more appointments than others.",
    (
        percentage("Appointments missed", "outcome", "Appointments missed", "Appointments booked", "down", 24, 15, 340,
                   (("Other areas", 0.6, -4.0), ("Most deprived fifth", 0.4, 6.0)), target=14),
        percentage("Bus fare offered", "process", "Young people offered the fare", "Young people booked", "up",
                   12, 57, 80),
        count("Complaints about appointments", "balancing", "Complaints", "down", 5, 4),
    ),
    ("Bus fare with the confirmation", "Appointments after school", "Text the evening before"),
)  # fmt: skip
SANCTUARY = Plan(
    "People seeking sanctuary",
    "Refugees and people seeking asylum",
    "By the end of 2026, people seeking sanctuary wait no longer than anybody else.",
    (
        number("Wait for assessment", "outcome", "Average wait", "days", "down", 58, 41, 55),
        percentage("Interpreter at assessment", "process", "Assessments with an interpreter",
                   "Assessments where one was needed", "up", 57, 88, 21),
        count("Assessments each week", "process", "Assessments", "up", 11, 16, frequency="week"),
    ),
    ("Clinic at the welcome centre", "Interpreter on the line from the start", "A letter in six languages"),
)  # fmt: skip
HOMELESS = Plan(
    "Nobody discharged to the street",
    "People without a home who leave hospital",
    "By the end of 2027, everybody without a home is seen within 72 hours of leaving hospital.",
    (
        percentage("Seen within 72 hours of discharge", "outcome", "People seen within 72 hours", "People discharged",
                   "up", 49, 73, 28, target=90),
        percentage("Housing worker on the ward before discharge", "process", "People who met the housing worker",
                   "People discharged", "up", 34, 69, 28),
    ),
    ("Housing worker joins the ward round", "Follow-up at the day centre", "A phone to keep"),
)  # fmt: skip
OLDER = Plan(
    "Older people from Black African and Caribbean communities",
    "People over 65 from Black African and Caribbean communities with memory problems",
    "By summer 2027, they reach the memory clinic as early as others do.",
    (
        percentage("Diagnosed at an early stage", "outcome", "People diagnosed early", "People diagnosed", "up",
                   41, 60, 420, _by_ethnicity(4, -13, -6, 0, 0)),
        count("Referrals from community groups", "process", "Referrals", "up", 4, 11),
        number("Wait for all patients", "balancing", "Average wait", "weeks", "down", 9, 8, 8),
    ),
    ("Memory cafe at the church hall", "Clinic letter signed by a name people know", "Choir brings the leaflet"),
)  # fmt: skip
SAFETY = Plan(
    "Sexual safety on our wards",
    "Everybody who stays on or works on a ward",
    "By the end of 2027, people say they feel safe, and every incident is talked about.",
    (
        percentage("People who feel safe on the ward", "outcome", "People who feel safe", "People asked", "up",
                   68, 84, 40),
        count("Incidents reported", "process", "Incidents reported", "none", 6, 9),
    ),
    ("Safety talk on the first day", "Mutual agreement on the wall", "Staff huddle after an incident"),
)  # fmt: skip
