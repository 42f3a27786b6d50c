"""The numbers of many measures as arrays, read with COPY."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from measures.bulk.copied import EPOCH, array, copied, native
from measures.bulk.matrices import Bools, Days, Ints
from measures.models import DataPoint
from measures.queries.plans import one_of

# Stored numbers have 4 decimals: as whole numbers of ten-thousandths they are exact, and so is what they add up to.
SCALE = 10_000
NONE = np.iinfo(np.int64).min
_NUMBERS = ("numerator", "denominator", "deviation")
_COLUMNS = {"measure": ">i8", "stratum": ">i8", "day": ">i4", **dict.fromkeys(_NUMBERS, ">i8")}
_WHOLE = ", ".join(f"coalesce(({name} * {SCALE})::bigint, {NONE})" for name in _NUMBERS)
_SELECT = f"""
SELECT measure_id, coalesce(stratum_id, 0), period, {_WHOLE}
FROM {DataPoint._meta.db_table}
WHERE participation_id = ANY (%s) AND measure_id = ANY (%s::bigint[])
"""

# A measure, a group (0: everyone) and a day, counted from 1970.
Cell = tuple[int, int, int]
_SINCE = date(1970, 1, 1).toordinal()


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


def read(participation_ids: Sequence[int], measure_ids: Ints) -> Numbers:
    """The numbers of these measures, within the scope."""
    rows = copied(_SELECT, [list(participation_ids), array(measure_ids)], _COLUMNS)
    columns = {name: native(rows, name) for name in ("measure", "stratum", *_NUMBERS)}
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
    return {(measure, stratum or 0, day.toordinal() - _SINCE): reason for measure, stratum, day, reason in rows}
