"""Quick notes: caught in one field, finished later as a test or a note on one, or let go."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Project
from pdsa.actions.files import keep_voice
from pdsa.actions.people import add_note
from pdsa.actions.planning import plan_cycle
from pdsa.actions.record import Refused
from pdsa.models import Capture, Cycle


@transaction.atomic
def capture(
    *,
    project: Project,
    by: User,
    text: str,
    voice: tuple[str, bytes] | None = None,
    form_key: UUID | None = None,
) -> Capture:
    """Catch a note for later, in words or as a recording (its name and bytes), or both.

    The same `form_key` again gives the first one. Raises ValidationError where there is neither, or by field.
    """
    # Of two presses at once the second waits here, and then finds what the first made.
    held = Project.objects.select_for_update().get(participation_id=project.participation_id, pk=project.pk)
    made = Capture.objects.filter(participation_id=held.participation_id, form_key=form_key).first()
    if form_key is not None and made is not None:
        return made
    if not text.strip() and voice is None:
        raise ValidationError({"text": "Write a few words"})
    with recording(by=by, verb="wrote a quick note"):
        row = Capture.objects.create(
            collaborative_id=held.collaborative_id,
            participation_id=held.participation_id,
            project=held,
            text=text.strip(),
            form_key=form_key,
            made_by=by,
        )
        if voice is not None:
            keep_voice(row, by, *voice)
    return row


def _lock(row: Capture) -> Capture:
    current = Capture.objects.select_for_update().get(participation_id=row.participation_id, pk=row.pk)
    if current.finished_at is not None:
        raise Refused("This note is finished already.", code="finished")
    return current


def _finish(row: Capture, cycle: Cycle | None) -> None:
    row.cycle, row.finished_at = cycle, timezone.now()
    row.save(update_fields=["cycle", "finished_at"])
    if cycle is not None:
        row.files.update(cycle=cycle)


@transaction.atomic
def make_test(*, row: Capture, by: User, title: str, prediction: str = "") -> Cycle:
    """Plan a test from a quick note. The note's own words stand on the test where its title does not say them all.

    Raises Refused where the note is finished, and ValidationError by field.
    """
    current = _lock(row)
    with recording(by=by, verb="made a test of a quick note"):
        cycle = plan_cycle(project=current.project, by=by, title=title, prediction=prediction)
        _as_note(current, by, cycle, unless=title)
        _finish(current, cycle)
    return cycle


@transaction.atomic
def add_to_test(*, row: Capture, by: User, cycle: Cycle) -> Cycle:
    """Add a quick note to a test of the same project, on the day it was written. Raises Refused."""
    current = _lock(row)
    if cycle.project_id != current.project_id:
        raise Refused("Choose a test of this project.", code="project")
    with recording(by=by, verb="added a quick note to a test"):
        _as_note(current, by, cycle)
        _finish(current, cycle)
    return cycle


def _as_note(row: Capture, by: User, cycle: Cycle, unless: str = "") -> None:
    if row.text and " ".join(row.text.split()) != " ".join(unless.split()):
        add_note(cycle=cycle, by=by, text=row.text, happened_on=timezone.localdate(row.made_at))


@transaction.atomic
def let_go(*, row: Capture, by: User) -> None:
    """Take a quick note off the list; history keeps it. Raises Refused."""
    current = _lock(row)
    with recording(by=by, verb="let a quick note go"):
        _finish(current, None)
