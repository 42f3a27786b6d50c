"""Refuses to run the product as a database role that row-level security does not bind."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections


def unsafe_role(using: str = "default") -> str | None:
    """The name of the connected role when it is a superuser or may bypass row-level security, else None."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = session_user AND (rolsuper OR rolbypassrls)")
        row = cursor.fetchone()
    return row[0] if row else None


def refuse_unsafe_role() -> None:
    """Raise ImproperlyConfigured when the connected role could see past the policies."""
    role = unsafe_role()
    if role:
        raise ImproperlyConfigured(
            f"The database role {role!r} is a superuser or may bypass row-level security."
            " Connect as a role that may not."
        )


@register(Tags.database)
def check_role(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """`manage.py migrate` and `check --database default` refuse such a role as well."""
    roles = [(alias, unsafe_role(alias)) for alias in databases or []]
    return [
        Error(f"Database {alias!r} is reached as {role!r}, which bypasses row-level security.", id="tenancy.E001")
        for alias, role in roles
        if role
    ]
