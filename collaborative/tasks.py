"""Housekeeping that belongs to no collaborative."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Delete the sessions whose time is over."""
    call_command("clearsessions")
