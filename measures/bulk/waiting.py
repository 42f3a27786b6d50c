"""Which charts wait to be computed, and what their measures say of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from measures.models import Chart, Measure
from measures.queries.charts import TO_COMPUTE
from measures.queries.plans import one_of
from measures.series import Counting

# A participation's id, a measure's and a chart's: where one stands in the order of all charts.
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """What a measure says of how its charts are computed. There is one of those that say the same."""

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


class Waiting(NamedTuple):
    """A chart that waits, as it was when it was looked at."""

    definition: Definition
    pk: int
    participation_id: int
    collaborative_id: int
    measure_id: int
    line: str
    stratum_id: int | None
    stale_at: datetime
    engine: str
    input_hash: str

    @property
    def place(self) -> Place:
        return self.participation_id, self.measure_id, self.pk


_COLUMNS = (
    *("pk", "participation_id", "collaborative_id", "measure_id", "line", "stratum_id"),
    *("stale_at", "engine", "input_hash"),
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
) -> list[Waiting]:
    """Charts of these participations that wait, in the order of their places; from the one after `after`.

    not_since: also those that were last computed before this time. only: further conditions on Chart. Two queries.
    """
    charts = _waiting(participation_ids, not_since).filter(**only)
    if after is not None:
        table = Chart._meta.db_table
        columns = ", ".join(f'"{table}"."{name}"' for name in ("participation_id", "measure_id", "id"))
        charts = charts.annotate(later=RawSQL(f"({columns}) > (%s, %s, %s)", after)).filter(later=True)
    rows = list(charts.order_by("participation_id", "measure_id", "pk").values_list(*_COLUMNS)[:limit])
    at = _COLUMNS.index("measure_id")
    # Read after the charts: what changes in between marks them stale, so that nothing made from it is called fresh.
    said = _definitions(participation_ids, {row[at] for row in rows})
    return [Waiting(said[row[at]], *row) for row in rows if row[at] in said]


def _waiting(participation_ids: Sequence[int], not_since: datetime | None) -> QuerySet[Chart]:
    wanted = TO_COMPUTE if not_since is None else TO_COMPUTE | Q(computed_at__lt=not_since)
    return Chart.objects.filter(wanted, participation_id__in=participation_ids)


def _definitions(participation_ids: Sequence[int], measure_ids: Iterable[int]) -> dict[int, Definition]:
    rows = Measure.objects.filter(one_of(Measure, "id", measure_ids), participation_id__in=participation_ids)
    alike: dict[tuple[Any, ...], Definition] = {}
    found = {}
    for pk, *said in rows.order_by().values_list("pk", *_OF_MEASURE):
        key = tuple(said)
        definition = alike.get(key)
        if definition is None:
            definition = alike[key] = Definition(*key)
        found[pk] = definition
    return found
