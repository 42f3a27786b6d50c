"""Which numbers are due: periods that have ended and have neither a number nor a reason for every group."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from measures import periods
from measures.models import DataPoint, Measure
from measures.queries.entry import groups_of


@dataclass(frozen=True)
class DueState:
    """What a measure waits for, oldest first; `overdue` are those past the collaborative's time to enter."""

    missing: tuple[date, ...]
    overdue: tuple[date, ...]
    last_entered: date | None

    @property
    def oldest(self) -> date | None:
        return self.missing[0] if self.missing else None


def due_of(measures: Sequence[Measure], today: date, entry_days: int) -> dict[int, DueState]:
    """The due state of each measure by id, in one query. Give measures with their strata prefetched."""
    counts: dict[int, dict[date, int]] = defaultdict(dict)
    rows = DataPoint.objects.filter(measure__in=measures).values("measure_id", "period").annotate(entered=Count("pk"))
    for row in rows.order_by("measure_id", "period"):
        counts[row["measure_id"]][row["period"]] = row["entered"]
    return {measure.pk: _due(measure, counts[measure.pk], today, entry_days) for measure in measures}


def _due(measure: Measure, entered: dict[date, int], today: date, entry_days: int) -> DueState:
    groups = groups_of(measure)
    summed = bool(groups) and measure.kind != "value"
    missing = []
    for period in periods.ended(measure.frequency, measure.starts_on, today):
        expected = sum(group.reports(period) for group in groups) if summed else 1
        if entered.get(period, 0) < expected:
            missing.append(period)
    late = timedelta(days=entry_days)
    overdue = [period for period in missing if periods.last_day(measure.frequency, period) + late < today]
    return DueState(tuple(missing), tuple(overdue), max(entered, default=None))
