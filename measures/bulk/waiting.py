"""Which charts wait to be computed, and what their measures say of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from measures.models import Chart
from measures.queries.charts import TO_COMPUTE
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


@dataclass(frozen=True, slots=True)
class Waiting:
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
_OF_MEASURE = tuple(f"measure__{field.name}" for field in fields(Definition))


def waiting(
    participation_ids: Sequence[int],
    *,
    after: Place | None = None,
    limit: int | None = None,
    not_since: datetime | None = None,
    **only: Any,
) -> list[Waiting]:
    """Charts of these participations that wait, in the order of their places; from the one after `after`.

    not_since: also those that were last computed before this time. only: further conditions on Chart. One query, which
    passes over what was seen before by the index.
    """
    wanted = TO_COMPUTE if not_since is None else TO_COMPUTE | Q(computed_at__lt=not_since)
    charts: QuerySet[Chart] = Chart.objects.filter(wanted, participation_id__in=participation_ids, **only)
    if after is not None:
        table = Chart._meta.db_table
        columns = ", ".join(f'"{table}"."{name}"' for name in ("participation_id", "measure_id", "id"))
        charts = charts.annotate(later=RawSQL(f"({columns}) > (%s, %s, %s)", after)).filter(later=True)
    rows = charts.order_by("participation_id", "measure_id", "pk").values_list(*_COLUMNS, *_OF_MEASURE)
    n = len(_COLUMNS)
    definitions: dict[tuple[Any, ...], Definition] = {}
    found = []
    for row in rows[:limit]:
        said = row[n:]
        definition = definitions.get(said)
        if definition is None:
            definition = definitions[said] = Definition(*said)
        found.append(Waiting(definition, *row[:n]))
    return found
