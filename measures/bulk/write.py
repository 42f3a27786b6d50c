"""Computed charts back into their rows, one statement for all that change alike."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from measures.bulk.copied import EPOCH, array
from measures.bulk.matrices import Bools, Ints
from measures.bulk.waiting import Waiting
from measures.models import Chart
from measures.spc import ENGINE_VERSION


class Computed:
    """Charts that waited, each with its fingerprint, and as JSON its series and analysis; None where it has them
    already."""

    def __init__(self, charts: Waiting) -> None:
        self.charts = charts
        self.told: NDArray[np.bytes_] = np.zeros(len(charts), dtype=charts.input_hash.dtype)
        self.series: NDArray[np.object_] = np.full(len(charts), None, dtype=object)
        self.analysis: NDArray[np.object_] = np.full(len(charts), None, dtype=object)

    def as_before(self, chosen: Ints) -> Bools:
        """Which of these have the fingerprint that they had."""
        found: Bools = self.told[chosen] == self.charts.input_hash[chosen]
        return found


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
SELECT id FROM {_TABLE} WHERE participation_id = ANY (%s) AND id = ANY (%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""
_FRESH = f"UPDATE {_TABLE} chart SET stale = false FROM {_ROWS} WHERE {_SAME}"
_ANALYSED = f"""
UPDATE {_TABLE} chart SET stale = false, computed_at = %(now)s, engine = %(engine)s{{more}},
  analysis = new.analysis::jsonb
FROM {_ROWS} WHERE {_SAME}
"""
_AGAIN = _ANALYSED.format(more="")
_WHOLE = _ANALYSED.format(more=", input_hash = new.told, series = new.series::jsonb")


def write(participation_ids: Sequence[int], computed: Computed, not_since: datetime | None = None) -> int:
    """Store these charts where nothing changed since they were looked at and they wait still; how many that was.

    not_since: those also wait that were last computed before this time.
    """
    analysed, new = _there(computed.analysis), _there(computed.series)
    kinds = ((_FRESH, ~analysed), (_AGAIN, analysed & ~new), (_WHOLE, new))
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(participation_ids), array(computed.charts.pk)])
    return sum(
        _write(statement, participation_ids, computed, np.flatnonzero(chosen), not_since)
        for statement, chosen in kinds
        if chosen.any()
    )


def _write(
    statement: str, participation_ids: Sequence[int], computed: Computed, chosen: Ints, not_since: datetime | None
) -> int:
    stale_at = EPOCH.astype("datetime64[us]") + computed.charts.stale_at[chosen].astype("timedelta64[us]")
    # Columns that the statement does not read stay empty: unnest fills them up.
    whole = statement == _WHOLE
    values: dict[str, Any] = {
        "participations": list(participation_ids),
        "now": timezone.now(),
        "engine": ENGINE_VERSION,
        "not_since": not_since,
        "ids": array(computed.charts.pk[chosen]),
        "stale_at": _array(np.datetime_as_string(stale_at, timezone="UTC").tolist()),
        "told": _array(computed.told[chosen].astype(str).tolist() if whole else ()),
        "series": "\n".join(computed.series[chosen].tolist()) if whole else "",
        "analysis": "\n".join(text or "" for text in computed.analysis[chosen].tolist()),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _there(texts: NDArray[np.object_]) -> Bools:
    return np.array([text is not None for text in texts.tolist()])


def _array(items: Iterable[str]) -> str:
    return "{" + ",".join(items) + "}"
