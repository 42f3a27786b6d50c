"""Expert support in words. Pure."""

from datetime import datetime

from django.utils import timezone

from coaching.models import SupportRequest, SupportState
from coaching.queries.support import last_day
from collaborative.nhsuk.filters import date_long
from organisations.models import ExpertAssignment

COLOURS = {
    SupportState.ASKED: "yellow",
    SupportState.COMING: "blue",
    SupportState.OPEN: "green",
    SupportState.OVER: "grey",
    SupportState.CLOSED: "grey",
}


def span(row: ExpertAssignment) -> str:
    """Such as "3 March 2027 to 16 March 2027", both included."""
    first, last = _day(row.starts_at), date_long(last_day(row))
    return first if first == last else f"{first} to {last}"


def story(row: SupportRequest, now: datetime) -> str:
    """Where a request stands, in a sentence."""
    match row.state(now), row.assignment:
        case SupportState.COMING, ExpertAssignment() as given:
            return f"{given.expert} comes {span(given)}."
        case SupportState.OPEN, ExpertAssignment() as given:
            return f"{given.expert} sees this organisation’s pages until the end of {date_long(last_day(given))}."
        case SupportState.OVER, ExpertAssignment() as given if row.closed_at is not None:
            return f"With {given.expert}. {row.closed_by} ended it on {_day(row.closed_at)}: {row.closing}"
        case SupportState.OVER, ExpertAssignment() as given:
            return f"{given.expert} was here {span(given)}, and does not see these pages any more."
        case SupportState.CLOSED, _ if row.closed_at is not None:
            return f"{row.closed_by} closed it on {_day(row.closed_at)}: {row.closing}"
        case SupportState.CLOSED, ExpertAssignment() as given:
            return f"{given.expert} is no expert here any more, and does not come. Ask again."
    return "Waits for the team that runs the collaborative to find somebody."


def stands(row: ExpertAssignment, now: datetime) -> SupportState:
    """Whether what was opened to an expert is still to come, open or over, or was taken back before it began."""
    if row.is_taken_back:
        return SupportState.CLOSED
    if now < row.starts_at:
        return SupportState.COMING
    return SupportState.OPEN if now < row.ends_at else SupportState.OVER


def _day(moment: datetime) -> str:
    return date_long(timezone.localdate(moment))
