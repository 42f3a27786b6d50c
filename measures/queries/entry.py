"""What entering numbers needs to know of a measure."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.db.models.functions import Now

from collaborative.models import User
from measures.models import DataPoint, Kind, Measure, Stratum
from measures.numbers import Shape
from measures.series import Counting, Group
from measures.tabular import Columns

Key = tuple[int | None, date]


# What counts people or things one by one; a rate may be of hours or bed days, which have fractions.
_WHOLE = {
    Kind.PERCENTAGE: frozenset({"numerator", "denominator"}),
    Kind.RATE: frozenset({"numerator"}),
    Kind.COUNT: frozenset({"numerator"}),
    Kind.AVERAGE: frozenset({"denominator"}),
    Kind.CASES_BETWEEN: frozenset({"numerator"}),
}


def shape_of(measure: Measure) -> Shape:
    """What this measure's numbers must look like."""
    return Shape(
        has_denominator=measure.has_denominator,
        is_percentage=measure.kind == Kind.PERCENTAGE,
        may_be_negative=measure.kind in (Kind.VALUE, Kind.AVERAGE),
        numerator_label=measure.numerator_label,
        denominator_label=measure.denominator_label,
        has_deviation=measure.has_deviation,
        whole=_WHOLE.get(Kind(measure.kind), frozenset()),
        has_number=measure.kind != Kind.DAYS_BETWEEN,
    )


def adds_up(measure: Measure) -> bool:
    """Whether the numbers of groups come to a total for everyone; averages do not."""
    return measure.kind not in (Kind.VALUE, Kind.AVERAGE)


def columns_for(measure: Measure) -> Columns:
    """What the columns of this measure's tables are called."""
    shape = shape_of(measure)
    return Columns(
        shape.numerator_label,
        shape.denominator_label,
        bool(groups_of(measure)),
        shape.has_denominator,
        has_deviation=shape.has_deviation,
        has_number=shape.has_number,
    )


def counting_of(measure: Measure) -> Counting:
    """How this measure counts."""
    return Counting(measure.kind, measure.rate_per, measure.frequency, measure.starts_on, measure.gap_scale)


def groups_of(measure: Measure) -> list[Group]:
    """The measure's groups in order (uses prefetched strata where there are)."""
    return [group_of(row) for row in measure.strata.all()]


def group_of(row: Stratum) -> Group:
    """The group as series are made of it."""
    return Group(row.pk, row.name, row.active_from, row.active_until, row.is_comparator, row.is_unknown)


def points_by_key(measure: Measure, only: Iterable[date] | None = None) -> dict[Key, DataPoint]:
    """The measure's stored points by (group id or None, period), of these periods or of all."""
    points = DataPoint.objects.filter(participation_id=measure.participation_id, measure=measure)
    if only is not None:
        points = points.filter(period__in=list(only))
    return {(row.stratum_id, row.period): row for row in points.select_related("entered_by").order_by("period", "pk")}


def numbers_beside(measure: Measure, strata: Collection[int | None]) -> Iterable[DataPoint]:
    """The stored numbers of these groups (None: everyone), in order, without those that have a reason instead."""
    wanted = Q(stratum_id__in=[pk for pk in strata if pk is not None])
    if None in strata:
        wanted |= Q(stratum=None)
    points = DataPoint.objects.filter(wanted, participation_id=measure.participation_id, measure=measure)
    said = ("stratum_id", "period", "numerator", "denominator", "deviation")
    return points.filter(numerator__isnull=False).only(*said).order_by("period", "pk")


def just_entered(measure: Measure, points: Collection[DataPoint], by: User, within: timedelta) -> set[int]:
    """Which of these points of the measure this person, and nobody else, entered and changed, no longer ago by the
    clock of the database (two queries).

    The history holds whatever was stored at a point before, also what was cleared and entered again.
    """
    since = Now() - within
    others = ~Q(entered_by=by) | Q(pgh_context__isnull=False) & ~Q(pgh_context__actor=by.pk)
    before = DataPoint.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        others | Q(entered_at__lte=since) | Q(pgh_created_at__lte=since),
        participation_id=measure.participation_id,
        measure_id=measure.pk,
        period__in={point.period for point in points},
    )
    relied_on = set(before.values_list("stratum_id", "period"))
    mine = DataPoint.objects.filter(
        pk__in=[point.pk for point in points if (point.stratum_id, point.period) not in relied_on], entered_by=by
    )
    return set(mine.filter(entered_at__gt=since).values_list("pk", flat=True))
