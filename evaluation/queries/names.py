"""What is still to be done in somebody's name. Names of who leads or does something are typed, so they are compared."""

from dataclasses import dataclass, fields

from django.db.models import Q

from coaching.blocking import State
from coaching.models import Blocker, FollowUp, SustainItem
from coaching.queries.blockers import blockers_at
from coaching.queries.followups import open_at
from coaching.queries.sustaining import items_to
from collaborative.models import User
from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned
from pdsa.models import Cycle, MeetingAction, Spread, Task
from pdsa.queries import spreads_to
from pdsa.queries.meetings import actions_to
from pdsa.states import Status

_OVER = (Status.COMPLETE, Status.STOPPED)


@dataclass(frozen=True)
class StillTheirs:
    """Open tests that a person leads, and what else is theirs: open tasks, actions of meetings and of coaching,
    blockers they see to, places they carry a change to, and what they look after so that it holds."""

    cycles: list[Cycle]
    tasks: list[Task]
    actions: list[MeetingAction]
    follow_ups: list[FollowUp]
    blockers: list[Blocker]
    spreads: list[Spread]
    holds: list[SustainItem]

    @property
    def is_nothing(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))


def still_theirs(access: Access, participation: Participation, user: User) -> StillTheirs:
    """What is still in this person's name in one organisation (seven queries)."""
    cycles = owned(Cycle, access, Action.SEE_WORK).filter(participation=participation, led_by__iexact=user.name)
    theirs = Q(person=user) | Q(who__iexact=user.name)
    tasks = owned(Task, access, Action.SEE_WORK).filter(theirs, participation=participation, done_at__isnull=True)
    actions = actions_to(access, Action.SEE_WORK).filter(theirs, participation=participation)
    return StillTheirs(
        cycles=list(cycles.exclude(status__in=_OVER).select_related("project").order_by("starts_on", "pk")),
        tasks=list(tasks.exclude(cycle__status__in=_OVER).select_related("cycle").order_by("due_on", "pk")),
        actions=list(actions.filter(ending=MeetingAction.Ending.OPEN).order_by("due_on", "pk")),
        follow_ups=list(open_at(access, participation).filter(person=user)),
        blockers=list(blockers_at(access, participation).filter(owner=user).exclude(state=State.CLOSED)),
        spreads=list(spreads_to(access, Action.SEE_WORK).filter(theirs, participation=participation, done_on=None)),
        holds=list(items_to(access, Action.SEE_WORK).filter(participation=participation, person=user)),
    )
