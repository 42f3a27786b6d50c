"""Rights to the tables that no participation owns: the directory, and the framework's accounts and sessions.

Owned tables grant themselves through their `Tenancy` constraint, to the tenant role alone. Directory tables, which
queries and roles guard, are open to both roles; nobody deletes from them, because a person or a membership ends and
stays on record, and their history may only be read and added to. What is named nowhere here is nobody's: a new
package's table gives a loud error until its rights are written down.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

from collaborative.tenancy.policy import Tenancy

_ALL = "SELECT, INSERT, UPDATE, DELETE"

# What the web role may do outside every scope, by app: signing in and out happens there, and nowhere else.
_FRAMEWORK = {"account": _ALL, "sessions": _ALL}

# What is computed from the rows of all and shown to all of a collaborative: inside a scope only, and without history.
_DERIVED = {
    "measures_programmechart": "SELECT, INSERT, UPDATE",
    "measures_programmechange": "SELECT, INSERT, DELETE",
}

# What one person is told of: inside a scope only, where a policy shows each row to who it is for.
_PERSONAL = {"organisations_notice": "SELECT, INSERT, UPDATE"}

# To whom a newsletter was sent: inside a scope only, where a policy keeps each collaborative's apart; no history.
_POSTED = {"sharing_newsletterrecipient": "SELECT, INSERT, UPDATE"}

# Which mails are done: known to whoever sends them, outside every scope.
_OUTSIDE = {"organisations_digest": "SELECT, INSERT, UPDATE"}


def _rights(model: type[Model]) -> dict[str, str]:
    """Verbs by role for a table that has no `Tenancy`."""
    web, tenant = settings.DATABASE_WEB_ROLE, settings.DATABASE_TENANT_ROLE
    if hasattr(model, "pgh_event_models"):
        return dict.fromkeys((web, tenant), "SELECT, INSERT, UPDATE")
    if getattr(model, "pgh_tracked_model", None) is not None:
        return dict.fromkeys((web, tenant), "SELECT, INSERT")
    if verbs := (_DERIVED | _PERSONAL | _POSTED).get(model._meta.db_table):
        return {tenant: verbs}
    verbs = _OUTSIDE.get(model._meta.db_table) or _FRAMEWORK.get(model._meta.app_label)
    return {web: verbs} if verbs else {}


def grant_directory(app_config: AppConfig, using: str = "default", **_: Any) -> None:
    """After each migrate: give the tables of one app exactly their rights (idempotent)."""
    roles = f'"{settings.DATABASE_WEB_ROLE}", "{settings.DATABASE_TENANT_ROLE}"'
    with connections[using].cursor() as cursor:
        # The health page says whether every migration is applied.
        cursor.execute(f'GRANT SELECT ON django_migrations TO "{settings.DATABASE_WEB_ROLE}"')
        existing = set(connections[using].introspection.table_names(cursor))
        for model in apps.get_app_config(app_config.label).get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in existing or any(isinstance(c, Tenancy) for c in model._meta.constraints):
                continue
            cursor.execute(f'REVOKE ALL ON "{table}" FROM {roles}')
            for role, verbs in _rights(model).items():
                cursor.execute(f'GRANT {verbs} ON "{table}" TO "{role}"')
