"""The agenda of a team's meeting: what was agreed, what moved since the last one, and what is due until the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.queries.agenda import Agenda, Sort, agenda
from measures.queries import Brought, entered_between
from organisations.queries import Access
from pdsa.models import Meeting, MeetingAction, Task
from pdsa.queries.meetings import FORTNIGHT, Moved, before, carried_to, moved_between, tasks_done_between

# What stands on the page of a meeting by itself.
_BESIDE = frozenset({Sort.ACTION, Sort.MEETING})


@dataclass(frozen=True)
class Brief:
    """What a team has before it at a meeting.

    since: the day from which on things have moved: that of the last meeting, or a fortnight before the first. due: None
    for a meeting that is over: what was due then is not known any more. until: up to when it is asked.
    """

    since: date
    until: date
    last: Meeting | None
    carried: Sequence[MeetingAction]
    moved: Sequence[Moved]
    done: Sequence[Task]
    entered: Sequence[Brought]
    due: Agenda | None


def brief_of(access: Access, meeting: Meeting, today: date) -> Brief:
    """What there is to go through at a meeting; the same number of queries however much it is."""
    last = before(meeting)
    since = last.held_on if last else meeting.held_on - FORTNIGHT
    until = meeting.next_on or meeting.held_on + FORTNIGHT
    days = (meeting.project, since, meeting.held_on)
    return Brief(
        since=since,
        until=until,
        last=last,
        carried=list(carried_to(meeting, since)),
        moved=moved_between(*days),
        done=list(tasks_done_between(*days)),
        entered=entered_between(*days),
        due=_due(access, meeting, today, until) if meeting.held_on >= today else None,
    )


def _due(access: Access, meeting: Meeting, today: date, until: date) -> Agenda:
    found = agenda(access, today=today, until=until, project=meeting.project)
    return Agenda([one for one in found.items if one.sort not in _BESIDE], found.projects, found.places)
