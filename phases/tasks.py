"""Work of this app away from the page: mail to those who sign, and votes whose time is over."""

from celery import shared_task
from django.core.mail import EmailMessage

from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import tenant_context
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.tasks import ScopedTask, enqueue
from phases.actions.gatherings import count_overdue
from phases.presenters.mail import signature_mail
from phases.queries.design import design_to_sign, to_write_to


@shared_task
def count_votes_that_are_over() -> int:
    """Close every voting whose time is over, collaborative by collaborative, as the system actor; how many."""
    system, counted = system_user(), 0
    for collaborative in all_collaboratives():
        scope = system_scope(collaborative, system)
        with tenant_context(scope):
            counted += count_overdue(participation_ids=scope.participation_ids, by=system)
    return counted


@shared_task(base=ScopedTask, bind=True)
def mail_signers(self: ScopedTask, *, design_id: int) -> int:
    """Have everybody written to who has still to answer a version, each by a task of its own; how many they are."""
    design = design_to_sign(design_id)
    if design is None:
        return 0
    wanted = to_write_to(design)
    for _, user in wanted:
        told = {"design_id": design_id, "user_id": user.pk}
        here = {"actor_id": self.actor.pk, "collaborative_id": design.collaborative_id}
        if not enqueue(mail_signer, **here, **told):
            send_to_signers(design_id, only=user.pk)
    return len(wanted)


@shared_task(base=ScopedTask, bind=True, autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def mail_signer(self: ScopedTask, *, design_id: int, user_id: int) -> int:
    """Write to one of them, unless they have answered meanwhile; 1 or 0. A mail server that is away is tried again."""
    return send_to_signers(design_id, only=user_id)


def send_to_signers(design_id: int, *, only: int | None = None) -> int:
    """The mails themselves, within the present scope: to one person, or to everybody who has still to answer.

    A mail to everybody that fails does not keep the others from theirs; the last failure is raised at the end.
    """
    design, failed, sent = design_to_sign(design_id), None, 0
    if design is None:
        return 0
    for signer, user in to_write_to(design):
        if only not in (None, user.pk):
            continue
        to, subject, body = signature_mail(design, signer, user)
        try:
            EmailMessage(subject, body, to=[to]).send()
            sent += 1
        except OSError as failure:
            failed = failure
    if failed is not None:
        raise failed
    return sent
