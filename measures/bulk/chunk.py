"""One chunk of charts, from their stored numbers to their stored analyses."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import orjson

from measures.bulk.matrices import Columns
from measures.bulk.plans import Planned, plans_for
from measures.bulk.points import read
from measures.bulk.sheets import Sheet, sheet_of, sheets_of
from measures.bulk.waiting import Waiting
from measures.bulk.write import Computed, write
from measures.models import Stratum
from measures.queries.plans import one_of
from measures.series import EMPTY, Group, digest, packed_periods
from measures.spc import ENGINE_VERSION, analyse_many
from measures.spc.storedmany import Meant, store_many

_OF_GROUP = tuple(field.name for field in fields(Group))


class _Asked(NamedTuple):
    """A chart, how it is computed, where its line stands on its sheet, and the fingerprint of both."""

    chart: Waiting
    how: Planned
    row: int
    told: str


def compute(charts: Sequence[Waiting], *, not_since: datetime | None = None) -> int:
    """Compute these charts and store them, within the scope and the transaction; how many were made fresh.

    A chart is only called fresh if nothing changed since it was looked at, and what was computed before from the same
    numbers, by the same plan and engine, is not computed again. What somebody else stored meanwhile stands and is not
    counted. A few queries, however many charts.

    not_since: compute also what was last computed before this time, even from the same numbers.
    """
    if not charts:
        return 0
    plan = plans_for(charts)
    participations = sorted({chart.participation_id for chart in charts})
    definitions = {chart.measure_id: chart.definition for chart in charts}
    groups = _groups(participations, list(definitions))
    sheets = sheets_of(definitions, groups, read(participations, list(definitions)))
    found: list[Computed] = []
    for sheet, mine in _by_sheet(charts, sheets):
        asked = list(_asked(sheet, mine, plan))
        alike: defaultdict[tuple[object, ...], list[_Asked]] = defaultdict(list)
        for one in asked:
            if not_since is None and (one.chart.input_hash, one.chart.engine) == (one.told, ENGINE_VERSION):
                found.append(Computed(one.chart, one.told, None, None))
            else:
                alike[_likeness(sheet, one)].append(one)
        for several in alike.values():
            found += _computed(sheet, several)
    return write(participations, found, not_since)


def _groups(participation_ids: Sequence[int], measure_ids: Sequence[int]) -> dict[int, list[Group]]:
    rows = Stratum.objects.filter(one_of(Stratum, "measure_id", measure_ids), participation_id__in=participation_ids)
    found: defaultdict[int, list[Group]] = defaultdict(list)
    for measure_id, *said in rows.order_by("position", "pk").values_list("measure_id", *_OF_GROUP):
        found[measure_id].append(Group(*said))
    return found


def _by_sheet(charts: Sequence[Waiting], sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, list[tuple[Waiting, int]]]]:
    """Each sheet with the charts whose lines stand on it, and where. A chart without a line gets an empty one."""
    left = {(chart.measure_id, chart.line, chart.stratum_id): chart for chart in charts}
    for sheet in sheets:
        keys = [key for key in left if key in sheet.at]
        yield sheet, [(left.pop(key), sheet.at[key]) for key in keys]
    if left:
        yield sheet_of([(key, EMPTY) for key in left]), [(chart, row) for row, chart in enumerate(left.values())]


def _asked(sheet: Sheet, charts: Sequence[tuple[Waiting, int]], plan: Callable[[Waiting], Planned]) -> Iterator[_Asked]:
    alike: defaultdict[int, list[tuple[Waiting, int]]] = defaultdict(list)
    for chart, row in charts:
        alike[len(sheet.periods[row])].append((chart, row))
    for width, several in alike.items():
        rows = [row for _, row in several]
        numbers = np.concatenate([column[rows, :width] for column in sheet.columns], axis=1)
        numbers[np.isnan(numbers)] = np.nan  # one nan of the many there are
        told = memoryview(numbers.data).cast("B") if numbers.size else memoryview(b"")
        step = 8 * numbers.shape[1]
        for i, (chart, row) in enumerate(several):
            how = plan(chart)
            line = told[i * step : (i + 1) * step]
            yield _Asked(chart, how, row, digest(how.told, sheet.periods[row], line, sheet.notes.get(row, {})))


def _likeness(sheet: Sheet, asked: _Asked) -> tuple[object, ...]:
    """What must be equal for two charts to be computed together."""
    how, periods = asked.how, sheet.periods[asked.row]
    if how.by_period:
        return how.computed_as, periods
    # A sum is the same to its last bit only where it is made of as many numbers.
    return how.computed_as, None if how.plan.chart == "run" else len(periods)


def _computed(sheet: Sheet, asked: Sequence[_Asked]) -> Iterator[Computed]:
    rows = np.array([one.row for one in asked])
    lengths = np.array([len(sheet.periods[row]) for row in rows.tolist()])
    matrix = Columns(*(column[rows, : int(lengths.max())] for column in sheet.columns))
    plan = asked[0].how.computed_as
    values, sizes, deviations = plan.columns(matrix)
    analyses = analyse_many(
        values,
        plan.chart,
        plan.rules,
        denominators=sizes,
        deviations=deviations,
        lengths=lengths,
        **plan.options(sheet.periods[asked[0].row]),
    )
    meant = Meant([one.how.plan.direction for one in asked], [one.how.plan.target for one in asked])
    kept = store_many(analyses, matrix.values, meant)
    told = _series(matrix)
    for i, (one, analysis) in enumerate(zip(asked, kept, strict=True)):
        same = one.chart.input_hash == one.told
        series = None if same else _json(told(i, sheet.periods[one.row], sheet.notes.get(one.row)))
        yield Computed(one.chart, one.told, series, analysis.encode())


def _json(kept: dict[str, Any]) -> bytes:
    return orjson.dumps(kept, option=orjson.OPT_SERIALIZE_NUMPY)


def _series(matrix: Columns) -> Callable[[int, Sequence[str], Mapping[int, str] | None], dict[str, Any]]:
    """How each of these lines is kept, as `Series.to_dict` has it: given its row, periods and notes."""
    given = matrix._asdict()
    values = given.pop("values")
    known = {name: (~np.isnan(column)).any(axis=1).tolist() for name, column in given.items()}
    equal = (values == matrix.numerators) | (np.isnan(values) & np.isnan(matrix.numerators))
    as_numerators = equal.all(axis=1).tolist()

    def kept(row: int, periods: Sequence[str], notes: Mapping[int, str] | None) -> dict[str, Any]:
        n = len(periods)
        found: dict[str, Any] = {"periods": packed_periods(tuple(periods))}
        found |= {name: column[row, :n] for name, column in given.items() if known[name][row]}
        if not as_numerators[row]:
            found["values"] = values[row, :n]
        if notes:
            found["notes"] = {str(position): notes[position] for position in sorted(notes)}
        return found

    return kept
