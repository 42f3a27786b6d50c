"""What the whole demonstration counts alike: two programme measures, one with a second version not everybody uses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.projects import WHO_COUNTS
from evaluation.seed.shapes import IMPROVING, about, level, proportion
from measures import periods
from measures.actions import Entry, MeasureFields, compute_charts, define_measure, record_points
from measures.actions.pooled import compute_pooled
from measures.actions.programme import ProgrammeFields, add_version, adopt, define_programme
from measures.models import Measure, ProgrammeMeasure, ProgrammeVersion
from measures.queries import charts_of
from measures.queries.programme import programmes_of
from organisations.actions.system import system_user
from organisations.models import Participation, Project
from organisations.queries import system_scope, team_of
from organisations.queries.places import taking_part

# How many months ago the second version came into force.
_RENEWED = 8
# Who still counts by the first version; who always counted otherwise; who has not entered the latest months.
_BEHIND = ("RXV", "RMY", "RVN")
_OTHERWISE = {"RNU": "We count people seen in the month, not everybody on the caseload."}
_LATE = {"RQY": 4, "RWR": 2, "RHA": 1, "RPG": 1}
_NOT_YET = ("RAT", "RW4", "R1L", "RKL")


@dataclass(frozen=True)
class Alike:
    """What is counted alike: its fields, the definition, and the level at the beginning and the end."""

    fields: ProgrammeFields
    definition: str
    start: float
    end: float


ETHNICITY = Alike(
    ProgrammeFields(
        name="Ethnicity recorded",
        measure_type="process",
        kind="percentage",
        numerator_label="People whose ethnicity is recorded",
        denominator_label="People on the caseload",
        frequency="month",
        direction="up",
        target=Decimal(95),
    ),
    "Everybody on the caseload on the last day of the month. Any entry in the ethnicity field counts as recorded.",
    74,
    91,
)
COMPLAINTS = Alike(
    ProgrammeFields(
        name="Complaints about access",
        measure_type="balancing",
        kind="rate",
        numerator_label="Complaints about access",
        denominator_label="People on the caseload",
        frequency="month",
        direction="down",
    ),
    "Formal complaints received in the month that are about waiting, distance, language or being turned away.",
    14,
    13,
)
_SECOND = "Everybody on the caseload on the last day of the month. ‘Not stated’ and ‘Not known’ are not recorded."
_WHY = "‘Not stated’ had counted as recorded, and hid who was never asked."
# How many percentage points lie between the two ways of counting.
_STEP = 9.0


@transaction.atomic
def load(collaborative: Collaborative, admin: User, first: date, today: date) -> None:
    """Load both programme measures with who counts for them, unless they are there. Counted since `first`."""
    months = periods.ended("month", first, today)
    places = [row for row in taking_part(collaborative) if row.organisation.ods_code not in _NOT_YET]
    with tenant_context(Scope(admin.pk, (collaborative.pk,), tuple(row.pk for row in places))):
        if programmes_of(collaborative).exists():
            return
        ethnicity, complaints = (_define(collaborative, admin, alike, months[0]) for alike in (ETHNICITY, COMPLAINTS))
        renewed = months[-_RENEWED]
        second = add_version(programme=ethnicity, by=admin, effective_from=renewed, definition=_SECOND, reason=_WHY)
    for place in places:
        _count(place, ethnicity, complaints, second, months)
    with tenant_context(system_scope(collaborative, system_user())):
        compute_pooled(chart_ids=[ethnicity.chart.pk, complaints.chart.pk])


def _define(collaborative: Collaborative, admin: User, alike: Alike, first: date) -> ProgrammeMeasure:
    return define_programme(
        collaborative=collaborative,
        by=admin,
        fields=alike.fields,
        effective_from=first,
        definition=alike.definition,
    )


def _count(
    place: Participation,
    ethnicity: ProgrammeMeasure,
    complaints: ProgrammeMeasure,
    second: ProgrammeVersion,
    months: Sequence[date],
) -> None:
    """One organisation's two measures, their numbers, and what its lead says of them."""
    code = place.organisation.ods_code
    lead = team_of(place.pk).filter(role=Role.LEAD)[0].user
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        project = Project.objects.filter(participation=place).order_by("pk")[0]
        new = second.effective_from if code not in _BEHIND and code not in _OTHERWISE else None
        measures = []
        for programme, alike in ((ethnicity, ETHNICITY), (complaints, COMPLAINTS)):
            measure = _measure(project, lead, alike, months[0])
            since = new if alike is ETHNICITY else None
            kept = months[: len(months) - _LATE.get(code, 0)]
            entries = list(_entries(alike, kept, since, Random(f"{code} {alike.fields.name}")))
            record_points(measure=measure, by=lead, entries=entries)
            reason = _OTHERWISE.get(code, "") if alike is ETHNICITY else ""
            first = None if reason else programme.versions.get(number=1)
            adopt(measure=measure, by=lead, programme=programme, version=first, since=months[0], reason=reason)
            if since:
                adopt(measure=measure, by=lead, programme=programme, version=second, since=since)
            measures.append(measure)
        compute_charts(chart_ids=[chart.pk for chart in charts_of(measures)])


def _measure(project: Project, lead: User, alike: Alike, starts_on: date) -> Measure:
    same = ("name", "measure_type", "kind", "numerator_label", "denominator_label", "frequency", "direction")
    said = {name: getattr(alike.fields, name) for name in same}
    fields = MeasureFields(**said, rate_per=alike.fields.rate_per, starts_on=starts_on, definition=WHO_COUNTS)
    return define_measure(project=project, by=lead, fields=fields)


def _entries(alike: Alike, months: Sequence[date], since: date | None, rng: Random) -> Iterable[Entry]:
    """Its numbers: every organisation has a size and a level of its own around the common one."""
    size, apart = rng.randint(260, 620), rng.gauss(0, 3)
    for at, month in enumerate(months):
        of = about(rng, size)
        now = alike.start + (alike.end - alike.start) * level(IMPROVING, at, len(months))
        if alike.fields.kind == "rate":
            yield Entry(month, None, Decimal(about(rng, of * now / 1000)), Decimal(of))
            continue
        step = _STEP if since is not None and month >= since else 0.0
        yield Entry(month, None, Decimal(proportion(rng, min((now + apart - step) / 100, 0.99), of)), Decimal(of))
