"""History of rows: who changed what, when, with which verb and why.

Triggers write the history, so bulk and raw SQL are seen too; the event tables are append-only and lie under the same
row-level policies as the rows they tell of. An update or deletion keeps the row as it *was*; the row as it became is
the next event's, or the live one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

import pghistory
import pgtrigger
from django.db import connection
from django.db.models import Model
from psycopg2.extensions import TRANSACTION_STATUS_INTRANS

from collaborative.tenancy.policy import Tenancy

if TYPE_CHECKING:
    from collaborative.models import User

M = TypeVar("M", bound=type[Model])
_recording: ContextVar[bool] = ContextVar("audit_recording", default=False)


def tracked(
    *, inserts: pgtrigger.Condition | None = None, owned: bool = True, exclude: tuple[str, ...] = ()
) -> Callable[[M], M]:
    """Keep the history of a model.

    `inserts` says which new rows are told of (None: all), for rows that also come in bulk and are then told of by what
    brought them; `owned=False` is for directory tables.
    """

    def decorate(model: M) -> M:
        trackers: list[Any] = [
            pghistory.InsertEvent(condition=inserts),
            pghistory.UpdateEvent(row=pghistory.Old),
            pghistory.DeleteEvent(row=pghistory.Old),
        ]
        label = model._meta.label_lower.replace(".", "_")
        meta = {"constraints": [Tenancy(name=f"{label}_history", history=True)]} if owned else {}
        return pghistory.track(*trackers, exclude=list(exclude), meta=meta)(model)

    return decorate


@contextmanager
def recording(*, by: "User", verb: str, reason: str = "") -> Iterator[None]:
    """Name the actor, the verb and the reason for every change in the body. The outermost action's verb stands."""
    if _recording.get():
        yield
        return
    token = _recording.set(True)
    try:
        with pghistory.context(actor=by.pk, actor_name=by.get_full_name(), verb=verb, reason=reason):
            yield
    finally:
        _recording.reset(token)
        _forget_actor()


def _forget_actor() -> None:
    """Take the actor's name off the rest of the transaction, where the history's context variables would linger."""
    if not connection.in_atomic_block or connection.needs_rollback or connection.connection is None:
        return
    if connection.connection.get_transaction_status() != TRANSACTION_STATUS_INTRANS:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', '', true), set_config('pghistory.context_metadata', '', true)"
        )
