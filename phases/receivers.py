"""What happens after a migration: the published code lists are in the database, in the versions of this release."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from organisations.actions.system import system_user
from phases.actions.codes import load_codes
from phases.models import CodeMap, PhaseSettings


@receiver(post_migrate)
def load_code_lists(app_config: AppConfig, using: str = "default", **_: Any) -> None:
    """Load the lists where their tables are there (a migration may stop before them)."""
    if app_config.label != "phases":
        return
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
    if {CodeMap._meta.db_table, PhaseSettings._meta.db_table} <= there:
        load_codes(by=system_user())
