"""What was decided about a chart of rare events stands at the date of an event, and goes with the event when that date
is put right. No decision is left at a date where nothing happened.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Min, QuerySet

from collaborative.audit import recording
from collaborative.models import User
from measures.models import ChartDecision, DataPoint, Measure
from measures.periods import label

_Decision = ChartDecision.Decision


class Moved(NamedTuple):
    """An event's date that is put right: what it was, what it is (None: the event is removed), and why."""

    was: date
    now: date | None
    reason: str


def _decisions(measure: Measure) -> QuerySet[ChartDecision]:
    return ChartDecision.objects.filter(participation_id=measure.participation_id, measure=measure)


def first_event(measure: Measure) -> date | None:
    """The date of the first event that is stored."""
    points = DataPoint.objects.filter(participation_id=measure.participation_id, measure=measure)
    first: date | None = points.aggregate(first=Min("period"))["first"]
    return first


def carry(*, measure: Measure, by: User, moved: Sequence[Moved]) -> tuple[int, dict[date, str]]:
    """Let the decisions at these dates go with their events, each with the reason.

    Returns how many went, and by old date why one cannot. A change of counting stays: it is of a day, not of an event.
    """
    to = {one.was: (one.now, one.reason) for one in moved if one.now is not None}
    rows = list(_decisions(measure).filter(every_chart=False)) if to else []
    held = {(row.decision, row.period) for row in rows}
    waiting = [row for row in rows if row.period in to]
    went = 0
    # One after the other, because events can take each other's dates and a date has one decision of each sort.
    while ready := [row for row in waiting if (row.decision, to[row.period][0]) not in held]:
        waiting = [row for row in waiting if row not in ready]
        for row in ready:
            held -= {(row.decision, row.period)}
            row.period, reason = to[row.period]
            held.add((row.decision, row.period))
            with recording(by=by, verb="moved a decision about a chart with its event", reason=reason.strip()):
                row.save(update_fields=["period"])
        went += len(ready)
    told = (
        "Another decision of this sort stands at the new date. Take one of the two back first, on the measure’s page."
    )
    return went, {row.period: told for row in waiting}


def stranded(measure: Measure, days: Collection[date]) -> dict[date, str]:
    """Why there must go on being an event on these days, by day: a decision stands there."""
    rows = _decisions(measure).filter(every_chart=False, period__in=days)
    return {
        row.period: f"It was decided about the chart at this date: {row.get_decision_display().lower()}. Take that back"
        " first, on the measure’s page."
        for row in rows
    }


def unsettled(measure: Measure, moved: Sequence[Moved], first: date) -> dict[date, str]:
    """Why the events cannot be at their new dates, by the date that one had: a decision would mean another thing.

    first: the first event before anything changed. A new part needs an event before it, and a baseline stays in its
    part.
    """
    was = {one.now: one.was for one in moved if one.now is not None}
    rows = list(_decisions(measure).order_by("period"))
    begins, found = first_event(measure), {}
    for row in rows:
        about_it = row.period in was or begins != first
        if row.decision == _Decision.REBASE and about_it and (begins is None or row.period <= begins):
            before = was.get(row.period, row.period)
            told = f"The line is drawn anew from {label(measure.frequency, before)}, and no event would come before it."
            found[was.get(row.period, first)] = f"{told} Take that back first, on the measure’s page."
    for row in rows:
        if row.decision == _Decision.BASELINE and (crossed := _crossed(row, rows, was)):
            found[was.get(row.period, was.get(crossed.period, row.period))] = (
                "The fixed baseline would then reach over the place where a new part of the chart begins, or be of"
                " another part. Take one of the two back first, on the measure’s page."
            )
    return found


def _crossed(baseline: ChartDecision, rows: Sequence[ChartDecision], was: Mapping[date, date]) -> ChartDecision | None:
    """A place where a part begins that comes to lie on the other side of the baseline's end."""
    until = was.get(baseline.period, baseline.period)
    for row in rows:
        if row.begins_part and row.is_about(baseline.line, baseline.stratum_id):
            before = row.period if row.every_chart else was.get(row.period, row.period)
            if (before <= until) != (row.period <= baseline.period):
                return row
    return None
