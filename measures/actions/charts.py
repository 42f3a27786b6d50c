"""Computing charts and storing them."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from collaborative.tenancy.scope import Scope, require_scope, tenant_context
from measures import bulk

# Charts computed in one transaction: enough to spread the cost of its queries, few enough to keep memory flat and to
# hold up nobody who saves a number meanwhile. It is also how often a job says how far it is.
CHUNK = 5_000
# Who waits for a chart's row that somebody is changing gives it up before PostgreSQL looks for a deadlock, so that it
# is never the person's save that is broken off.
PATIENCE = "500ms"


class Step(NamedTuple):
    """One chunk: how many charts were looked at, how many made fresh, and where it ended."""

    seen: int
    made: int
    last: bulk.Place


@transaction.atomic
def compute_charts(*, chart_ids: Sequence[int], patient: bool = True) -> int:
    """Compute those of these charts that are within the scope and stale or made by another engine, and store them.

    Returns how many were made fresh. Safe to run twice and beside itself: a chart is only called fresh if nothing
    changed since its numbers were read, and numbers seen before are not computed again. Who is not patient gives up
    with an OperationalError where somebody holds one of the rows.
    """
    if not patient:
        _set(lock_timeout=PATIENCE)
    return bulk.compute(bulk.waiting(require_scope().participation_ids, pk__in=chart_ids))


def recompute(*, scope: Scope, after: bulk.Place | None = None, not_since: datetime | None = None) -> Iterator[Step]:
    """Compute every chart of the scope that is stale or made by another engine, a chunk a transaction, from `after`.

    not_since: also those that were last computed before this time, even if their numbers are the same. Each chunk
    reaches the rows of its own organisations alone. Stop at any step, and go on from its `last`.
    """
    with tenant_context(scope, read_only=True):
        # One less than a chunk, which is how a chunk shows that it was not all.
        parts = bulk.parts(scope.participation_ids, CHUNK - 1, not_since=not_since)
    for part in parts:
        if after is None or part[-1] >= after[0]:
            yield from _recompute(Scope(scope.user_id, scope.collaborative_ids, part), after, not_since)


def _recompute(scope: Scope, after: bulk.Place | None, not_since: datetime | None) -> Iterator[Step]:
    """All of one part, in as many chunks as it takes."""
    full = True
    while full:
        with tenant_context(scope), _uncollected():
            # Other workers are at other parts: a query that spread over several processors would take them from those.
            _set(lock_timeout=PATIENCE, max_parallel_workers_per_gather="0")
            charts = bulk.waiting(scope.participation_ids, after=after, limit=CHUNK, not_since=not_since)
            made = bulk.compute(charts, not_since=not_since)
        full = len(charts) == CHUNK
        if len(charts):
            after = charts.last
            yield Step(len(charts), made, after)


def _set(**settings: str) -> None:
    """PostgreSQL's settings, until the transaction ends."""
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [text for pair in settings.items() for text in pair])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for objects that hold each other: a chunk makes very many, and none that do."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
