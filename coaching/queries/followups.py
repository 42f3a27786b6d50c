"""Actions that follow up visits."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from coaching.models import Ending, FollowUp, Visit
from collaborative.models import User
from collaborative.roles import Action
from organisations.models import Participation, Project
from organisations.queries import Access, current_coaches, owned, team_of


def follow_ups_to(access: Access, action: Action) -> QuerySet[FollowUp]:
    """The actions on which this person may do this, earliest day first."""
    beside = ("person", "visit", "ended_by", "participation__organisation", "collaborative")
    return owned(FollowUp, access, action).select_related(*beside)


def open_at(access: Access, participation: Participation) -> QuerySet[FollowUp]:
    """What is still to be done in one organisation."""
    return follow_ups_to(access, Action.SEE_WORK).filter(participation=participation, ending=Ending.OPEN)


def follow_ups_due(access: Access, *, until: date, project: Project | None = None) -> QuerySet[FollowUp]:
    """What is still to be done until a day, earliest first. project: what was agreed about it, or about no project of
    its organisation."""
    rows = follow_ups_to(access, Action.SEE_WORK).filter(ending=Ending.OPEN, due_on__lte=until)
    if project is not None:
        about = Q(visit=None) | Q(visit__project=None) | Q(visit__project=project)
        rows = rows.filter(about, participation_id=project.participation_id)
    return rows.order_by("due_on", "pk")


def carried_to(access: Access, visit: Visit) -> QuerySet[FollowUp]:
    """What was agreed before a visit and not yet ended on its day."""
    rows = follow_ups_to(access, Action.SEE_WORK).filter(participation_id=visit.participation_id)
    before = Q(visit__happened_on__lt=visit.happened_on) | Q(visit=None, agreed_at__date__lt=visit.happened_on)
    return rows.filter(before).filter(Q(ending=Ending.OPEN) | Q(ended_at__date__gte=visit.happened_on))


def who_can(participation: Participation) -> list[User]:
    """Who can be asked to do something: the team and its coaches, each once, by name."""
    people = [row.user for row in team_of(participation.pk)]
    people += [row.coach for row in current_coaches([participation.pk]).get(participation.pk, [])]
    return sorted({row.pk: row for row in people}.values(), key=lambda row: (row.get_full_name(), row.pk))


def overdue_by_place(participation_ids: Iterable[int], today: object) -> dict[int, int]:
    """How many actions are overdue in each participation that has any. One query."""
    rows = FollowUp.objects.filter(participation_id__in=list(participation_ids), ending=Ending.OPEN, due_on__lt=today)
    found: dict[int, int] = {}
    for pk in rows.order_by().values_list("participation_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def follow_up_mark(row: FollowUp) -> str:
    """The mark of what an action says."""
    said = [row.what, row.person_id, row.due_on, row.ending, row.outcome]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]
