"""The demonstration's populations of focus: of every project one, with what is unequal for them and how that is known.

All of it is invented.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part
from phases.actions.populations import InequalityFields, PopulationFields, choose_population, say_inequality
from phases.models import Population


@dataclass(frozen=True)
class Told:
    """Of one project's population: why it was chosen, about how many people it is and how that is known, whom it is
    compared with, where it is met, and what is unequal: dimension, statement, evidence, how large."""

    why: str
    size: int
    source: str
    comparator: tuple[str, str]
    setting: str
    unequal: tuple[tuple[str, str, str, str], ...]
    core20: bool = False
    plus_group: str = ""


_REST = ("rest", "")
_DETENTION = Told(
    "Our detention figures have said the same for ten years, and nothing that we did so far has changed them.",
    230,
    "People detained in the past two years, from the Mental Health Act office",
    ("named", "White men detained or admitted in the same years"),
    "Acute wards and crisis teams",
    (
        (
            "access",
            "They come to us through the police and the courts, and seldom through a GP or a talking therapy.",
            "Routes into hospital by ethnic group, two years",
            "One in three comes through the police, against one in nine",
        ),
        (
            "experience",
            "They are restrained more often, and fewer say that anybody explained their rights to them.",
            "Restraint records, and interviews by a peer researcher",
            "Restrained 1.7 times as often for each admission",
        ),
        (
            "outcomes",
            "They are detained again within a year more often.",
            "Mental Health Act office, three years",
            "28 of 100, against 19 of 100",
        ),
    ),
    plus_group="Black communities",
)
_PERINATAL = Told(
    "Midwives told us whom they no longer refer, because the women did not come back after a first letter.",
    140,
    "Births in our area by ethnic group, and how many of them we would expect to see",
    ("expected", "Women who gave birth in our area"),
    "Perinatal community team",
    (
        (
            "access",
            "Fewer are referred than one would expect from births, and they are seen later.",
            "Referrals against births, by ethnic group",
            "Six weeks until they are seen, against four",
        ),
        (
            "experience",
            "Many speak through a relative, because no interpreter was booked.",
            "Audit of 60 appointments",
            "No interpreter at 31 of 60 appointments",
        ),
    ),
    plus_group="South Asian communities",
)
_THERAPY = Told(
    "The community liaison worker knows of far more people who want help than we have ever seen.",
    60,
    "Estimate of the community liaison service; our own records do not ask",
    ("expected", "Adults who live in the area"),
    "Talking therapies",
    (
        (
            "access",
            "Hardly anybody begins a talking therapy, and letters do not reach a site.",
            "Count of the liaison service against our referrals",
            "7 referrals in a year, where one would expect about 40",
        ),
        (
            "outcomes",
            "Of those who begin, most have left by the second appointment.",
            "Our records, three years; small numbers",
            "5 of 9 left early",
        ),
    ),
    plus_group="Gypsy, Roma and Traveller people",
)
_DEAF = Told(
    "Members of the Deaf club wrote to the board about how they had been spoken to, or not spoken to at all.",
    85,
    "People with British Sign Language as their first language in our records",
    _REST,
    "All community teams",
    (
        (
            "experience",
            "They rate their care far lower, and half had an appointment at which nobody could sign.",
            "Experience survey with a signed version, 41 answers",
            "5.6 of 10, against 7.8",
        ),
        (
            "access",
            "To ring is the only way to change an appointment.",
            "Four meetings at the Deaf club",
            "",
        ),
    ),
    plus_group="Deaf people",
)
_AUTISM = Told(
    "A mother showed us her diary of his stay. We counted afterwards, and he was not the only one.",
    120,
    "Admissions with autism recorded, two years; more are likely not to be recorded",
    _REST,
    "Acute wards",
    (
        (
            "experience",
            "They are restrained more often, mostly after noise, a change of plan or waiting.",
            "Restraint records, and 12 accounts of people and their families",
            "15 for 1,000 bed days, against 6",
        ),
        (
            "outcomes",
            "They stay longer, many of them only because there is no home to go to.",
            "Length of stay, two years",
            "41 days, against 29",
        ),
    ),
    plus_group="Autistic people",
)
_CHECKS = Told(
    "People with a learning disability and a severe mental illness die about twenty years too soon.",
    310,
    "People on both registers of the practices in our area",
    ("named", "People on the severe mental illness register alone"),
    "Community teams with the practices",
    (
        (
            "outcomes",
            "Diabetes and heart disease are found late or never.",
            "Registers of 14 practices",
            "44 of 100 had their yearly check, against 61",
        ),
        (
            "access",
            "The invitation is a letter in hard words, to a person who may not read.",
            "We read our own letters with a group of self-advocates",
            "",
        ),
    ),
    plus_group="People with a learning disability",
)
_YOUNG = Told(
    "Who misses appointments is discharged, and most of them live in the same eight streets.",
    640,
    "People aged 14 to 25 on the caseload, by the postcode’s fifth of deprivation",
    ("named", "People of their age in the other areas"),
    "Services for children and young adults",
    (
        (
            "access",
            "They miss more appointments and are discharged for it. Two buses cost more than a day’s food.",
            "Appointments by postcode, one year; a walk along the route with six of them",
            "24 of 100 missed, against 14",
        ),
        (
            "experience",
            "They say that we write to them like a school that excludes.",
            "Eight young people, in their own words",
            "",
        ),
    ),
    core20=True,
)
_SANCTUARY = Told(
    "The welcome centre asked us why nobody it sends to us is ever seen.",
    190,
    "People known to the welcome centre and the council’s resettlement team",
    _REST,
    "Single point of access",
    (
        (
            "access",
            "They wait longer for an assessment, because each interpreter has to be approved first.",
            "Waiting list by whether an interpreter is needed",
            "58 days, against 39",
        ),
        (
            "experience",
            "They are asked to tell what happened to them three times over, to three people.",
            "Conversations at the welcome centre",
            "",
        ),
    ),
    plus_group="Refugees and people seeking asylum",
)
_HOMELESS = Told(
    "Two people died within a week of leaving our wards, and both had nowhere to go.",
    95,
    "Discharges without a fixed address in the past year",
    _REST,
    "Acute wards and the day centre",
    (
        (
            "outcomes",
            "They come back within a month more often, or die before anybody has seen them again.",
            "Readmissions and deaths within 30 days of discharge, two years",
            "31 of 100 are back within a month, against 12",
        ),
        (
            "access",
            "Half are not followed up within 72 hours, because the letter goes to an address they do not have.",
            "Follow-up by housing status",
            "49 of 100 are seen, against 83",
        ),
    ),
    plus_group="People who are homeless",
)
_OLDER = Told(
    "They come to the memory clinic late, when a crisis brings them. Families told us they were never asked.",
    270,
    "Census figures for the area, with how often dementia is expected at that age",
    ("expected", "People over 65 who live here"),
    "Memory clinic",
    (
        (
            "access",
            "They are referred later, often by the hospital and not by a GP.",
            "Stage at diagnosis by ethnic group, three years",
            "28 of 100 are diagnosed early, against 45",
        ),
        (
            "experience",
            "The tests ask about songs, coins and kings that they did not grow up with.",
            "A morning at the church hall with 22 people",
            "",
        ),
    ),
    plus_group="Black African and Caribbean communities",
)
_SAFETY = Told(
    "Women’s accounts of our mixed wards could not be read without doing something.",
    900,
    "Admissions in a year, and the staff of the wards",
    ("named", "Men on the same wards"),
    "Acute and rehabilitation wards",
    (
        (
            "experience",
            "Women feel less safe, above all at night, and many did not tell anybody what happened.",
            "Ward survey, 212 answers",
            "61 of 100 feel safe, against 78",
        ),
    ),
)
_WARD = Told(
    "A third of the people on our wards are from Black and Asian communities, and half of those who are restrained.",
    520,
    "Admissions to the acute wards in a year",
    ("named", "White people on the same wards"),
    "Acute wards",
    (
        (
            "experience",
            "They are restrained and secluded more often, and are less often asked what would have helped.",
            "Restraint and seclusion records by ethnic group",
            "Restrained 1.5 times as often for each bed day",
        ),
    ),
)
# By words that the name of the project has.
_TOLD = {
    "detentions": _DETENTION,
    "Perinatal": _PERINATAL,
    "Talking therapies": _THERAPY,
    "Deaf": _DEAF,
    "Calmer wards": _AUTISM,
    "health checks": _CHECKS,
    "poorest streets": _YOUNG,
    "sanctuary": _SANCTUARY,
    "discharged to the street": _HOMELESS,
    "Older people": _OLDER,
    "Sexual safety": _SAFETY,
    "nobody is hurt": _WARD,
}


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    for place in taking_part(collaborative).select_related("collaborative"):
        _place(place, today)


@transaction.atomic
def _place(place: Participation, today: date) -> None:
    team = {row.role: row.user for row in team_of(place.pk)}
    lead = team[Role.LEAD]
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        chosen = set(Population.objects.filter(participation=place).values_list("project_id", flat=True))
        for project in Project.objects.filter(participation=place).select_related("participation").order_by("pk"):
            told = next((told for words, told in _TOLD.items() if words in project.name), None)
            if told is not None and project.pk not in chosen:
                with on(min(project.starts_on + timedelta(days=45), today)):
                    _population(project, told, lead, team.get(Role.PARTNER, lead), place)


def _population(project: Project, told: Told, lead: User, partner: User, place: Participation) -> None:
    rng = Random(f"{place.organisation.ods_code} {project.name} population")
    comparator, name = told.comparator
    said = PopulationFields(
        name=project.population,
        why_chosen=told.why,
        project=project,
        setting=told.setting,
        size=max(round(told.size * rng.uniform(0.6, 1.5)), 20),
        size_source=told.source,
        comparator=comparator,
        comparator_name=name,
        core20=told.core20,
        plus_group=told.plus_group,
    )
    row = choose_population(participation=place, by=lead, said=said, beyond=True)
    # Two organisations with the same project do not say the same of it.
    few = rng.sample(told.unequal, rng.randint(1, len(told.unequal)))
    for dimension, statement, evidence, size in few:
        unequal = InequalityFields(dimension=dimension, statement=statement, evidence_source=evidence, size_words=size)
        say_inequality(population=row, by=partner, said=unequal)
