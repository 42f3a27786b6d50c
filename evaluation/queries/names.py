"""What is still to be done in somebody's name. Names of who leads or does something are typed, so they are compared."""

from dataclasses import dataclass

from django.db.models import Q

from collaborative.models import User
from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned
from pdsa.models import Cycle, MeetingAction, Task
from pdsa.queries.meetings import actions_to
from pdsa.states import Status

_OVER = (Status.COMPLETE, Status.STOPPED)


@dataclass(frozen=True)
class StillTheirs:
    """Open tests that a person leads, and open tasks and actions that are theirs."""

    cycles: list[Cycle]
    tasks: list[Task]
    actions: list[MeetingAction]


def still_theirs(access: Access, participation: Participation, user: User) -> StillTheirs:
    """What is still in this person's name in one organisation (three queries)."""
    cycles = owned(Cycle, access, Action.SEE_WORK).filter(participation=participation, led_by__iexact=user.name)
    theirs = Q(person=user) | Q(who__iexact=user.name)
    tasks = owned(Task, access, Action.SEE_WORK).filter(theirs, participation=participation, done_at__isnull=True)
    actions = actions_to(access, Action.SEE_WORK).filter(theirs, participation=participation)
    return StillTheirs(
        cycles=list(cycles.exclude(status__in=_OVER).select_related("project").order_by("starts_on", "pk")),
        tasks=list(tasks.exclude(cycle__status__in=_OVER).select_related("cycle").order_by("due_on", "pk")),
        actions=list(actions.filter(ending=MeetingAction.Ending.OPEN).order_by("due_on", "pk")),
    )
