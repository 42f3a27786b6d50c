"""The numbers that were changed after they were entered: what they were, what they became, who, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from measures.models import DataPoint, Measure


@dataclass(frozen=True)
class Correction:
    """One change of one stored number. `after` is None where it was cleared; both have the fields of a DataPoint."""

    stratum_id: int | None
    period: date
    at: datetime
    by: str
    reason: str
    before: Any
    after: Any | None


def corrections_of(measure: Measure, limit: int) -> tuple[list[Correction], int]:
    """The latest corrections, newest first, and how many there are in all (three queries).

    An event holds the number as it was; it became what the point's next event holds, or what the point says now. All
    later events of the latest ones are themselves among the latest, so nothing further is read.
    """
    events = DataPoint.pgh_event_model.objects.filter(  # type: ignore[attr-defined]
        participation_id=measure.participation_id, measure_id=measure.pk
    ).exclude(pgh_label="insert")
    rows: Sequence[Any] = list(events.order_by("-pgh_id")[:limit])
    total = len(rows) if len(rows) < limit else events.count()
    present: dict[int, Any] = {
        row.pk: row
        for row in DataPoint.objects.filter(
            participation_id=measure.participation_id, pk__in={row.pgh_obj_id for row in rows}
        )
    }
    found = []
    for row in rows:
        after = None if row.pgh_label == "delete" else present.get(row.pgh_obj_id)
        context = row.pgh_context or {}
        found.append(
            Correction(
                stratum_id=row.stratum_id,
                period=row.period,
                at=row.pgh_created_at,
                by=context.get("actor_name", ""),
                reason=context.get("reason", ""),
                before=row,
                after=after,
            )
        )
        present[row.pgh_obj_id] = row
    return found, total
