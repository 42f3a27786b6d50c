"""Computing very many charts in the background, as a job whose progress everybody of the national team can see."""

from django.db import transaction

from collaborative.actions import begin_job
from collaborative.audit import recording
from collaborative.models import Collaborative, Job, User
from collaborative.tenancy.scope import require_scope
from measures.queries.charts import Left, charts_in
from measures.signals import job_began
from measures.spc import ENGINE_VERSION

_BEGAN = "started work in the background"


@transaction.atomic
def recompute_all(*, collaborative: Collaborative, by: User) -> tuple[Job, bool]:
    """Begin to compute every chart within the scope anew; the job, and False where another one is still at work."""
    total = charts_in(require_scope().participation_ids)
    with recording(by=by, verb=_BEGAN):
        return _begin(collaborative, Job.Kind.ANEW, "Computing every chart anew", total, by)


@transaction.atomic
def compute_left(*, collaborative: Collaborative, left: Left, by: User) -> tuple[Job, bool]:
    """Begin to compute the charts that are left; the job, and False where another one is still at work."""
    title = f"Computing all charts anew with version {ENGINE_VERSION}"
    if left.of_another_engine * 2 < left.total:
        title = "Computing charts whose numbers changed"
    with recording(by=by, verb=_BEGAN):
        return _begin(collaborative, Job.Kind.LEFT, title, left.total, by)


def _begin(collaborative: Collaborative, kind: Job.Kind, title: str, total: int, by: User) -> tuple[Job, bool]:
    job, is_new = begin_job(collaborative=collaborative, kind=kind, title=title, total=total, by=by)
    if is_new:
        transaction.on_commit(lambda: job_began.send(sender=Job, job_id=job.pk))
    return job, is_new
