"""What is still to be done in somebody's name. Names of who leads or does something are typed, so they are compared."""

from dataclasses import dataclass

from django.db.models import Q

from collaborative.models import User
from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned
from pdsa.models import Cycle, Task
from pdsa.states import Status

_OVER = (Status.COMPLETE, Status.STOPPED)


@dataclass(frozen=True)
class StillTheirs:
    """Open tests that a person leads, and open tasks that are theirs."""

    cycles: list[Cycle]
    tasks: list[Task]


def still_theirs(access: Access, participation: Participation, user: User) -> StillTheirs:
    """What is still in this person's name in one organisation (two queries)."""
    cycles = owned(Cycle, access, Action.SEE_WORK).filter(participation=participation, led_by__iexact=user.name)
    tasks = owned(Task, access, Action.SEE_WORK).filter(
        Q(person=user) | Q(who__iexact=user.name), participation=participation, done_at__isnull=True
    )
    return StillTheirs(
        cycles=list(cycles.exclude(status__in=_OVER).select_related("project").order_by("starts_on", "pk")),
        tasks=list(tasks.exclude(cycle__status__in=_OVER).select_related("cycle").order_by("due_on", "pk")),
    )
