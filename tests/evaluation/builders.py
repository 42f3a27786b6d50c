"""Measures, numbers, tests and caseloads for tests of the pages that look over several apps."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from measures import periods
from measures.actions import Entry, MeasureFields, compute_charts, define_measure, record_points
from measures.models import Measure
from measures.queries import charts_of
from organisations.models import CoachAssignment, Membership, Organisation, Participation, Project
from pdsa.actions import plan_cycle, start_do
from pdsa.models import Cycle
from tests.cast import Cast

# Twelve low values, then twelve high ones: a shift nobody would call chance.
UP = [40, 42, 41, 43, 40, 44, 41, 42, 40, 43, 42, 41, 60, 62, 61, 63, 60, 64, 61, 62, 60, 63, 62, 61]
DOWN = UP[::-1]
STEADY = [50, 52] * 12


def months_back(count: int, today: date | None = None) -> date:
    """First day of the month so many months before this one."""
    day = today or timezone.localdate()
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def measure_with(
    project: Project,
    by: User,
    values: Sequence[int | None],
    *,
    name: str = "Seen within four weeks",
    kind: str = "outcome",
    direction: str = "up",
    late: int = 0,
) -> Measure:
    """A monthly count whose last `late` months are missing; the values end with the month before those."""
    start = months_back(len(values) + late)
    fields = MeasureFields(
        name=name, measure_type=kind, kind="count", numerator_label="People", frequency="month", starts_on=start,
        direction=direction,
    )  # fmt: skip
    with tenant_context(Scope(by.pk, (project.collaborative_id,), (project.participation_id,))):
        measure = define_measure(project=project, by=by, fields=fields)
        spans = periods.ended("month", start, timezone.localdate())
        entries = [
            Entry(span, numerator=Decimal(value))
            for span, value in zip(spans, values, strict=False)
            if value is not None
        ]
        if entries:
            record_points(measure=measure, by=by, entries=entries)
        compute_charts(chart_ids=[chart.pk for chart in charts_of([measure])])
    return measure


def running_test(project: Project, by: User, title: str, *, ends_in: int = 20) -> Cycle:
    """A test that began ten days ago and is planned to end in so many days."""
    today = timezone.localdate()
    with tenant_context(Scope(by.pk, (project.collaborative_id,), (project.participation_id,))):
        cycle = plan_cycle(project=project, by=by, title=title)
        return start_do(
            cycle=cycle, by=by, starts_on=today - timedelta(days=10), ends_on=today + timedelta(days=ends_in)
        )


def more_organisations(cast: Cast, numbers: range) -> list[Project]:
    """More organisations of the coach, one a number, each with a lead, a project, two measures and a test."""
    made = []
    for number in numbers:
        organisation = Organisation.objects.create(ods_code=f"X{number:02}", name=f"Trust {number:02}")
        place = Participation.objects.create(
            collaborative=cast.amhe, organisation=organisation, joined_on=date(2025, 1, 6)
        )
        lead = User.objects.create_user(f"lead{number}@example.nhs.uk", f"Lead {number}")
        Membership.objects.create(user=lead, role="lead", collaborative=cast.amhe, participation=place)
        CoachAssignment.objects.create(
            coach=cast.coach, collaborative=cast.amhe, participation=place, starts_on=date(2025, 1, 6)
        )
        with tenant_context(Scope(lead.pk, (cast.amhe.pk,), (place.pk,))):
            project = Project.objects.create(
                collaborative=cast.amhe, participation=place, name=f"Project {number}", population="Everybody",
                aim="Better", starts_on=date(2025, 1, 6), created_by=lead,
            )  # fmt: skip
        measure_with(project, lead, UP)
        measure_with(project, lead, STEADY, name="Calls made", kind="process")
        running_test(project, lead, f"Test {number}")
        made.append(project)
    return made
