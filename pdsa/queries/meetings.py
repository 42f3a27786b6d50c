"""Reads of a team's meetings, and of what of its tests moved between two of them."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from collaborative.roles import Action
from organisations.models import Project
from organisations.queries import Access, owned
from pdsa.models import Cycle, Meeting, MeetingAction, MeetingDecision, Task

# How often a team meets where nothing else is known.
FORTNIGHT = timedelta(days=14)
# The moments a test has, each with what it then did, latest first.
MOVES = ("stopped_at", "decided_at", "study_started_at", "do_started_at", "created_at")


def meetings_to(access: Access, action: Action) -> QuerySet[Meeting]:
    """The meetings about which this person may do this, latest first, each with its project."""
    return owned(Meeting, access, action).select_related("project__participation__organisation")


def meetings_of(project: Project) -> QuerySet[Meeting]:
    """The meetings of a project, latest first, each with how many were there (`people`), how much was decided
    (`decided`), and how many of its actions are still to be done (`open`)."""
    rows = Meeting.objects.filter(participation_id=project.participation_id, project=project)
    return rows.annotate(
        people=Count("attended", distinct=True),
        decided=Count("decisions", distinct=True),
        open=Count("actions", filter=Q(actions__ending=MeetingAction.Ending.OPEN), distinct=True),
    ).order_by("-held_on", "-pk")


def before(meeting: Meeting) -> Meeting | None:
    """The meeting of the same project before this one."""
    rows = Meeting.objects.filter(participation_id=meeting.participation_id, project_id=meeting.project_id)
    return rows.filter(held_on__lt=meeting.held_on).order_by("-held_on").first()


def prepared(project: Project, today: date) -> Meeting | None:
    """The next meeting that is written down already, of those after today (one query)."""
    rows = Meeting.objects.filter(participation_id=project.participation_id, project=project, held_on__gt=today)
    return rows.order_by("held_on").first()


def next_day(project: Project, today: date) -> date:
    """The day that is offered for a new meeting: that on which the team agreed to meet again, where it is still to
    come; else today (one query)."""
    rows = Meeting.objects.filter(participation_id=project.participation_id, project=project)
    return max([today, *(row.next_on for row in _to_meet_again(rows) if row.next_on)])


def _to_meet_again(rows: QuerySet[Meeting]) -> list[Meeting]:
    """Of each project the meeting at which the team said last when it meets again, where no meeting on that day or
    after it is written down (one query)."""
    same = {"participation_id": OuterRef("participation_id"), "project_id": OuterRef("project_id")}
    later = Meeting.objects.filter(**same, held_on__gte=OuterRef("next_on"))
    said = rows.filter(next_on__isnull=False).annotate(is_met=Exists(later))
    return [row for row in said.order_by("project_id", "-held_on").distinct("project_id") if not row.is_met]


def carried_to(meeting: Meeting, since: date) -> QuerySet[MeetingAction]:
    """What was agreed at earlier meetings and is still to be done, or has ended since a day; what is open first."""
    rows = MeetingAction.objects.filter(
        participation_id=meeting.participation_id,
        meeting__project_id=meeting.project_id,
        meeting__held_on__lt=meeting.held_on,
    )
    kept = rows.filter(Q(ending=MeetingAction.Ending.OPEN) | Q(ended_at__date__gte=since))
    return kept.select_related("meeting").order_by(F("ended_at").asc(nulls_first=True), "due_on", "pk")


def actions_to(access: Access, action: Action) -> QuerySet[MeetingAction]:
    """The actions of meetings about which this person may do this."""
    return owned(MeetingAction, access, action).select_related("meeting__project__participation__organisation")


def decisions_to(access: Access, action: Action) -> QuerySet[MeetingDecision]:
    """The decisions of meetings about which this person may do this."""
    return owned(MeetingDecision, access, action).select_related("meeting__project__participation__organisation")


def actions_due(access: Access, *, until: date, project: Project | None = None) -> QuerySet[MeetingAction]:
    """What teams agreed to do until a day and is not done, earliest first."""
    rows = actions_to(access, Action.SEE_WORK).filter(ending=MeetingAction.Ending.OPEN, due_on__lte=until)
    rows = rows.filter(meeting__project=project) if project is not None else rows
    return rows.order_by("due_on", "pk")


@dataclass(frozen=True)
class Planned:
    """A meeting that is to come, or the day on which a team agreed to meet again (meeting_id: None)."""

    on: date
    project_id: int
    participation_id: int
    meeting_id: int | None = None
    place: str = ""


def meetings_due(access: Access, *, today: date, until: date, project: Project | None = None) -> list[Planned]:
    """When teams meet from today on until a day, earliest first (two queries). The day that was agreed last stands
    until there is a meeting on it or after it."""
    rows = owned(Meeting, access, Action.SEE_WORK)
    rows = rows.filter(project=project) if project is not None else rows
    ahead = rows.filter(held_on__range=(today, until))
    found = [Planned(row.held_on, row.project_id, row.participation_id, row.pk, row.place) for row in ahead]
    for row in _to_meet_again(rows):
        if row.next_on and today <= row.next_on <= until:
            found.append(Planned(row.next_on, row.project_id, row.participation_id))
    return sorted(found, key=lambda one: (one.on, one.project_id))


@dataclass(frozen=True)
class Moved:
    """The last thing that happened to a test in some days: the name of its moment, and the day."""

    cycle: Cycle
    moment: str
    on: date


def moved_between(project: Project, first: date, last: date) -> list[Moved]:
    """The tests of a project that were planned or moved on from one day to another, latest first (one query)."""
    within = Q()
    for name in MOVES:
        within |= Q(**{f"{name}__date__range": (first, last)})
    rows = Cycle.objects.filter(within, participation_id=project.participation_id, project=project)
    found = [_last_move(row, first, last) for row in rows.select_related("idea").order_by("pk")]
    return sorted(found, key=lambda one: (one.on, one.cycle.pk), reverse=True)


def _last_move(cycle: Cycle, first: date, last: date) -> Moved:
    days = [(name, _day(getattr(cycle, name))) for name in MOVES]
    name, day = next((name, day) for name, day in days if day is not None and first <= day <= last)
    return Moved(cycle, name, day)


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None


def tasks_done_between(project: Project, first: date, last: date) -> QuerySet[Task]:
    """The tasks of a project's tests that were done from one day to another, latest first, each with its test."""
    rows = Task.objects.filter(participation_id=project.participation_id, cycle__project=project)
    return rows.filter(done_at__date__range=(first, last)).select_related("cycle").order_by("-done_at", "-pk")


def meeting_mark(row: Meeting) -> str:
    """The mark of what is said of a meeting as a whole."""
    return _mark(row.held_on, row.place, row.notes, row.next_on)


def action_mark(row: MeetingAction) -> str:
    """The mark of what an action says."""
    return _mark(row.what, row.who, row.due_on, row.ending, row.outcome)


def decision_mark(row: MeetingDecision) -> str:
    """The mark of a decision's words."""
    return _mark(row.text)


def _mark(*values: Any) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:20]
