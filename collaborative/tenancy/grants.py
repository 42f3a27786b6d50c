"""Rights to the tables that no participation owns: directory, accounts and sessions.

Owned tables grant themselves through their `Tenancy` constraint, to the tenant role alone. Everything else is open
to both roles, because it is guarded by queries and roles; its history may only be read and added to.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections

from collaborative.tenancy.policy import Tenancy


def grant_directory(app_config: AppConfig, using: str = "default", **_: Any) -> None:
    """After each migrate: grant the directory tables of one app (idempotent)."""
    with connections[using].cursor() as cursor:
        # The health page says whether every migration is applied.
        cursor.execute(f'GRANT SELECT ON django_migrations TO "{settings.DATABASE_WEB_ROLE}"')
        existing = set(connections[using].introspection.table_names(cursor))
        for model in apps.get_app_config(app_config.label).get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in existing or any(isinstance(c, Tenancy) for c in model._meta.constraints):
                continue
            verbs = "SELECT, INSERT" if hasattr(model, "pgh_tracked_model") else "SELECT, INSERT, UPDATE, DELETE"
            cursor.execute(
                f'GRANT {verbs} ON "{table}" TO "{settings.DATABASE_WEB_ROLE}", "{settings.DATABASE_TENANT_ROLE}"'
            )
