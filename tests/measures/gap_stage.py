"""Measures with groups and the gaps between them, for the tests of pages."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import Entry, MeasureFields, compute_charts, define_measure, record_points
from measures.models import Measure
from measures.queries import charts_of
from organisations.models import Project
from tests.measures.equity_cases import OTHER_SCATTER, level
from tests.measures.stage import past_months

WHITE, BLACK, UNKNOWN = "White British", "Black African", "Not stated"
Column = Sequence[tuple[float, int] | None]


def others(*stretches: tuple[float, int]) -> list[float]:
    return level(*stretches, scatter=OTHER_SCATTER)


def out_of(values: Sequence[float], size: int = 100) -> list[tuple[float, int]]:
    return [(round(value * size / 100), size) for value in values]


def grouped_measure(
    project: Project,
    by: User,
    columns: Mapping[str, Column],
    *,
    comparator: str = WHITE,
    unknown: Sequence[str] = (),
    kind: str = "percentage",
    direction: str = "up",
    name: str = "Seen within four weeks",
    denominator: str = "People referred",
) -> Measure:
    """A measure by month, its groups and their numbers (numerator, denominator) in order; its charts are computed."""
    months = past_months(max(len(column) for column in columns.values()) or 1)
    fields = MeasureFields(
        name=name, measure_type="outcome", kind=kind, numerator_label="People seen",
        denominator_label="" if kind == "count" else denominator, frequency="month", starts_on=months[0],
        direction=direction,
    )  # fmt: skip
    with tenant_context(Scope(by.pk, (project.collaborative_id,), (project.participation_id,))):
        measure = define_measure(
            project=project, by=by, fields=fields, groups=tuple(columns), comparator=comparator,
            unknown=unknown,
        )  # fmt: skip
        ids = {group.name: group.pk for group in measure.strata.all()}
        entries = [
            Entry(month, ids[name], Decimal(cell[0]), None if kind == "count" else Decimal(cell[1]))
            for name, column in columns.items()
            for month, cell in zip(months, column, strict=False)
            if cell is not None
        ]
        if entries:
            record_points(measure=measure, by=by, entries=entries)
        compute_charts(chart_ids=[chart.pk for chart in charts_of([measure], groups=True, gaps=True)])
    return measure


def worsened_gap(project: Project, by: User, name: str = "Seen within four weeks") -> Measure:
    """The gap closed because the comparator got worse."""
    columns: dict[str, Column] = {WHITE: out_of(others((60, 12), (48, 12))), BLACK: out_of(level((40, 24)))}
    return grouped_measure(project, by, columns, name=name)
