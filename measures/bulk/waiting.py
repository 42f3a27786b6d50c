"""Which charts wait to be computed, and what their measures say of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, RPad
from numpy.typing import NDArray

from measures.bulk.copied import native, selected
from measures.bulk.matrices import Bools, Ints
from measures.equity import GAP, UNKNOWN, VALUE
from measures.models import Chart, Measure
from measures.queries.charts import TO_COMPUTE
from measures.queries.plans import one_of
from measures.series import Counting
from measures.spc import ENGINE_VERSION

# A participation's id, a measure's and a chart's: where one stands in the order of all charts.
Place = tuple[int, int, int]
# In arrays a line is its place among these.
LINES = (VALUE, GAP, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure says of how its charts are computed."""

    kind: str
    chart_kind: str
    rules: str
    screened: bool | None
    direction: str
    target: Decimal | None
    rate_per: int
    gap_scale: str
    frequency: str
    starts_on: date

    @property
    def counting(self) -> Counting:
        """How the measure counts."""
        return Counting(self.kind, self.rate_per, self.frequency, self.starts_on, self.gap_scale)

    @property
    def said(self) -> dict[str, Any]:
        """By the names of the measure's fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """Charts that wait, in the order of their places, as they were when they were looked at; one entry a chart.

    line: by LINES. stratum: 0 for everyone. stale_at: microseconds since 2000. is_current: made by this engine.
    definition: by its place in definitions.
    """

    pk: Ints
    participation: Ints
    collaborative: Ints
    measure: Ints
    line: Ints
    stratum: Ints
    stale_at: Ints
    is_current: Bools
    input_hash: NDArray[np.bytes_]
    definition: Ints
    definitions: list[Definition]

    def __len__(self) -> int:
        return len(self.pk)

    @property
    def last(self) -> Place:
        """The place of the last one."""
        return int(self.participation[-1]), int(self.measure[-1]), int(self.pk[-1])


_COLUMNS = {
    "pk": ">i8",
    "participation": ">i8",
    "collaborative": ">i8",
    "measure": ">i8",
    "line": ">i4",
    "stratum": ">i8",
    "stale_at": ">i8",
    "is_current": "?",
    "input_hash": "S64",
}
# Each as wide as any other: a fingerprint that is not there yet is spaces.
_SAID: tuple[Any, ...] = (
    *("pk", "participation_id", "collaborative_id", "measure_id"),
    Case(*(When(line=line, then=Value(number)) for number, line in enumerate(LINES))),
    Coalesce("stratum_id", 0),
    "stale_at",
    Q(engine=ENGINE_VERSION),
    RPad("input_hash", 64, Value(" ")),
)
_OF_MEASURE = tuple(field.name for field in fields(Definition))


def parts(participation_ids: Sequence[int], size: int, *, not_since: datetime | None = None) -> list[tuple[int, ...]]:
    """These participations in order, without those in which no chart waits, several together as long as no more than
    `size` charts do. One query. not_since: as of `waiting`."""
    charts = _waiting(participation_ids, not_since).order_by("participation_id")
    found: list[list[int]] = []
    room = 0
    for pk, several in charts.values("participation_id").annotate(n=Count("pk")).values_list("participation_id", "n"):
        if several > room or not found:
            found.append([])
            room = size
        found[-1].append(pk)
        room -= several
    return [tuple(part) for part in found]


def waiting(
    participation_ids: Sequence[int],
    *,
    after: Place | None = None,
    limit: int | None = None,
    not_since: datetime | None = None,
    **only: Any,
) -> Waiting:
    """Charts of these participations that wait, in the order of their places; from the one after `after`.

    not_since: also those that were last computed before this time. only: further conditions on Chart. Two queries.
    """
    charts = _waiting(participation_ids, not_since).filter(**only)
    if after is not None:
        table = Chart._meta.db_table
        columns = ", ".join(f'"{table}"."{name}"' for name in ("participation_id", "measure_id", "id"))
        charts = charts.annotate(later=RawSQL(f"({columns}) > (%s, %s, %s)", after)).filter(later=True)
    charts = charts.order_by("participation_id", "measure_id", "pk")
    rows = selected(charts.values_list(*_SAID)[:limit], _COLUMNS)
    # Read after the charts: what changes in between marks them stale, so that nothing made from it is called fresh.
    measures, definition, definitions = _definitions(participation_ids, np.unique(rows["measure"]))
    rows = rows[np.isin(rows["measure"], measures)]
    looked_at = {name: native(rows, name) for name in _COLUMNS}
    order = np.argsort(measures)
    at = order[np.searchsorted(measures, looked_at["measure"], sorter=order)]
    return Waiting(**looked_at, definition=definition[at], definitions=definitions)


def _waiting(participation_ids: Sequence[int], not_since: datetime | None) -> QuerySet[Chart]:
    wanted = TO_COMPUTE if not_since is None else TO_COMPUTE | Q(computed_at__lt=not_since)
    return Chart.objects.filter(wanted, participation_id__in=participation_ids)


def _definitions(participation_ids: Sequence[int], measure_ids: Ints) -> tuple[Ints, Ints, list[Definition]]:
    """The ids of these measures, the place of each one's definition, and the definitions."""
    rows = Measure.objects.filter(one_of(Measure, "id", measure_ids.tolist()), participation_id__in=participation_ids)
    alike = rows.order_by().values_list(*_OF_MEASURE).annotate(measures=ArrayAgg("pk"))
    definitions, measures = [], []
    for *said, ids in alike:
        definitions.append(Definition(*said))
        measures.append(ids)
    sizes = [len(ids) for ids in measures]
    together = [pk for ids in measures for pk in ids]
    return np.array(together, dtype=np.int64), np.repeat(np.arange(len(sizes)), sizes), definitions
