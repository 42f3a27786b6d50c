"""The Celery application. Apps are named by string in the settings, so nothing is imported upwards."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collaborative.settings")

app = Celery("collaborative")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_role(**_: Any) -> None:
    """A worker that could see past row-level security must not start.

    Celery logs what a signal's receiver raises and goes on; only SystemExit ends the worker.
    """
    guard = app.loader.import_module("collaborative.tenancy.guard")
    try:
        guard.refuse_unsafe_role()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from refusal
