"""Work of this app away from the page: mail to those who sign, and votes whose time is over."""

from celery import shared_task
from django.core.mail import EmailMessage
from django.utils import timezone

from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import tenant_context
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.tasks import ScopedTask
from phases.actions.gatherings import count_if_over
from phases.presenters.mail import signature_mails
from phases.queries.design import design_to_sign, standing_of
from phases.queries.gatherings import to_be_counted


@shared_task
def count_votes_that_are_over() -> int:
    """Close every voting whose time is over, collaborative by collaborative, as the system actor; how many."""
    system, counted = system_user(), 0
    for collaborative in all_collaboratives():
        scope = system_scope(collaborative, system)
        with tenant_context(scope, read_only=True):
            waiting = to_be_counted(scope.participation_ids, timezone.now())
        # Each in a transaction of its own: what somebody counts by hand meanwhile is passed over, and undoes nothing.
        for gathering in waiting:
            with tenant_context(scope):
                counted += count_if_over(gathering=gathering, by=system)
    return counted


@shared_task(base=ScopedTask, bind=True, autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def mail_signers(self: ScopedTask, *, design_id: int) -> int:
    """Write to those who have still to answer a version; how many. A mail server that is away is tried again."""
    return send_to_signers(design_id)


def send_to_signers(design_id: int) -> int:
    """The mails themselves, within the present scope."""
    design = design_to_sign(design_id)
    if design is None:
        return 0
    mails = signature_mails(design, standing_of(design))
    for to, subject, body in mails:
        EmailMessage(subject, body, to=[to]).send()
    return len(mails)
