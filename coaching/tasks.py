"""What is kept of progress without anybody asking."""

import logging

from celery import shared_task
from django.utils import timezone

from coaching.actions.scores import keep_suggestion
from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from organisations.queries.places import taking_part

logger = logging.getLogger(__name__)


@shared_task
def keep_suggestions() -> int:
    """Keep what each organisation's record speaks for this month; for how many it was kept.

    As the system actor, organisation by organisation, each in a scope of its own: one that fails stops no other. Safe
    to run twice: a suggestion that has not changed is left as it is.
    """
    kept, system, today = 0, system_user(), timezone.localdate()
    for collaborative in all_collaboratives():
        for place in taking_part(collaborative):
            if place.ended_on is not None and place.ended_on < today:
                continue
            try:
                with tenant_context(Scope(system.pk, (collaborative.pk,), (place.pk,))):
                    keep_suggestion(participation=place, by=system, day=today)
                kept += 1
            except Exception:
                logger.exception("no suggestion kept for participation %s", place.pk)
    return kept
