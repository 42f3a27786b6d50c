"""Measures with their groups, and what is noted on their charts."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Case, QuerySet, Value, When

from collaborative.tenancy.scope import require_scope
from measures.models import Annotation, Measure, MeasureType

_BY_TYPE = Case(*(When(measure_type=name, then=Value(at)) for at, name in enumerate(MeasureType.values)))


def measures_of_projects(project_ids: Iterable[int]) -> QuerySet[Measure]:
    """The measures of these projects, outcome before process before balancing, with their groups (two queries)."""
    return (
        Measure.objects.filter(project_id__in=list(project_ids))
        .prefetch_related("strata")
        .order_by("project_id", _BY_TYPE, "name", "pk")
    )


def annotations_of(measure_ids: Iterable[int]) -> dict[int, list[Annotation]]:
    """What is noted on each measure's charts, in time order (one query)."""
    found: dict[int, list[Annotation]] = defaultdict(list)
    rows = Annotation.objects.filter(participation_id__in=require_scope().participation_ids)
    for row in rows.filter(measure_id__in=list(measure_ids)).order_by("starts_on", "pk"):
        found[row.measure_id].append(row)
    return dict(found)
