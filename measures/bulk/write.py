"""Computed charts back into their rows, one statement for all that change alike."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from measures.bulk.waiting import Waiting
from measures.models import Chart
from measures.spc import ENGINE_VERSION


class Computed(NamedTuple):
    """A chart with its fingerprint, and as JSON its series and analysis; None where it has them already."""

    chart: Waiting
    told: str
    series: bytes | None
    analysis: bytes | None


_TABLE = Chart._meta.db_table
# JSON holds no line break, so that one text carries all of a column.
_ROWS = """unnest(%(ids)s::bigint[], %(stale_at)s::timestamptz[], %(told)s::text[],
    string_to_array(%(series)s, E'\\n'), string_to_array(%(analysis)s, E'\\n'))
    AS new (id, stale_at, told, series, analysis)"""
# Looked at again once a row that somebody else is storing is free: what they stored is not stored and counted twice.
_SAME = """chart.participation_id = ANY (%(participations)s) AND chart.id = new.id AND chart.stale_at = new.stale_at
  AND (chart.stale OR chart.engine <> %(engine)s OR chart.computed_at < %(not_since)s::timestamptz)"""
# The UPDATEs come to their rows in any order; whoever marks several charts stale holds them by id as well.
_LOCK = f"""
SELECT id FROM {_TABLE} WHERE participation_id = ANY (%s) AND id = ANY (%s) ORDER BY id FOR NO KEY UPDATE
"""
_FRESH = f"UPDATE {_TABLE} chart SET stale = false FROM {_ROWS} WHERE {_SAME}"
_ANALYSED = f"""
UPDATE {_TABLE} chart SET stale = false, computed_at = %(now)s, engine = %(engine)s, input_hash = new.told{{series}},
  analysis = new.analysis::jsonb
FROM {_ROWS} WHERE {_SAME}
"""
_AGAIN, _WHOLE = _ANALYSED.format(series=""), _ANALYSED.format(series=", series = new.series::jsonb")


def write(participation_ids: Sequence[int], computed: Sequence[Computed], not_since: datetime | None = None) -> int:
    """Store these charts where nothing changed since they were looked at and they wait still; how many that was.

    not_since: those also wait that were last computed before this time.
    """
    kinds = (
        (_FRESH, [one for one in computed if one.analysis is None]),
        (_AGAIN, [one for one in computed if one.analysis is not None and one.series is None]),
        (_WHOLE, [one for one in computed if one.series is not None]),
    )
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(participation_ids), [one.chart.pk for one in computed]])
    return sum(_write(statement, participation_ids, rows, not_since) for statement, rows in kinds if rows)


def _write(
    statement: str, participation_ids: Sequence[int], computed: Sequence[Computed], not_since: datetime | None
) -> int:
    values: dict[str, Any] = {
        "participations": list(participation_ids),
        "now": timezone.now(),
        "engine": ENGINE_VERSION,
        "not_since": not_since,
        "ids": _array(str(one.chart.pk) for one in computed),
        "stale_at": _array(f'"{one.chart.stale_at.isoformat()}"' for one in computed),
        "told": _array(one.told for one in computed),
        "series": b"\n".join(one.series or b"" for one in computed).decode(),
        "analysis": b"\n".join(one.analysis or b"" for one in computed).decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _array(items: Iterable[str]) -> str:
    """An array as PostgreSQL writes it."""
    return "{" + ",".join(items) + "}"
