"""Measures for the tests of pages: defined through the actions, in a named participation."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from collaborative.models import User
from measures import periods
from measures.actions import Entry, MeasureFields, define_measure, record_points
from measures.models import Measure
from organisations.models import Project
from tests.cast import Cast

JAN, FEB, MAR = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)


def past_months(count: int) -> list[date]:
    """The last `count` months that are over, oldest first."""
    today = timezone.localdate()
    ended = periods.ended("month", date(today.year - 8, 1, 1), today)
    return ended[-count:]


def measure_in(project: Project, by: User, *, groups: tuple[str, ...] = (), **changes: Any) -> Measure:
    """A measure; call it inside a scope that reaches the project."""
    values: dict[str, Any] = {
        "name": "Seen within four weeks",
        "measure_type": "outcome",
        "kind": "percentage",
        "numerator_label": "People seen",
        "denominator_label": "People referred",
        "frequency": "month",
        "starts_on": JAN,
        "direction": "up",
        **changes,
    }
    return define_measure(
        project=project,
        by=by,
        fields=MeasureFields(**values),
        groups=groups,
        comparator=groups[0] if groups else "",
    )


def north_measure(cast: Cast, *, groups: tuple[str, ...] = (), **changes: Any) -> Measure:
    """A measure of the north project, made by its lead."""
    with cast.scope():
        return measure_in(cast.north_project, cast.lead, groups=groups, **changes)


def store(
    cast: Cast,
    measure: Measure,
    rows: dict[date, tuple[int, int | None]],
    group: int | None = None,
    by: User | None = None,
) -> None:
    """Record numbers (numerator, denominator) by period, as the north lead where nobody else is named."""
    with cast.scope():
        record_points(
            measure=measure,
            by=by or cast.lead,
            entries=[
                Entry(period, group, Decimal(n), None if d is None else Decimal(d)) for period, (n, d) in rows.items()
            ],
        )
