"""Experts whom organisations ask for."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from coaching.models import SupportKind, SupportRequest
from coaching.support import KINDS, PlannedKind
from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import ExpertAssignment, Participation, Project
from organisations.queries import Access, owned


def kinds_of(collaborative: Collaborative) -> QuerySet[SupportKind]:
    """Every kind of support of a collaborative in its order, those out of use included."""
    return SupportKind.objects.filter(collaborative=collaborative)


def offered(collaborative: Collaborative) -> list[SupportKind | PlannedKind]:
    """The kinds that can be asked for: those in use, or the usual ones where a collaborative has none of its own."""
    rows = list(kinds_of(collaborative))
    return [row for row in rows if row.is_active] if rows else list(KINDS)


def kind_mark(row: SupportKind) -> str:
    """The mark of what is said of a kind."""
    return _mark(row.name, row.about, row.position, row.is_active)


def requests_to(access: Access, action: Action) -> QuerySet[SupportRequest]:
    """The requests on which this person may do this, latest first."""
    beside = ("kind", "project", "assignment__expert", "created_by", "closed_by", "participation__organisation")
    return owned(SupportRequest, access, action).select_related(*beside, "collaborative")


def requests_seen(access: Access) -> QuerySet[SupportRequest]:
    """The requests that this person reads: where they see the work, and all of them for who runs the collaborative."""
    runs = access.may(Action.RUN_COLLABORATIVE)
    return requests_to(access, Action.RUN_COLLABORATIVE if runs else Action.SEE_WORK)


def queue(access: Access) -> list[SupportRequest]:
    """Every request of the collaborative for who runs it: those that wait for an expert first, longest wait first."""
    rows = requests_to(access, Action.RUN_COLLABORATIVE)
    waiting = rows.filter(assignment=None, closed_at=None).order_by("created_at", "pk")
    others = rows.filter(Q(assignment__isnull=False) | Q(closed_at__isnull=False))
    return [*waiting, *others.order_by(F("assignment__ends_at").desc(nulls_last=True), "-pk")]


def own_support(access: Access) -> list[ExpertAssignment]:
    """What was, is or will be open to this expert in the collaborative, latest first. One query."""
    rows = ExpertAssignment.objects.filter(expert=access.user, collaborative=access.collaborative)
    return list(rows.select_related("participation__organisation").order_by("-starts_at", "-pk"))


def own_requests(access: Access) -> dict[int, SupportRequest]:
    """The requests behind what is open to this expert now, by the assignment's id. Others are not theirs to read."""
    rows = requests_to(access, Action.GIVE_SUPPORT).filter(assignment__expert=access.user)
    return {row.assignment_id or 0: row for row in rows}


def request_mark(row: SupportRequest) -> str:
    """The mark of where a request stands: who comes, when, and whether it is closed."""
    given = row.assignment
    times = (given.expert_id, given.starts_at, given.ends_at) if given else ()
    return _mark(*times, row.closed_at)


def outcome_mark(words: str) -> str:
    """The mark of what somebody said came of it."""
    return _mark(words)


def _mark(*said: object) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]


def moment(day: date) -> datetime:
    """The first moment of a day, by the clock of the collaborative."""
    return timezone.make_aware(datetime.combine(day, time.min))


def last_day(row: ExpertAssignment) -> date:
    """The last day on which something is open, at least for a part of it."""
    return timezone.localdate(max(row.ends_at - timedelta(microseconds=1), row.starts_at))


@dataclass(frozen=True)
class SupportDue:
    """A support that ends on a day, with nothing yet said of what came of it."""

    request: SupportRequest
    due_on: date


def support_due(access: Access, project: Project | None = None, *, until: date) -> list[SupportDue]:
    """What is still to be said of supports that end by that day, or have ended: earliest first. One query.

    For who may say it for the team. With a project, what was asked for it alone.
    """
    rows = requests_to(access, Action.ASK_FOR_SUPPORT).filter(
        team_outcome="",
        assignment__starts_at__lte=timezone.now(),
        assignment__ends_at__gt=F("assignment__starts_at"),
        assignment__ends_at__lte=moment(until + timedelta(1)),
    )
    if project is not None:
        rows = rows.filter(project=project)
    found = [SupportDue(row, last_day(row.assignment)) for row in rows if row.assignment]
    return sorted(found, key=lambda one: (one.due_on, one.request.pk))


def requests_at(access: Access, participation: Participation) -> QuerySet[SupportRequest]:
    """What one organisation has asked for, latest first."""
    return requests_seen(access).filter(participation=participation)
