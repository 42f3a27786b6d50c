"""What happens after: mail for an invitation, a role for who signs up with one."""

import logging
from typing import Any

from allauth.account.signals import user_signed_up
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.dispatch import receiver
from django.http import HttpRequest
from kombu.exceptions import OperationalError

from collaborative.models import User
from organisations.actions.invitations import accept_invitation
from organisations.adapter import SESSION_KEY, invitation_in
from organisations.models import ExpressionOfInterest, Invitation
from organisations.presenters.mail import invitation_mail
from organisations.signals import interest_changed, invitation_made
from organisations.tasks import mail_interest

logger = logging.getLogger(__name__)
MAIL_TIMEOUT = 10  # seconds: the person who invites is waiting


@receiver(invitation_made)
def send_invitation(invitation: Invitation, token: str, **_: Any) -> None:
    """Send the link. The invitation stands when mail fails: its link is also on the page of who invited."""
    subject, body = invitation_mail(invitation, token)
    mail = EmailMessage(subject, body, to=[invitation.email], connection=get_connection(timeout=MAIL_TIMEOUT))
    try:
        mail.send()
    except Exception as failure:
        # Whatever the mail server does, it must not undo the invitation; and what it says may repeat the link.
        logger.error("mail for invitation %s was not sent: %s", invitation.pk, type(failure).__name__)


@receiver(interest_changed)
def tell_of_interest(interest: ExpressionOfInterest, what: str, **_: Any) -> None:
    """Ask a worker to send the mail; where the broker is down it is sent at once, and what happened stands anyway."""
    try:
        mail_interest.delay(interest.pk, what)
    except OperationalError:
        logger.warning("mail for expression of interest %s not queued: the broker is down", interest.pk)
        _mail_at_once(interest, what)


def _mail_at_once(interest: ExpressionOfInterest, what: str) -> None:
    try:
        mail_interest(interest.pk, what)
    except Exception as failure:
        logger.error("mail for expression of interest %s was not sent: %s", interest.pk, type(failure).__name__)


@receiver(user_signed_up)
def accept_at_sign_up(request: HttpRequest, user: User, **_: Any) -> None:
    """A new account takes the role its invitation gives."""
    invitation = invitation_in(request)
    request.session.pop(SESSION_KEY, None)
    if invitation is None:
        return
    try:
        accept_invitation(invitation=invitation, user=user)
    except ValidationError:
        logger.warning("invitation %s could not be accepted at sign-up by user %s", invitation.pk, user.pk)
