"""Where the numbers of many measures belong: a row a line, a column a period."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from measures.bulk.calendar import FREQUENCIES, ordinals
from measures.bulk.matrices import Bools, Ints
from measures.bulk.points import NONE, Numbers
from measures.bulk.waiting import Definition
from measures.series import Group

# Longer lines (ten years of weeks have 521) would make the matrix of all others as wide.
WIDEST = 600
# Products with these stay whole numbers that a float holds exactly, and quotients the nearest float to the exact one:
# 64 groups of them as well.
_LARGEST_PRODUCT, _LARGEST_DIVISOR, _MOST_GROUPS = 2**53 / 64, 10**11 / 64, 64


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Measures in the order of their ids, with what they say of themselves.

    definition: of each, by its place in definitions. groups: of those that have any, in order, by the measure's id.
    """

    pk: Ints
    definition: Ints
    definitions: list[Definition]
    groups: Mapping[int, list[Group]]

    def __len__(self) -> int:
        return len(self.pk)

    def each(self, what: Callable[[Definition], Any], dtype: str) -> NDArray[Any]:
        """Of every measure what its definition says."""
        return np.array([what(one) for one in self.definitions], dtype=dtype)[self.definition]

    def of(self, chosen: Bools) -> "Measures":
        """Those chosen."""
        return Measures(self.pk[chosen], self.definition[chosen], self.definitions, self.groups)

    def grouped(self) -> list[tuple[int, list[Group]]]:
        """The places of those that have groups, and these."""
        some = np.flatnonzero(np.isin(self.pk, list(self.groups)))
        return [(at, self.groups[pk]) for at, pk in zip(some.tolist(), self.pk[some].tolist(), strict=True)]

    def regular(self) -> Bools:
        """Which have regular periods, and groups that report all the time."""
        found: Bools = self.each(lambda one: one.frequency in FREQUENCIES, "bool")
        for at, groups in self.grouped():
            if len(groups) > _MOST_GROUPS or any(group.active_from or group.active_until for group in groups):
                found[at] = False
        return found


class Placed(NamedTuple):
    """Where each point belongs: its line and its column, for those of `chosen`; how many periods each measure has; and
    the places of measures that cannot be laid out after all."""

    chosen: Ints
    row: Ints
    column: Ints
    width: Ints
    unfit: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The lines of measures that were entered, one after the other: everyone, then each group in order.

    first_row: of each measure, and one beyond the last. of_row: the place of the measure of each line. code: what
    points call a line: their group's id, or for everyone the measure's, negative. frequency: by FREQUENCIES, first: the
    number of the first period, factor: what a ratio is multiplied with, or 0 where the number itself is the value; by
    measure.
    """

    measures: Measures
    first_row: Ints
    of_row: Ints
    code: Ints
    frequency: Ints
    first: Ints
    factor: Ints

    @classmethod
    def of(cls, measures: Measures) -> "Layout":
        """The layout of these measures, all of which are regular."""
        grouped = measures.grouped()
        sizes = np.ones(len(measures), dtype=np.int64)
        for at, groups in grouped:
            sizes[at] += len(groups)
        first_row = np.concatenate(([0], np.cumsum(sizes)))
        code = np.empty(first_row[-1], dtype=np.int64)
        code[first_row[:-1]] = -measures.pk
        for at, groups in grouped:
            code[first_row[at] + 1 : first_row[at + 1]] = [group.id for group in groups]
        frequency = measures.each(lambda one: _FREQUENCY.get(one.frequency, -1), "int64")
        starts = measures.each(lambda one: one.starts_on, "datetime64[D]")
        return cls(
            measures=measures,
            first_row=first_row,
            of_row=np.repeat(np.arange(len(measures)), sizes),
            code=code,
            frequency=frequency,
            first=ordinals(starts, frequency)[0],
            factor=measures.each(_factor, "int64"),
        )

    def place(self, numbers: Numbers) -> Placed:
        """Where each of these points belongs; points of other measures, and those that begin no period, nowhere."""
        nothing = np.empty(0, dtype=np.int64)
        if not len(self.measures):
            return Placed(nothing, nothing, nothing, nothing, nothing)
        order = np.argsort(self.code)
        position = np.minimum(np.searchsorted(self.code, numbers.line, sorter=order), len(order) - 1)
        row = order[position]
        mine = np.flatnonzero(self.code[row] == numbers.line)
        row = row[mine]
        measure = self.of_row[row]
        number, begins = ordinals(numbers.day[mine], self.frequency[measure])
        column = number - self.first[measure]
        width = np.zeros(len(self.measures), dtype=np.int64)
        np.maximum.at(width, measure, column + 1)
        factor = np.maximum(self.factor, 1)[measure]
        numerator = numbers.numerator[mine]
        large = np.abs(np.where(numerator == NONE, 0, numerator).astype(np.float64)) * factor > _LARGEST_PRODUCT
        large |= numbers.denominator[mine] > _LARGEST_DIVISOR
        unfit = np.union1d(np.flatnonzero(width > WIDEST), measure[large])
        good = begins & (column >= 0)
        return Placed(mine[good], row[good], column[good], width, unfit)


_FREQUENCY = {name: number for number, name in enumerate(FREQUENCIES)}


def _factor(definition: Definition) -> int:
    return {"percentage": 100, "rate": definition.rate_per}.get(definition.kind, 0)
