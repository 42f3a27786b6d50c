"""Refuses to work as a database role that row-level security does not bind.

Every connection is asked who it is when it is made, in whatever process; web and worker ask once more at their start,
and there also refuse the owner of the tables, who could switch the policies off.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.utils import OperationalError
from django.dispatch import receiver

logger = logging.getLogger(__name__)

# A role is as unsafe as the roles it may take on.
_UNSAFE = (
    "SELECT session_user::text FROM pg_roles WHERE (rolsuper OR rolbypassrls)"
    " AND pg_has_role(session_user, oid, 'MEMBER') LIMIT 1"
)
_OWNER = (
    "SELECT session_user::text FROM pg_tables WHERE schemaname = 'public'"
    " AND pg_has_role(session_user, tableowner, 'MEMBER') LIMIT 1"
)


def _refuse(connection: BaseDatabaseWrapper, question: str, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    if row:
        connection.close()
        raise ImproperlyConfigured(f"The database role {row[0]!r} {words}. Connect as a role that may not.")


@receiver(connection_created)
def refuse_unsafe_connection(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Raise ImproperlyConfigured, and close it, where a new connection could see past the policies."""
    _refuse(connection, _UNSAFE, "is a superuser or may bypass row-level security")


def refuse_unsafe_role(using: str = "default") -> None:
    """Raise ImproperlyConfigured when the running product's role could see past the policies, or switch them off.

    A server that is down is no reason not to start: the connections made when it is back are asked then.
    """
    connection = connections[using]
    try:
        connection.ensure_connection()
        _refuse(connection, _UNSAFE, "is a superuser or may bypass row-level security")
        _refuse(connection, _OWNER, "owns the tables and may switch row-level security off")
    except OperationalError:
        logger.warning("the database does not answer yet; its role is checked when it does")
    finally:
        # A process forked from this one must not share its connection.
        connection.close()


@register(Tags.database)
def check_role(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """tenancy.E001 for a role that bypasses row-level security: `migrate` and `check --database default` tell."""
    errors: list[CheckMessage] = []
    for alias in databases or []:
        try:
            connections[alias].ensure_connection()
        except ImproperlyConfigured as refusal:
            errors.append(Error(str(refusal), id="tenancy.E001"))
    return errors
