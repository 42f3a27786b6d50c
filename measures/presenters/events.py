"""The page on which rare events are entered: its latest events, what each comes to, and what saving did."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from collaborative.nhsuk.filters import plural
from measures.actions import Recorded
from measures.forms.events import EventRow
from measures.models import Kind, Measure
from measures.queries import ChartState

PER_PAGE = 25


@dataclass(frozen=True)
class EventsView:
    """Everything the page's template needs: rows to add events, and those that are stored, latest first."""

    measure: Measure
    new: Sequence[EventRow]
    stored: Sequence[EventRow]

    @property
    def number_label(self) -> str:
        """What the number beside each date is called; nothing where the date is all there is."""
        counts = self.measure.kind == Kind.CASES_BETWEEN
        return f"{self.measure.numerator_label} since the one before" if counts else ""

    @property
    def tells_days(self) -> bool:
        return self.measure.kind == Kind.DAYS_BETWEEN


def events_view(measure: Measure, rows: Sequence[EventRow], state: ChartState, own: Collection[date]) -> EventsView:
    """The page, as stored or as sent; beside each stored date the days since the one before. own: the dates that the
    reader entered just now."""
    days = dict(zip(state.series.periods, state.series.values, strict=True))
    for row in rows:
        value = days.get(str(row.original))
        row.since = "" if value is None else f"{value:,.0f}"
        row.just_entered = row.original in own
    new = [row for row in rows if row.original is None]
    return EventsView(measure, new, [row for row in rows if row.original is not None])


def done_text(rows: Sequence[EventRow], recorded: Recorded) -> str:
    """What saving did: 'Saved: 2 events added, 1 removed.' And how many decisions about the chart went with it."""
    changes = [row.change for row in rows]
    told = [
        f"{plural(changes.count(change), 'event')} {change}"
        for change in ("added", "corrected", "removed")
        if change in changes
    ]
    if not told:
        return "Nothing was changed."
    decisions = plural(recorded.carried, "decision")
    went = f" {decisions} about the chart went with the corrected dates." if recorded.carried else ""
    return f"Saved: {', '.join(told)}.{went}"
