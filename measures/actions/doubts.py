"""Numbers that are asked about before they are kept: which they are, and the question. Writes nothing."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple, Protocol

from measures.models import Kind, Measure
from measures.numbers import Told, grouped, number_text
from measures.queries.entry import Key, numbers_beside
from measures.unusual import Usual, far_count, far_number, far_rate, far_share

# A number is held against so many before it and so many after it.
REACH = 30
_FAR = "{} is far from what has been entered before (usually {})."


class Row(Told, Protocol):
    """One period's numbers for one group, stored or brought."""

    @property
    def period(self) -> date: ...
    @property
    def stratum_id(self) -> int | None: ...


class Doubt(NamedTuple):
    """One number to ask about: whose it is, the field it stands in, and what is to be thought of."""

    key: Key
    field: str
    words: str


class _Pair(NamedTuple):
    """One period's numbers, as they are or will be stored."""

    period: date
    numerator: float
    denominator: float | None
    deviation: float | None


def doubts_of(measure: Measure, asked: Collection[Row], brought: Iterable[Row] = ()) -> list[Doubt]:
    """The numbers of these rows that are far from all others, those that are stored and those brought along with them.

    Not asked: rare events, between which the time is long and short by its nature.
    """
    if not asked or measure.is_dated_by_events:
        return []
    rows: dict[Key, Row] = {_key(row): row for row in (*brought, *asked)}
    stored = [row for row in numbers_beside(measure, {row.stratum_id for row in asked}) if _key(row) not in rows]
    return doubts_among(measure, asked, chain(stored, rows.values()))


def doubts_among(measure: Measure, asked: Iterable[Row], every: Iterable[Row]) -> list[Doubt]:
    """The same, where `every` is all that is stored and brought, each period of a group once. Reads nothing."""
    series: dict[int | None, list[_Pair]] = defaultdict(list)
    for row in every:
        if row.numerator is not None:
            series[row.stratum_id].append(_pair(row.period, row))
    for pairs in series.values():
        pairs.sort(key=lambda pair: pair.period)
    numbers = [row for row in asked if row.numerator is not None]
    return [doubt for row in numbers for doubt in _doubts(measure, row, series[row.stratum_id])]


def _key(row: Row) -> Key:
    return (row.stratum_id, row.period)


def _pair(period: date, told: Told) -> _Pair:
    numerator, denominator, deviation = (
        None if number is None else float(number) for number in (told.numerator, told.denominator, told.deviation)
    )
    return _Pair(period, numerator or 0.0, denominator, deviation)


def _doubts(measure: Measure, entry: Row, series: Sequence[_Pair]) -> Iterator[Doubt]:
    at = bisect_left(series, entry.period, key=lambda pair: pair.period)
    one, others = series[at], [*series[max(0, at - REACH) : at], *series[at + 1 : at + 1 + REACH]]
    if measure.has_denominator and one.denominator is not None:
        of = [pair.denominator for pair in others if pair.denominator is not None]
        if usual := far_count(one.denominator, of):
            yield _doubt(entry, "denominator", entry.denominator, usual)
    if measure.has_deviation and one.deviation is not None:
        spreads = [pair.deviation for pair in others if pair.deviation is not None]
        if usual := far_number(one.deviation, spreads):
            yield _doubt(entry, "deviation", entry.deviation, usual)
    if measure.kind in (Kind.PERCENTAGE, Kind.RATE):
        yield from _of_share(measure, entry, one, others)
        return
    test = far_count if measure.kind == Kind.COUNT else far_number
    if usual := test(one.numerator, [pair.numerator for pair in others]):
        yield _doubt(entry, "numerator", entry.numerator, usual)


def _of_share(measure: Measure, entry: Row, one: _Pair, others: Sequence[_Pair]) -> Iterator[Doubt]:
    """What a numerator and a denominator come to: it tells a slip in the numerator from a busy month."""
    if not one.denominator or entry.numerator is None or entry.denominator is None:
        return
    is_share = measure.kind == Kind.PERCENTAGE
    test: Callable[[float, float, Sequence[float]], Usual | None] = far_share if is_share else far_rate
    usual = test(one.numerator, one.denominator, [p.numerator / p.denominator for p in others if p.denominator])
    if usual is None:
        return
    times, unit = (100, "%") if is_share else (measure.rate_per, f" per {measure.rate_per:,}")
    value = f"{_rounded(times * one.numerator / one.denominator)}{unit}"
    told = f"{grouped(entry.numerator)} out of {grouped(entry.denominator)} ({value})"
    yield Doubt(_key(entry), "numerator", _FAR.format(told, _range(usual, times, "%" if is_share else "")))


def _doubt(entry: Row, field: str, number: Decimal | None, usual: Usual) -> Doubt:
    return Doubt(_key(entry), field, _FAR.format(grouped(number or Decimal(0)), _range(usual)))


def _range(usual: Usual, times: float = 1, unit: str = "") -> str:
    low, high = _rounded(usual.low * times), _rounded(usual.high * times)
    return f"{low}{unit}" if low == high else f"{low}{unit} to {high}{unit}"


def _rounded(number: float) -> str:
    """As one says it: whole from ten up where nothing is lost that matters, else with one decimal."""
    rounded = Decimal(str(round(number, 1 if abs(number) < 100 else 0)))
    return grouped(rounded) if abs(rounded) >= 1000 else number_text(rounded)
