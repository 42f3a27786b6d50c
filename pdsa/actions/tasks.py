"""Who does what for a test. Tasks are small and change often, so they do not make a new version of the test."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from pdsa.actions.record import lock
from pdsa.models import Cycle, Task
from pdsa.queries import named_in_team

_OWNED_BY = ("collaborative", "participation", "cycle", "person")


@transaction.atomic
def add_task(
    *,
    cycle: Cycle,
    by: User,
    what: str,
    who: str = "",
    due_on: date | None = None,
    place: str = "",
    form_key: UUID | None = None,
) -> Task:
    """Add something to do for the test; the same `form_key` again gives the task it made the first time.

    A name that one person of the team has is that person. Raises ValidationError by field.
    """
    current = lock(cycle)
    made = Task.objects.filter(participation_id=current.participation_id, form_key=form_key).first()
    if form_key is not None and made is not None:
        return made
    task = Task(
        collaborative_id=current.collaborative_id,
        participation_id=current.participation_id,
        cycle=current,
        what=what.strip(),
        who=who.strip(),
        person=named_in_team(current.participation_id, who),
        due_on=due_on,
        place=place.strip(),
        form_key=form_key,
    )
    with recording(by=by, verb="added a task"):
        task.clean_fields(exclude=_OWNED_BY)
        task.save()
    return task


@transaction.atomic
def tick_task(*, task: Task, by: User, done: bool = True) -> Task:
    """Say that a task is done, or that it is not; saying so twice changes nothing."""
    current = Task.objects.select_for_update().get(participation_id=task.participation_id, pk=task.pk)
    if done != (current.done_at is not None):
        with recording(by=by, verb="ticked a task" if done else "unticked a task"):
            current.done_at = timezone.now() if done else None
            current.save(update_fields=["done_at"])
    return current


@transaction.atomic
def remove_task(*, task: Task, by: User) -> None:
    """Take a task away; history keeps it."""
    with recording(by=by, verb="removed a task"):
        Task.objects.filter(participation_id=task.participation_id, pk=task.pk).delete()
