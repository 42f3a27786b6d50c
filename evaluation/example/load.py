"""One provider of the A&E file: enrolled, its measure defined, its rows brought through the import a user has."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.example.source import Provider
from measures import periods
from measures.actions import (
    Entry,
    MeasureFields,
    apply_import,
    compute_charts,
    define_measure,
    preview_import,
    record_points,
    set_reporting,
)
from measures.models import Import, Measure
from measures.queries import charts_of, groups_of, points_by_key
from organisations.actions.places import enrol
from organisations.actions.projects import create_project
from organisations.models import Participation, Project
from organisations.queries.places import taking_part

MEASURE = "Waited over four hours"
NOT_PUBLISHED = "Not in the published file"
FIRST_MONTH = date(2016, 4, 1)
_FIELDS = MeasureFields(
    name=MEASURE,
    measure_type="outcome",
    kind="percentage",
    numerator_label="Breaches",
    denominator_label="Attendances",
    direction="down",
    frequency=periods.MONTH,
    starts_on=FIRST_MONTH,
    definition="Attendances at A&E that lasted over four hours from arrival to admission, transfer or discharge, "
    "out of all attendances, by department type: 1 (major), 2 (single specialty) and other.",
    collected_by="NHS England, A&E attendances and emergency admissions",
)


@dataclass
class Outcome:
    """What became of one provider's rows. `stored` + the sum of `refused` is how many rows it has."""

    code: str
    rows: int
    stored: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    gaps: int = 0
    fresh: bool = True


@transaction.atomic
def load_provider(provider: Provider, collaborative: Collaborative, by: User) -> Outcome:
    """Everything of one provider, or nothing. A second time with the same rows it changes nothing."""
    outcome = Outcome(provider.code, len(provider.rows))
    try:
        participation = _participation(provider, collaborative, by)
    except ValidationError as refused:
        outcome.refused[" ".join(refused.messages)] = outcome.rows
        return outcome
    with tenant_context(Scope(by.pk, (collaborative.pk,), (participation.pk,))):
        measure = _measure(participation, provider, by)
        done = _same_before(measure, provider.text())
        outcome.fresh = done is None
        brought = done or _bring(measure, provider, by)
        if done is None:
            _explain_gaps(measure, by)
            compute_charts(chart_ids=[chart.pk for chart in charts_of([measure], groups=True, gaps=True)])
        outcome.gaps = measure.points.filter(no_data_reason=NOT_PUBLISHED).count()
    outcome.refused.update(row["reason"] for row in brought.refused)
    outcome.stored = brought.rows_total - len(brought.refused)
    return outcome


def _participation(provider: Provider, collaborative: Collaborative, by: User) -> Participation:
    found = taking_part(collaborative).filter(organisation__ods_code=provider.code).first()
    return found or enrol(
        collaborative=collaborative,
        by=by,
        ods_code=provider.code,
        name=f"Provider {provider.code}",
        region="",
        wave=1,
        joined_on=FIRST_MONTH,
    )


def _measure(participation: Participation, provider: Provider, by: User) -> Measure:
    """The provider's one measure, with its department types and the months they are reported for."""
    spans = provider.spans()
    measure = Measure.objects.filter(participation=participation, name=MEASURE).first()
    if measure is None:
        starts_on = min((first for first, _ in spans.values()), default=FIRST_MONTH)
        fields = replace(_FIELDS, starts_on=starts_on)
        project = _project(participation, by)
        measure = define_measure(project=project, by=by, fields=fields, groups=tuple(spans))
    for group in measure.strata.select_related("measure"):
        first, last = spans.get(group.name, (group.active_from, group.active_until))
        if (first, last) != (group.active_from, group.active_until):
            reason = "First and last month in the file"
            set_reporting(group=group, by=by, active_from=first, active_until=last, reason=reason)
    return measure


def _project(participation: Participation, by: User) -> Project:
    return create_project(
        participation=participation,
        by=by,
        name="Four-hour waits in A&E",
        population="Everybody who comes to A&E",
        aim="At least 95 in 100 people are admitted, transferred or discharged within four hours.",
        starts_on=FIRST_MONTH,
    )


def _same_before(measure: Measure, text: str) -> Import | None:
    digest = hashlib.sha256(text.encode()).hexdigest()
    rows = Import.objects.filter(participation_id=measure.participation_id, measure=measure, sha256=digest)
    return rows.filter(status=Import.Status.DONE).first()


def _bring(measure: Measure, provider: Provider, by: User) -> Import:
    brought, _ = preview_import(measure=measure, by=by, text=provider.text(), filename=f"{provider.code}.csv")
    apply_import(source_import=brought, by=by, reason="Published again with other numbers")
    brought.refresh_from_db()
    return brought


def _explain_gaps(measure: Measure, by: User) -> None:
    """Give the months between a type's first and last that the file leaves out their reason."""
    present = points_by_key(measure)
    missing = [
        Entry(month, group.id, no_data_reason=NOT_PUBLISHED)
        for group in groups_of(measure)
        if group.active_from and group.active_until
        for month in periods.between(measure.frequency, group.active_from, group.active_until)
        if (group.id, month) not in present
    ]
    if missing:
        record_points(measure=measure, by=by, entries=missing)
