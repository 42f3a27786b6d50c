"""Work of this app away from the page."""

import logging

from celery import shared_task

from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import Scope, tenant_context
from learning_sets.actions.commitments import bring_up
from organisations.actions.system import system_user
from organisations.queries.places import taking_part

logger = logging.getLogger(__name__)


@shared_task
def bring_up_commitments() -> int:
    """Bring what teams committed to up to how their tests stand; how many stood otherwise.

    A test's own changes do it at once; this mends what was changed past them. As the system actor, organisation by
    organisation, each in a scope of its own: one that fails stops no other. Safe to run twice.
    """
    moved, system = 0, system_user()
    for collaborative in all_collaboratives():
        for place in taking_part(collaborative):
            try:
                with tenant_context(Scope(system.pk, (collaborative.pk,), (place.pk,))):
                    moved += bring_up(participation=place, by=system)
            except Exception:
                logger.exception("commitments not brought up for participation %s", place.pk)
    return moved
