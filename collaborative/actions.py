"""Long work in the background: begun, moved on, ended. Who works at it says so here, and its page reads it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, Job, User
from collaborative.queries import UNFINISHED

_State = Job.State
# A job that was taken up so often without anything done meanwhile would go on for ever.
TRIES = 5
GIVEN_UP = "Work stopped several times at the same place, so it was given up."


@transaction.atomic
def begin_job(*, collaborative: Collaborative, kind: str, title: str, total: int, by: User) -> tuple[Job, bool]:
    """A job that waits to be worked at, and whether it is new: one at a time, so perhaps the one there is already."""
    # Two who begin at once wait for each other here.
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    present = Job.objects.filter(collaborative=collaborative, state__in=UNFINISHED).first()
    if present is not None:
        return present, False
    with recording(by=by, verb="started work in the background"):
        return Job.objects.create(collaborative=collaborative, kind=kind, title=title, total=total, started_by=by), True


@transaction.atomic
def hand_out(*, job_id: int, upto: int, size: int, by: User) -> range | None:
    """The next `size` places of the job's work, none of them beyond `upto`, for whoever asks; None when there are no
    more, or the job is over."""
    job = Job.objects.select_for_update(no_key=True).filter(pk=job_id, state__in=UNFINISHED).first()
    if job is None or job.place >= upto:
        return None
    found = range(job.place, min(job.place + size, upto))
    job.place, job.heartbeat_at = found.stop, timezone.now()
    with recording(by=by, verb="worked in the background"):
        if job.state == _State.WAITING:
            job.state, job.started_at = _State.RUNNING, job.heartbeat_at
        job.save()
    return found


def advance_job(*, job_id: int, done: int) -> None:
    """So much more is done, by whoever says so: two who work beside each other add up."""
    moved = {"done": F("done") + done, "taken_up": 0} if done else {}
    Job.objects.filter(pk=job_id, state__in=UNFINISHED).update(**moved, heartbeat_at=timezone.now())


@transaction.atomic
def end_job(*, job_id: int, by: User, error: str = "") -> None:
    """The job is done, or has failed with these words."""
    with recording(by=by, verb="worked in the background"):
        ended = {"state": _State.FAILED, "error": error} if error else {"state": _State.DONE, "done": F("total")}
        Job.objects.filter(pk=job_id, state__in=UNFINISHED).update(**ended, finished_at=timezone.now())


@transaction.atomic
def take_up_again(*, silent_since: datetime, by: User) -> list[int]:
    """Begin the jobs that have not moved on since then from their first place; the ids of those there is hope for.

    What they had done stays done: only what is left is handed out with effect. One that was taken up several times
    and got nothing done has failed.
    """
    rows = Job.objects.select_for_update(no_key=True, skip_locked=True)
    silent = list(rows.filter(state__in=UNFINISHED, heartbeat_at__lt=silent_since))
    hopeful = []
    for job in silent:
        if job.taken_up >= TRIES:
            end_job(job_id=job.pk, by=by, error=GIVEN_UP)
            continue
        job.place, job.heartbeat_at, job.taken_up = 0, timezone.now(), job.taken_up + 1
        job.save(update_fields=["place", "heartbeat_at", "taken_up"])
        hopeful.append(job.pk)
    return hopeful
