"""The numbers of many measures as arrays, read with COPY."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from measures.bulk.matrices import Bools, Days, Ints
from measures.models import DataPoint
from measures.queries.plans import one_of

# Stored numbers have 4 decimals: as whole numbers of ten-thousandths they are exact, and so is what they add up to.
SCALE = 10_000
NONE = np.iinfo(np.int64).min
# Days are counted from here by PostgreSQL's binary format.
EPOCH = np.datetime64("2000-01-01", "D")

# A row of COPY's binary format: how many fields, and each with its length before it, in network order.
# Source: PostgreSQL's manual, COPY, "Binary Format".
_NUMBERS = ("numerator", "denominator", "deviation")
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        *(
            part
            for name, kind in (("measure", ">i8"), ("stratum", ">i8"), ("day", ">i4"), *((n, ">i8") for n in _NUMBERS))
            for part in ((f"{name}_length", ">i4"), (name, kind))
        ),
    ]
)
_HEADER, _TRAILER = 19, 2

_WHOLE = ", ".join(f"coalesce(({name} * {SCALE})::bigint, {NONE})" for name in _NUMBERS)
_COPY = f"""
COPY (
  SELECT measure_id, coalesce(stratum_id, 0), period, {_WHOLE}
  FROM {DataPoint._meta.db_table}
  WHERE participation_id = ANY (%s) AND measure_id = ANY (%s)
) TO STDOUT (FORMAT BINARY)
"""

# A measure, a group (0: everyone) and a day.
Cell = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Stored points, one entry each, in no order. stratum: 0 for everyone. numerator, denominator, deviation: in
    ten-thousandths, NONE where there is none. reasons: why there is no number, by cell."""

    measure: Ints
    stratum: Ints
    day: Days
    numerator: Ints
    denominator: Ints
    deviation: Ints
    reasons: dict[Cell, str]

    def of(self, chosen: Bools) -> "Numbers":
        """Those chosen, with all reasons."""
        return Numbers(
            self.measure[chosen],
            self.stratum[chosen],
            self.day[chosen],
            self.numerator[chosen],
            self.denominator[chosen],
            self.deviation[chosen],
            self.reasons,
        )


def read(participation_ids: Sequence[int], measure_ids: Sequence[int]) -> Numbers:
    """The numbers of these measures, within the scope."""
    buffer = io.BytesIO()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        raw = cursor.cursor
        raw.copy_expert(raw.mogrify(_COPY, [list(participation_ids), list(measure_ids)]), buffer)
    rows = np.frombuffer(buffer.getbuffer()[_HEADER:-_TRAILER], dtype=_ROW)
    columns = {name: rows[name].astype(np.int64) for name in ("measure", "stratum", *_NUMBERS)}
    without = np.unique(columns["measure"][columns["numerator"] == NONE])
    return Numbers(
        **columns,
        day=EPOCH + rows["day"].astype("timedelta64[D]"),
        reasons=_reasons(participation_ids, without.tolist()) if without.size else {},
    )


def _reasons(participation_ids: Sequence[int], measure_ids: Sequence[int]) -> dict[Cell, str]:
    rows = (
        DataPoint.objects.filter(
            one_of(DataPoint, "measure_id", measure_ids), participation_id__in=participation_ids, numerator=None
        )
        .order_by()
        .values_list("measure_id", "stratum_id", "period", "no_data_reason")
    )
    return {(measure, stratum or 0, period.isoformat()): reason for measure, stratum, period, reason in rows}
