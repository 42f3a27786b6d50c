"""From stored points to the series a chart is drawn from. Pure: rows in, series out."""

import hashlib
import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from measures import periods
from measures.numbers import value_of

NOT_ENTERED = "Not entered yet"
NOBODY_TO_COUNT = "Nobody to count in this period"


class PointRow(Protocol):
    """What a stored point must tell."""

    stratum_id: int | None
    period: date
    numerator: Decimal | None
    denominator: Decimal | None
    deviation: Decimal | None
    no_data_reason: str


@dataclass(frozen=True)
class Counting:
    """How a measure counts: its kind, multiplier, frequency, first period, and how gaps between groups are told."""

    kind: str
    rate_per: int
    frequency: str
    starts_on: date
    gap_scale: str = "difference"


@dataclass(frozen=True)
class Group:
    """A group and the periods it is reported for (None: since the start, until now)."""

    id: int
    name: str
    active_from: date | None = None
    active_until: date | None = None
    is_comparator: bool = False
    is_unknown: bool = False

    def reports(self, period: date) -> bool:
        return (self.active_from is None or period >= self.active_from) and (
            self.active_until is None or period <= self.active_until
        )


@dataclass(frozen=True)
class Series:
    """One line of a chart: a value or a reason for every period from the first to the last entered one.

    Of rare events a period is the date of one. deviations: standard deviations beside averages, else all None.
    """

    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    numerators: tuple[float | None, ...]
    denominators: tuple[float | None, ...]
    notes: tuple[str, ...]
    deviations: tuple[float | None, ...]

    def to_dict(self) -> dict[str, Any]:
        """A dict that JSON can hold: without a column that has nothing in it, or values that are the numerators."""
        kept: dict[str, Any] = {"periods": packed_periods(tuple(self.periods))}
        for name in ("numerators", "denominators", "deviations"):
            if any(number is not None for number in getattr(self, name)):
                kept[name] = list(getattr(self, name))
        if self.values != self.numerators:
            kept["values"] = list(self.values)
        if any(self.notes):
            kept["notes"] = {str(position): note for position, note in enumerate(self.notes) if note}
        return kept

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Series":
        """The Series that `to_dict` was made from."""
        periods = unpacked_periods(stored.get("periods", ()))
        without = (None,) * len(periods)
        numbers = {name: tuple(stored.get(name, without)) for name in ("numerators", "denominators", "deviations")}
        notes = stored.get("notes", {})
        return cls(
            periods=periods,
            values=tuple(stored.get("values", numbers["numerators"])),
            notes=tuple(notes.get(str(position), "") for position in range(len(periods))),
            **numbers,
        )

    def fingerprint(self, plan: str = "") -> str:
        """SHA-256 of the series and of how it is computed, so that the same input is never computed twice."""
        columns = (self.values, self.numerators, self.denominators, self.deviations)
        numbers = b"".join(
            array("d", (math.nan if number is None else number for number in column)).tobytes() for column in columns
        )
        notes = {i: note for i, note in enumerate(self.notes) if note}
        return digest(common(plan, self.periods), numbers, notes)


def common(plan: str, periods: Sequence[str]) -> bytes:
    """What the fingerprints of all series have in common that are of the same periods and computed by the same plan."""
    return hashlib.sha256("\0".join((plan, *periods)).encode()).digest()


def digest(common: bytes, numbers: bytes, notes: Mapping[int, str] | None) -> str:
    """The fingerprint of a series. numbers: values, numerators, denominators and deviations, one column after the
    other, as 8-byte floats of this machine (nan missing). notes: by position, those that say something."""
    told = common + numbers
    if notes:
        told += "\0".join(f"{position} {notes[position]}" for position in sorted(notes)).encode()
    return hashlib.sha256(told).hexdigest()


_FREQUENCIES = (periods.WEEK, periods.MONTH, periods.QUARTER)


@lru_cache(maxsize=1024)
def packed_periods(iso: tuple[str, ...]) -> Any:
    """Two periods or more that follow each other, as their frequency, the first, and how many; else a list."""
    if len(iso) < 2:
        return list(iso)
    first, second = date.fromisoformat(iso[0]), date.fromisoformat(iso[1])
    for every in _FREQUENCIES:
        if periods.following(every, first) == second and spans(every, iso[0], len(iso)) == iso:
            return {"every": every, "from": iso[0], "count": len(iso)}
    return list(iso)


def unpacked_periods(stored: Any) -> tuple[str, ...]:
    """The periods that were packed."""
    return spans(stored["every"], stored["from"], stored["count"]) if isinstance(stored, Mapping) else tuple(stored)


@lru_cache(maxsize=1024)
def spans(frequency: str, first: str, count: int) -> tuple[str, ...]:
    """So many periods from this one on, as ISO dates."""
    found = []
    start = periods.first_day(frequency, date.fromisoformat(first))
    for _ in range(count):
        found.append(start.isoformat())
        start = periods.following(frequency, start)
    return tuple(found)


EMPTY = Series((), (), (), (), (), ())


@dataclass(frozen=True)
class _Cell:
    numerator: Decimal | None
    denominator: Decimal | None
    note: str
    deviation: Decimal | None = None


def build(counting: Counting, groups: Sequence[Group], points: Iterable[PointRow]) -> dict[int | None, Series]:
    """The series for everyone (key None) and for each group (key its id).

    Everyone is what was entered for everyone; where groups were entered instead it is the sum of their numerators
    over the sum of their denominators, in periods where every group that reports has its number. Such totals are of
    the groups that report in the latest entered period and of no others: a period in which more or fewer groups
    reported is a gap, or a group that comes or goes would look like a change. A measured number (an average) cannot
    be summed, so it has no such total. Rare events are dated by themselves and have no groups.
    """
    cells: dict[tuple[int | None, date], _Cell] = {
        (row.stratum_id, row.period): _Cell(row.numerator, row.denominator, row.no_data_reason, row.deviation)
        for row in points
    }
    if counting.frequency == "event":
        return {None: _events(counting, sorted((period, cell) for (_, period), cell in cells.items()))}
    last = max((period for _, period in cells), default=None)
    spans = periods.between(counting.frequency, counting.starts_on, last) if last else []
    series: dict[int | None, Series] = {
        group.id: _line(counting, [(p, cells.get((group.id, p))) for p in spans if group.reports(p)])
        for group in groups
    }
    summed = bool(groups) and counting.kind not in ("value", "average")
    totals = [(p, cells.get((None, p)) or (_sum(groups, cells, p, last) if summed and last else None)) for p in spans]
    return {None: _line(counting, totals), **series}


def _sum(
    groups: Sequence[Group], cells: Mapping[tuple[int | None, date], _Cell], period: date, latest: date
) -> _Cell | None:
    due = [group for group in groups if group.reports(period)]
    found = [(group, cells.get((group.id, period))) for group in due]
    if not any(cell for _, cell in found):
        return None
    if otherwise := _counted_otherwise(groups, period, latest):
        return _Cell(None, None, f"Not comparable: {otherwise}")
    without = [group.name for group, cell in found if cell is None or cell.numerator is None]
    if without:
        return _Cell(None, None, f"No total: nothing for {', '.join(without)}")
    numbers = [cell for _, cell in found if cell is not None]
    numerator = sum((cell.numerator or Decimal(0) for cell in numbers), Decimal(0))
    denominators = [cell.denominator for cell in numbers if cell.denominator is not None]
    return _Cell(numerator, sum(denominators, Decimal(0)) if denominators else None, "")


def _counted_otherwise(groups: Sequence[Group], period: date, latest: date) -> str:
    """How the groups that report in this period differ from those of the latest one, in words; "" if they do not."""
    also = [group.name for group in groups if group.reports(period) and not group.reports(latest)]
    without = [group.name for group in groups if group.reports(latest) and not group.reports(period)]
    parts = ((also, "also counted"), (without, "not yet counted"))
    return "; ".join(f"{names_of(names)} {'was' if len(names) == 1 else 'were'} {how}" for names, how in parts if names)


def names_of(names: Sequence[str]) -> str:
    """Several names as one says them: 'A, B and C'."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _events(counting: Counting, cells: Sequence[tuple[date, _Cell]]) -> Series:
    """Rare events by date: the days since the one before (the first: since counting began), or the cases since."""
    if counting.kind != "days_between":
        return _line(counting, cells)
    before = [counting.starts_on, *(day for day, _ in cells)]
    gaps = [
        _Cell(Decimal((day - since).days), None, cell.note) for since, (day, cell) in zip(before, cells, strict=False)
    ]
    days = [cell if cell.numerator else _Cell(None, None, "On the day counting began") for cell in gaps]
    return _line(counting, [(day, cell) for (day, _), cell in zip(cells, days, strict=True)])


def _line(counting: Counting, cells: Sequence[tuple[date, _Cell | None]]) -> Series:
    rows: list[tuple[float | None, float | None, float | None, str, float | None]] = []
    for _, cell in cells:
        if cell is None:
            rows.append((None, None, None, NOT_ENTERED, None))
            continue
        value = value_of(counting.kind, counting.rate_per, cell.numerator, cell.denominator)
        note = cell.note or ("" if value is not None else NOBODY_TO_COUNT)
        rows.append((value, as_float(cell.numerator), as_float(cell.denominator), note, as_float(cell.deviation)))
    columns = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return Series(tuple(p.isoformat() for p, _ in cells), *columns)


def as_float(number: Decimal | None) -> float | None:
    """The number as the kernel takes it."""
    return None if number is None else float(number)
