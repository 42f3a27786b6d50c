"""Outgoing mail where nobody has said which server sends it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NO_SERVER = "No mail can be sent: set EMAIL_HOST."


class NoServer(BaseEmailBackend):
    """Refuses every message. Writing it out instead would put sign-in codes and links into the log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ImproperlyConfigured(NO_SERVER)


@register()
def check_mail(**_: Any) -> list[CheckMessage]:
    """collaborative.W001 where the product runs without a mail server: `check` and `migrate` tell."""
    if f"{NoServer.__module__}.{NoServer.__qualname__}" == settings.EMAIL_BACKEND:
        return [
            Warning(NO_SERVER, hint="Passwords cannot be reset, and invitations reach nobody.", id="collaborative.W001")
        ]
    return []
