"""Computing charts away from the page: after each change, and a sweep for what a lost message left stale."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import tenant_context
from measures import actions
from measures.queries.charts import stale_chart_ids
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
