"""Computing charts away from the page: after each change, and a sweep for what a lost message left stale."""

import logging
from datetime import datetime, time, timedelta

from celery import shared_task
from django.utils import timezone

from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import tenant_context
from measures import actions
from measures.actions import pooled
from measures.queries.charts import stale_chart_ids
from measures.queries.programme import charts_to_compute
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.tasks import ScopedTask

logger = logging.getLogger(__name__)

# A change enqueues its own computation; the sweep leaves it this long before it steps in.
GRACE = timedelta(seconds=10)
BATCH = 200


@shared_task(base=ScopedTask, bind=True)
def compute_charts(self: ScopedTask, *, chart_ids: list[int]) -> int:
    """Compute these charts where they are stale."""
    return actions.compute_charts(chart_ids=chart_ids)


@shared_task
def sweep_stale_charts() -> int:
    """Compute every chart left stale, collaborative by collaborative, as the system actor."""
    made = 0
    system = system_user()
    for collaborative in all_collaboratives():
        scope = system_scope(collaborative, system)
        before = timezone.now() - GRACE
        with tenant_context(scope, read_only=True):
            waiting = stale_chart_ids(scope.participation_ids, before)
        for at in range(0, len(waiting), BATCH):
            with tenant_context(scope):
                made += actions.compute_charts(chart_ids=waiting[at : at + BATCH])
    if made:
        logger.info("swept %s stale charts", made)
    return made


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
