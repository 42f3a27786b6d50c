"""Work in the background in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from collaborative.models import Job

_COLOURS = {Job.State.WAITING: "grey", Job.State.RUNNING: "blue", Job.State.DONE: "green", Job.State.FAILED: "red"}
# A worker says something every few seconds, and a job that lost its workers is taken up after two minutes.
_QUIET = timedelta(minutes=5)


@dataclass(frozen=True)
class JobLine:
    """One job. said: how far it is, as "45,200 of 100,000 charts". quiet_since: set where too long nothing happened."""

    id: int
    title: str
    state: str
    colour: str
    done: int
    total: int
    said: str
    started: str
    began: datetime
    ended: datetime | None
    quiet_since: datetime | None
    error: str
    is_waiting: bool
    is_over: bool


def job_lines(jobs: Iterable[Job]) -> list[JobLine]:
    """The lines of the page of background work."""
    return [_line(job) for job in jobs]


def _line(job: Job) -> JobLine:
    done, state = min(job.done, job.total), Job.State(job.state)
    quiet = not job.is_over and job.heartbeat_at < timezone.now() - _QUIET
    return JobLine(
        id=job.pk,
        title=job.title,
        state=state.label,
        colour=_COLOURS[state],
        done=done,
        total=job.total,
        said=_said(done, job.total, is_over=job.is_over),
        started="Started automatically" if job.started_by.is_system else f"Started by {job.started_by}",
        began=job.created_at,
        ended=job.finished_at,
        quiet_since=job.heartbeat_at if quiet else None,
        error=job.error,
        is_waiting=state == Job.State.WAITING,
        is_over=job.is_over,
    )


def _said(done: int, total: int, *, is_over: bool) -> str:
    if is_over and done == total:
        return f"{total:,} {'chart' if total == 1 else 'charts'}"
    percent = f" ({100 * done // total}%)" if total else ""
    return f"{done:,} of {total:,} {'chart' if total == 1 else 'charts'}{percent}"
