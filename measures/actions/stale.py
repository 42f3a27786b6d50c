"""Marking charts stale in the transaction that changed what they are made from."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from collaborative.models import User
from measures.models import Adoption, Chart, Line, Measure, ProgrammeChange, ProgrammeChart
from measures.signals import charts_became_stale, pooled_became_stale


def mark_stale(*, measure: Measure, by: User, strata: Iterable[int] | None = None) -> None:
    """Mark the measure's charts for everyone and for these groups (all groups when None); tell it after the commit.

    Every gap is marked with them: a group's number may be what the others are compared with. So is every pooled chart
    for which the measure counts.
    """
    charts = Chart.objects.filter(participation_id=measure.participation_id, measure=measure)
    if strata is not None:
        charts = charts.filter(Q(stratum__isnull=True) | Q(line=Line.GAP) | Q(stratum_id__in=list(strata)))
    ids = mark_these_stale(charts)
    collaborative_id, actor_id = measure.collaborative_id, by.pk
    transaction.on_commit(
        lambda: charts_became_stale.send(
            sender=Chart, collaborative_id=collaborative_id, actor_id=actor_id, chart_ids=ids
        )
    )
    counted = Adoption.objects.filter(participation_id=measure.participation_id, measure=measure)
    pooled = set(counted.values_list("programme_measure__chart", flat=True))
    mark_pooled_stale(collaborative_id=measure.collaborative_id, chart_ids=pooled)


def mark_these_stale(charts: QuerySet[Chart]) -> list[int]:
    """Mark these charts stale; their ids in order. Tells nobody.

    An UPDATE of many rows locks them as its plan comes to them, and two that meet could each hold what the other waits
    for. So the rows are locked first, by their ids: whoever writes several charts at once does so in that order.
    """
    # A condition on the measure would lock the measure as well.
    rows = Chart.objects.filter(pk__in=charts.order_by().values("pk"))
    ids = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    Chart.objects.filter(pk__in=ids).update(stale=True, stale_at=timezone.now())
    return ids


def mark_pooled_stale(*, collaborative_id: int, chart_ids: Iterable[int]) -> None:
    """Say of these pooled charts that numbers they are made from have changed; tell it after the commit."""
    ids = sorted(chart_ids)
    if not ids:
        return
    ProgrammeChange.objects.bulk_create(ProgrammeChange(chart_id=pk) for pk in ids)
    _tell_pooled(collaborative_id, ids)


def mark_pooled_redefined(*, collaborative_id: int, chart_ids: Iterable[int], recount: bool) -> None:
    """Say that the collaborative changed how these pooled charts are read; tell it after the commit.

    recount: also what they count, so that today's values are of something else and are made anew at once. Else the
    values stay as they are until the next day.
    """
    rows = ProgrammeChart.objects.filter(pk__in=list(chart_ids))
    ids = list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    if not ids:
        return
    # Of no engine: whoever shows it meanwhile reads the stored values in the new way.
    unread = {"engine": ""} | ({"input_hash": ""} if recount else {})
    ProgrammeChart.objects.filter(pk__in=ids).update(**unread)
    _tell_pooled(collaborative_id, ids)


def _tell_pooled(collaborative_id: int, ids: list[int]) -> None:
    transaction.on_commit(
        lambda: pooled_became_stale.send(sender=ProgrammeChart, collaborative_id=collaborative_id, chart_ids=ids)
    )
