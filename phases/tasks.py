"""What happens by itself: votes whose time is over are counted and destroyed."""

from celery import shared_task

from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import tenant_context
from organisations.actions.system import system_user
from organisations.queries import system_scope
from phases.actions.gatherings import count_overdue


@shared_task
def count_votes_that_are_over() -> int:
    """Close every voting whose time is over, collaborative by collaborative, as the system actor; how many."""
    system, counted = system_user(), 0
    for collaborative in all_collaboratives():
        scope = system_scope(collaborative, system)
        with tenant_context(scope):
            counted += count_overdue(participation_ids=scope.participation_ids, by=system)
    return counted
