"""Computing charts away from the page: after each change, and a sweep for what a lost message left stale."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Any

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from collaborative.actions import advance_job, end_job, hand_out, take_up_again
from collaborative.models import Collaborative, Job, User
from collaborative.queries import all_collaboratives, job_to_do, latest_job
from collaborative.tenancy.scope import Scope, tenant_context
from measures import actions
from measures.actions import pooled
from measures.queries.charts import charts_in, charts_left, stale_chart_ids
from measures.queries.programme import charts_to_compute
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.tasks import ScopedTask

logger = logging.getLogger(__name__)

# A change enqueues its own computation; the sweep leaves it this long before it steps in.
GRACE = timedelta(seconds=10)
BATCH = 500
# More charts than this are computed as a job, by several workers and with progress shown.
MANY = 2_000
HANDS = 2
# Seconds that a worker works at a job before it lets others in: well within a task's time limit.
SLICE = 20.0
# A job that has not moved on for this long has lost its workers; a lost message comes back before.
SILENCE = timedelta(minutes=2)
RETRY = timedelta(hours=1)
FAILED = "Something went wrong. Whoever runs this installation finds what it was in the log."
# A lock that was not to be had, or a server that went away.
PASSING = (OperationalError, InterfaceError)


@shared_task(base=ScopedTask, bind=True)
def compute_charts(self: ScopedTask, *, chart_ids: list[int]) -> int:
    """Compute these charts where they are stale."""
    return actions.compute_charts(chart_ids=chart_ids)


@shared_task
def sweep_stale_charts() -> int:
    """Compute every chart left stale, collaborative by collaborative, as the system actor; very many as a job.

    Jobs that nobody has worked at for a while are taken up again.
    """
    made = 0
    system = system_user()
    for job_id in take_up_again(silent_since=timezone.now() - SILENCE, by=system):
        ask_for_hands(job_id)
    for collaborative in all_collaboratives():
        scope = system_scope(collaborative, system)
        before = timezone.now() - GRACE
        with tenant_context(scope, read_only=True):
            left = charts_left(scope.participation_ids, before)
        if left.total > MANY:
            if not _failed_lately(collaborative):
                actions.compute_left(collaborative=collaborative, left=left, by=system)
        elif left.total:
            made += _sweep(scope, before)
    if made:
        logger.info("swept %s stale charts", made)
    return made


def _sweep(scope: Scope, before: datetime) -> int:
    with tenant_context(scope, read_only=True):
        waiting = stale_chart_ids(scope.participation_ids, before)
    made = 0
    for at in range(0, len(waiting), BATCH):
        try:
            with tenant_context(scope):
                made += actions.compute_charts(chart_ids=waiting[at : at + BATCH], patient=False)
        except OperationalError:
            logger.warning("some charts were not swept: somebody holds their rows", exc_info=True)
        except Exception:
            # One chart that cannot be computed keeps nobody else's from it.
            logger.exception("some charts could not be swept")
    return made


def _failed_lately(collaborative: Collaborative) -> bool:
    """Whether the latest job failed not long ago: what failed would fail again, every few seconds."""
    job = latest_job(collaborative)
    if job is None or job.state != Job.State.FAILED or job.finished_at is None:
        return False
    return job.finished_at > timezone.now() - RETRY


def ask_for_hands(job_id: int) -> None:
    """Ask as many workers as there are hands to work at the job. Without a broker the sweep asks again later."""
    for _ in range(HANDS):
        if not _ask(job_id=job_id):
            # Somebody waits for the answer to a page: once is enough.
            return


def _ask(**kwargs: Any) -> bool:
    try:
        work_at.apply_async(kwargs=kwargs)
    except BrokerDown:
        logger.warning("nobody was asked to work at job %s: the broker is down", kwargs["job_id"], exc_info=True)
        return False
    return True


@shared_task
def work_at(*, job_id: int, part: list[int] | None = None, after: list[int] | None = None) -> None:
    """Work at the job for a while, then ask for somebody to go on.

    part, after: organisations that were handed out (first place and the one beyond the last), and how far they are.
    Safe to run twice and beside itself: only charts that are left are computed.
    """
    job = job_to_do(job_id)
    if job is None:
        return
    system = system_user()
    scope = system_scope(job.collaborative, system)
    try:
        rest = _work(job, scope, system, range(*part) if part else None, after)
    except PASSING:
        # What is left is taken up again.
        logger.warning("work at job %s broke off", job_id, exc_info=True)
    except Exception:
        logger.exception("job %s failed", job_id)
        end_job(job_id=job_id, by=system, error=FAILED)
        raise
    else:
        if rest is not None:
            _ask(job_id=job_id, **rest)
        elif not _left(job, scope):
            end_job(job_id=job_id, by=system)


def _work(
    job: Job, scope: Scope, system: User, part: range | None, after: Sequence[int] | None
) -> dict[str, Any] | None:
    """Compute until there is nothing more to hand out (None) or the time is over (what somebody else goes on with)."""
    end = monotonic() + SLICE
    not_since = job.created_at if job.kind == Job.Kind.ANEW else None
    held: list[range] = []
    for one in _parts(job, scope, system, part, held):
        own = Scope(scope.user_id, scope.collaborative_ids, scope.participation_ids[one.start : one.stop])
        place = (after[0], after[1], after[2]) if after else None
        after = None
        try:
            for step in actions.recompute(scope=own, after=place, not_since=not_since):
                advance_job(job_id=job.pk, done=step.made)
                if monotonic() > end:
                    return {"part": [one.start, one.stop], "after": list(step.last)}
        except OperationalError:
            logger.warning("a part of job %s was put off", job.pk, exc_info=True)
            held.append(one)
    return None


def _parts(job: Job, scope: Scope, system: User, first: range | None, held: list[range]) -> Iterator[range]:
    """The part somebody else began, then what is handed out, and once more those in which a row was held."""
    if first:
        yield first
    # Fewer than a chunk holds: a full one would be followed by a small one, or by a look at whether there is more.
    size = max(1, len(scope.participation_ids) * (actions.CHUNK - 1) // max(job.total, 1))
    while part := hand_out(job_id=job.pk, upto=len(scope.participation_ids), size=size, by=system):
        yield part
    yield from tuple(held)


def _left(job: Job, scope: Scope) -> int:
    """How many charts of the job are not computed: somebody else is at them, or was and broke off."""
    with tenant_context(scope, read_only=True):
        if job.kind == Job.Kind.ANEW:
            return charts_in(scope.participation_ids, untouched_since=job.created_at)
        return charts_left(scope.participation_ids, job.created_at).total


@shared_task(base=ScopedTask, bind=True)
def compute_pooled(self: ScopedTask, *, chart_ids: list[int]) -> int:
    """Compute these pooled charts where they are old. Runs for the system actor, who reaches every organisation."""
    return pooled.compute_pooled(chart_ids=chart_ids)


@shared_task
def sweep_pooled_charts() -> int:
    """Compute every pooled chart that is old, collaborative by collaborative, as the system actor."""
    made = 0
    system, now = system_user(), timezone.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    for collaborative in all_collaboratives():
        scope = system_scope(collaborative, system)
        with tenant_context(scope, read_only=True):
            waiting = charts_to_compute(collaborative.pk, now - GRACE, midnight)
        for pk in waiting:
            with tenant_context(scope):
                made += pooled.compute_pooled(chart_ids=[pk])
    if made:
        logger.info("swept %s pooled charts", made)
    return made
