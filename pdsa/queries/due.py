"""What of tests of change has a day: their next steps, and their tasks."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from collaborative.roles import Action
from organisations.models import Project
from organisations.queries import Access, owned
from pdsa.models import Cycle, Task
from pdsa.queries import Attention, next_step
from pdsa.states import OPEN
from phases.timeline import Span, is_paused

_OPEN = sorted(status.value for status in OPEN)


def steps_due(
    access: Access,
    *,
    today: date,
    until: date,
    pauses: Mapping[int, Sequence[Span]],
    project: Project | None = None,
) -> list[Attention]:
    """The next step of each open test that this person may read, where it has a day until then, earliest first (one
    query). In a pause no test asks for anything. pauses: by participation.
    """
    rows = owned(Cycle, access, Action.SEE_WORK).filter(status__in=_OPEN)
    if project is not None:
        rows = rows.filter(project=project)
    steps = [step for cycle in rows.order_by("pk") if (step := next_step(cycle)) is not None and step.since <= until]
    asked = [step for step in steps if not is_paused(pauses.get(step.cycle.participation_id, ()), today)]
    return sorted(asked, key=lambda step: (step.since, step.cycle.pk))


def tasks_due(access: Access, *, until: date, project: Project | None = None) -> QuerySet[Task]:
    """What is to be done until a day for tests that are open, earliest first, each with its test."""
    rows = owned(Task, access, Action.SEE_WORK).filter(done_at=None, due_on__lte=until, cycle__status__in=_OPEN)
    if project is not None:
        rows = rows.filter(cycle__project=project)
    return rows.select_related("cycle").order_by("due_on", "pk")
