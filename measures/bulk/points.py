"""The numbers of many measures as arrays, read with COPY."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from measures.bulk.copied import EPOCH, array, copied, native
from measures.bulk.matrices import Bools, Days, Ints
from measures.models import DataPoint, Measure
from measures.queries.plans import one_of

# Stored numbers have 4 decimals: as whole numbers of ten-thousandths they are exact, and so is what they add up to.
SCALE = 10_000
NONE = np.iinfo(np.int64).min
# What is told of a point beside its numbers: its line, see `Numbers`, and its day.
_TOLD = {"line": ">i8", "day": ">i4"}
# A point without a number carries its id in its place, counted from NONE: by that its reason is found.
_NUMBERS = {
    "numerator": f"coalesce((numerator * {SCALE})::bigint, {NONE} + id)",
    "denominator": f"coalesce((denominator * {SCALE})::bigint, {NONE})",
    "deviation": f"coalesce((deviation * {SCALE})::bigint, {NONE})",
}
# Of so large a share of all measures it is quicker to read the numbers of the others as well than to look at each
# whether it is wanted.
_MOST = 0.8
# Further from 0 than any number.
_IDS_BELOW = NONE // 2


@dataclass(frozen=True, slots=True)
class Numbers:
    """Stored points, one entry each, in no order. line: their group's id, or for everyone the measure's, negative.
    numerator, denominator, deviation: in ten-thousandths, NONE where there is none. pk: of points without a numerator.
    reasons: why there is none, by pk."""

    line: Ints
    day: Days
    numerator: Ints
    denominator: Ints
    deviation: Ints
    pk: Ints
    reasons: dict[int, str]

    def of(self, chosen: Bools) -> "Numbers":
        """Those chosen, with all reasons."""
        return Numbers(
            self.line[chosen],
            self.day[chosen],
            self.numerator[chosen],
            self.denominator[chosen],
            self.deviation[chosen],
            self.pk[chosen],
            self.reasons,
        )


def read(participation_ids: Sequence[int], measure_ids: Ints, *, deviations: bool) -> Numbers:
    """The numbers of these measures, and perhaps of others of these participations, within the scope.

    deviations: whether there are any among them.
    """
    wanted = list(_NUMBERS) if deviations else [name for name in _NUMBERS if name != "deviation"]
    n_measures = Measure.objects.filter(participation_id__in=participation_ids).count()
    by_measure = "" if len(measure_ids) > _MOST * n_measures else "AND measure_id = ANY (%(measures)s::bigint[])"
    sql = f"""
        SELECT coalesce(stratum_id, -measure_id), period, {", ".join(_NUMBERS[name] for name in wanted)}
        FROM {DataPoint._meta.db_table}
        WHERE participation_id = ANY (%(participations)s) {by_measure}
    """
    asked = {"participations": list(participation_ids), "measures": array(measure_ids)}
    rows = copied(sql, asked, _TOLD | dict.fromkeys(wanted, ">i8"))
    numerator = native(rows, "numerator")
    pk = np.where(numerator < _IDS_BELOW, numerator - NONE, 0)
    return Numbers(
        line=native(rows, "line"),
        day=EPOCH + rows["day"].astype("timedelta64[D]"),
        numerator=np.where(pk > 0, NONE, numerator),
        denominator=native(rows, "denominator"),
        deviation=native(rows, "deviation") if deviations else np.full(len(rows), NONE),
        pk=pk,
        reasons=_reasons(participation_ids, pk[pk > 0]),
    )


def _reasons(participation_ids: Sequence[int], point_ids: Ints) -> dict[int, str]:
    if not point_ids.size:
        return {}
    rows = DataPoint.objects.filter(one_of(DataPoint, "id", point_ids.tolist()), participation_id__in=participation_ids)
    return dict(rows.order_by().values_list("pk", "no_data_reason"))
