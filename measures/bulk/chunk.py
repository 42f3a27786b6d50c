"""One chunk of charts, from their stored numbers to their stored analyses."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain, count, repeat
from typing import Any

import numpy as np
import orjson

from measures.bulk.layout import Measures
from measures.bulk.matrices import Columns, Ints, kinds
from measures.bulk.plans import Planned, plans_for
from measures.bulk.points import read
from measures.bulk.sheets import Sheet, codes, sheet_of, sheets_of
from measures.bulk.waiting import Waiting
from measures.bulk.write import Computed, write
from measures.models import Stratum
from measures.queries.plans import one_of
from measures.series import EMPTY, Group, common, digest, packed_periods
from measures.spc import analyse_many
from measures.spc.storedmany import Meant, store_many

_OF_GROUP = tuple(field.name for field in fields(Group))


@dataclass(frozen=True, slots=True, eq=False)
class _Alike:
    """Charts of one sheet that are of the same periods and computed by the same plan.

    charts: by their places among those that wait. rows: of their lines on the sheet.
    """

    how: Planned
    periods: tuple[str, ...]
    charts: Ints
    rows: Ints

    @property
    def likeness(self) -> tuple[object, ...]:
        """What must be equal for charts to be computed together."""
        if self.how.by_period:
            return self.how.computed_as, self.periods
        # A sum is the same to its last bit only where it is made of as many numbers.
        return self.how.computed_as, None if self.how.plan.chart == "run" else len(self.periods)


def compute(charts: Waiting, *, not_since: datetime | None = None) -> int:
    """Compute these charts and store them, within the scope and the transaction; how many were made fresh.

    A chart is only called fresh if nothing changed since it was looked at, and what was computed before from the same
    numbers, by the same plan and engine, is not computed again. What somebody else stored meanwhile stands and is not
    counted. A few queries, however many charts.

    not_since: compute also what was last computed before this time, even from the same numbers.
    """
    if not len(charts):
        return 0
    participations = np.unique(charts.participation).tolist()
    planned, plan = plans_for(charts)
    pk, first = np.unique(charts.measure, return_index=True)
    measures = Measures(pk, charts.definition[first], charts.definitions, _groups(participations, pk.tolist()))
    found = Computed(charts)
    numbers = read(participations, pk, deviations=any(one.kind == "average" for one in charts.definitions))
    for sheet, mine, rows in _by_sheet(charts, sheets_of(measures, numbers)):
        equally_long: defaultdict[int, list[_Alike]] = defaultdict(list)
        together: defaultdict[tuple[object, ...], list[_Alike]] = defaultdict(list)
        for one in _alike(sheet, mine, rows, planned, plan[mine]):
            equally_long[len(one.periods)].append(one)
            together[one.likeness].append(one)
        for width, several in equally_long.items():
            found.told[_joined(one.charts for one in several)] = _fingerprints(sheet, several, width)
        for several in together.values():
            _compute(sheet, several, found, anew=not_since is not None)
    return write(participations, found, not_since)


def _groups(participation_ids: Sequence[int], measure_ids: Sequence[int]) -> dict[int, list[Group]]:
    rows = Stratum.objects.filter(one_of(Stratum, "measure_id", measure_ids), participation_id__in=participation_ids)
    found: defaultdict[int, list[Group]] = defaultdict(list)
    for measure_id, *said in rows.order_by("position", "pk").values_list("measure_id", *_OF_GROUP):
        found[measure_id].append(Group(*said))
    return found


def _by_sheet(charts: Waiting, sheets: Sequence[Sheet]) -> Iterator[tuple[Sheet, Ints, Ints]]:
    """Each sheet with the charts whose lines stand on it, and in which rows. Charts without a line get empty ones."""
    code = codes(charts.measure, charts.line, charts.stratum)
    left = np.ones(len(charts), dtype=bool)
    for sheet in sheets:
        order = np.argsort(sheet.code)
        position = np.minimum(np.searchsorted(sheet.code, code, sorter=order), len(order) - 1)
        row = order[position]
        there = sheet.code[row] == code
        left &= ~there
        if there.any():
            yield sheet, np.flatnonzero(there), row[there]
    if left.any():
        mine = np.flatnonzero(left)
        yield sheet_of([(int(one), EMPTY) for one in code[mine]]), mine, np.arange(len(mine))


def _alike(sheet: Sheet, charts: Ints, rows: Ints, planned: Sequence[Planned], plan: Ints) -> Iterator[_Alike]:
    """These charts, those together that are of the same periods and computed by the same plan."""
    span = sheet.span[rows]
    first, kind = kinds(plan, span)
    ends = np.cumsum(np.bincount(kind, minlength=len(first)))[:-1]
    several = np.split(np.argsort(kind, kind="stable"), ends)
    for how, at, mine in zip(plan[first].tolist(), span[first].tolist(), several, strict=True):
        yield _Alike(planned[how], sheet.spans[at], charts[mine], rows[mine])


def _fingerprints(sheet: Sheet, alike: Sequence[_Alike], width: int) -> list[str]:
    rows = _joined(one.rows for one in alike)
    numbers = np.concatenate([column[rows, :width] for column in sheet.columns], axis=1)
    numbers[np.isnan(numbers)] = np.nan  # one nan of the many there are
    told, step = numbers.tobytes(), 8 * numbers.shape[1]
    heads = [(common(one.how.told, one.periods), len(one.rows)) for one in alike]
    lines = zip(chain.from_iterable(repeat(*head) for head in heads), count(0, step), rows.tolist(), strict=False)
    return [digest(head, told[start : start + step], sheet.notes.get(row)) for head, start, row in lines]


def _joined(columns: Iterable[Ints]) -> Ints:
    return np.concatenate(list(columns))


def _compute(sheet: Sheet, alike: Sequence[_Alike], found: Computed, *, anew: bool) -> None:
    """Compute these charts, but for those that are as they would be; anew: those, too."""
    alike = alike if anew else [_left(one, found) for one in alike]
    charts, rows = _joined(one.charts for one in alike), _joined(one.rows for one in alike)
    if not charts.size:
        return
    sizes = [len(one.charts) for one in alike]
    lengths = np.repeat([len(one.periods) for one in alike], sizes)
    matrix = Columns(*(column[rows, : int(lengths.max())] for column in sheet.columns))
    plan = alike[0].how.computed_as
    values, denominators, deviations = plan.columns(matrix)
    analyses = analyse_many(
        values,
        plan.chart,
        plan.rules,
        denominators=denominators,
        deviations=deviations,
        lengths=lengths,
        **plan.options(alike[0].periods),
    )
    plans = [one.how.plan for one, size in zip(alike, sizes, strict=True) for _ in range(size)]
    meant = Meant([one.direction for one in plans], [one.target for one in plans])
    found.analysis[charts] = store_many(analyses, matrix.values, meant)
    told = _series(matrix)
    for i in np.flatnonzero(~found.as_before(charts)).tolist():
        row = int(rows[i])
        found.series[charts[i]] = told(i, sheet.spans[sheet.span[row]], sheet.notes.get(row))


def _left(alike: _Alike, found: Computed) -> _Alike:
    left = ~(found.as_before(alike.charts) & found.charts.is_current[alike.charts])
    return _Alike(alike.how, alike.periods, alike.charts[left], alike.rows[left])


def _series(matrix: Columns) -> Callable[[int, Sequence[str], Mapping[int, str] | None], str]:
    """How each of these lines is kept, as `Series.to_dict` has it, as JSON: given its row, periods and notes."""
    given = matrix._asdict()
    values = given.pop("values")
    known = {name: (~np.isnan(column)).any(axis=1).tolist() for name, column in given.items()}
    equal = (values == matrix.numerators) | (np.isnan(values) & np.isnan(matrix.numerators))
    as_numerators = equal.all(axis=1).tolist()

    def kept(row: int, periods: Sequence[str], notes: Mapping[int, str] | None) -> str:
        n = len(periods)
        found: dict[str, Any] = {"periods": packed_periods(tuple(periods))}
        found |= {name: column[row, :n] for name, column in given.items() if known[name][row]}
        if not as_numerators[row]:
            found["values"] = values[row, :n]
        if notes:
            found["notes"] = {str(position): notes[position] for position in sorted(notes)}
        return orjson.dumps(found, option=orjson.OPT_SERIALIZE_NUMPY).decode()

    return kept
