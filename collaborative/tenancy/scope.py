"""Which rows this stretch of work may touch: the database's session variables, set for one transaction.

A scope names a person and the ids of the collaboratives and participations whose rows they may reach. Entering it
opens a transaction, takes on the tenant role and sets the variables the row-level policies read. Outside a scope the
login role has no right to any owned table, so a query that forgot its scope fails loudly instead of finding nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


class MissingScope(RuntimeError):
    """Work on owned rows was asked for where no scope is open."""


@dataclass(frozen=True)
class Scope:
    """Who acts, in which collaboratives, on which participations (all database ids)."""

    user_id: int
    collaborative_ids: tuple[int, ...]
    participation_ids: tuple[int, ...]


_current: ContextVar[Scope | None] = ContextVar("tenancy_scope", default=None)
_VARIABLES = ("role", "app.user_id", "app.collaborative_ids", "app.participation_ids")


def current_scope() -> Scope | None:
    """The scope this work runs in, or None."""
    return _current.get()


def require_scope() -> Scope:
    """The scope this work runs in; raises MissingScope where there is none."""
    scope = _current.get()
    if scope is None:
        raise MissingScope("This work needs a scope: enter tenant_context first.")
    return scope


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(i)) for i in sorted(ids)) + "}"


def _set(cursor: CursorWrapper, values: Iterable[str]) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in _VARIABLES)
    pairs = [text for pair in zip(_VARIABLES, values, strict=True) for text in pair]
    cursor.execute(f"SELECT {calls}", pairs)


def _remember(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT current_setting('role'), current_setting('app.user_id', true),"
        " current_setting('app.collaborative_ids', true), current_setting('app.participation_ids', true)"
    )
    return [value or "" for value in cursor.fetchone()]


@contextmanager
def tenant_context(scope: Scope, *, read_only: bool = False) -> Iterator[None]:
    """Run the body in one transaction that reaches only the scope's rows.

    Nested scopes restore the outer one on success; after an exception, or where the body asked for a rollback, the
    rollback restores it. A read-only scope makes every write an error, which is how GET requests run; nested, it ends
    with its savepoint.
    """
    nested = connection.in_atomic_block
    token = _current.set(scope)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                before = _remember(cursor) if nested else None
                if read_only:
                    cursor.execute("SET TRANSACTION READ ONLY")
                _set(
                    cursor,
                    [
                        settings.DATABASE_TENANT_ROLE,
                        str(scope.user_id),
                        _array(scope.collaborative_ids),
                        _array(scope.participation_ids),
                    ],
                )
            yield
            if before is not None and not transaction.get_rollback():
                with connection.cursor() as cursor:
                    _set(cursor, before)
    finally:
        _current.reset(token)
