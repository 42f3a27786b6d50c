"""Work of this app away from the page: mail to those who sign, and votes whose time is over."""

from celery import shared_task
from django.core.mail import EmailMessage

from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import tenant_context
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.tasks import ScopedTask
from phases.actions.gatherings import count_overdue
from phases.presenters.mail import signature_mails
from phases.queries.design import design_to_sign, standing_of


@shared_task
def count_votes_that_are_over() -> int:
    """Close every voting whose time is over, collaborative by collaborative, as the system actor; how many."""
    system, counted = system_user(), 0
    for collaborative in all_collaboratives():
        scope = system_scope(collaborative, system)
        with tenant_context(scope):
            counted += count_overdue(participation_ids=scope.participation_ids, by=system)
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
