"""From rows as people keep them (unsorted, several to a period, with gaps) to one series in order."""

import math
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures.spc.catalogue import RATIOS, needs_denominator, takes_denominator

X = float | str
Group = list["Row"]

AGGREGATES: dict[str, Callable[[list[float]], float | None]] = {
    "mean": statistics.fmean,
    "median": statistics.median,
    "sum": math.fsum,
    "sd": lambda values: statistics.stdev(values) if len(values) > 1 else None,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a value or numerator, a denominator or subgroup size, a subgroup's standard deviation."""

    x: X
    y: float | None
    n: float | None
    sd: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A series in order of x, one entry a period: the arguments of `analyse`.

    categories: x is text that is neither dates nor numbers, so its order means nothing.
    """

    x: tuple[X, ...]
    values: tuple[float | None, ...]
    denominators: tuple[float | None, ...] | None
    deviations: tuple[float | None, ...] | None
    categories: bool


def arrange(rows: Iterable[Mapping[str, Any]], chart: str, aggregate: str = "mean") -> Table:
    """Rows with `x`, `y` and where there are such `n` and `sd`, made into the series of a chart of this kind.

    Rows without x are dropped; the others are sorted by x (text that is no date stays in the order it first came).
    Rows with the same x become one: of ratios and counts the sums, for Xbar and S a subgroup (rows that have `sd`
    are subgroups already), for other charts what `aggregate` names (a key of AGGREGATES) of the values that are there.
    A ratio needs both its numbers: without either, or with a denominator of 0, a row is missing.
    Raises ValueError for what is not a number, an infinite one, a mixture of kinds of x, or for an XmR chart a
    repeated x.
    """
    if aggregate not in AGGREGATES:
        raise ValueError(f"the aggregate must be one of {', '.join(AGGREGATES)}, not {aggregate!r}")
    given = list(rows)
    checked = [_row(row, place) for place, row in enumerate(given, start=1)]
    found = [row for row in checked if row is not None]
    groups: dict[X, Group] = {}
    for row in found:
        groups.setdefault(row.x, []).append(row)
    kinds = {isinstance(x, str) for x in groups}
    if len(kinds) > 1:
        raise ValueError("x is text in some rows and a number in others")
    categories = kinds == {True} and not all(_is_date(str(x)) for x in groups)
    order = list(groups) if categories else sorted(groups)  # type: ignore[type-var]
    if chart == "xmr" and len(order) < len(found):
        raise ValueError("duplicate rows found in x: an XmR chart has one value a period")
    has_n = any(isinstance(row, Mapping) and "n" in row for row in given)
    one = _chooser(chart, aggregate, has_n=has_n)
    made = [one(groups[x]) for x in order]
    with_n = chart == "ip" or (has_n and takes_denominator(chart)) or chart in ("xbar", "s")
    return Table(
        x=tuple(order),
        values=tuple(value for value, _, _ in made),
        denominators=tuple(n for _, n, _ in made) if with_n else None,
        deviations=tuple(sd for _, _, sd in made) if chart in ("xbar", "s") else None,
        categories=categories,
    )


def _row(row: Mapping[str, Any], place: int) -> Row | None:
    if not isinstance(row, Mapping):
        raise ValueError(f"row {place} of the series is not an object with x and y")
    x = row.get("x")
    if x is None:
        return None
    if not isinstance(x, str) and (isinstance(x, bool) or not isinstance(x, int | float) or not math.isfinite(x)):
        raise ValueError(f"x of row {place} is neither text nor a number")
    if "y" not in row:
        raise ValueError(f"row {place} has no y")
    return Row(x, *(_number(row.get(name), name, place) for name in ("y", "n", "sd")))


def _number(value: Any, name: str, place: int) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} of row {place} is not a number: {value!r}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isnan(number):
        return None
    if math.isinf(number):
        raise ValueError(f"{name} of row {place} must be finite")
    return number


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


Made = tuple[float | None, float | None, float | None]


def _chooser(chart: str, aggregate: str, *, has_n: bool) -> Callable[[Group], Made]:
    """What makes one entry of several rows: value, denominator or size, standard deviation."""
    if chart in ("xbar", "s"):
        return (lambda rows: _given_subgroup(chart, rows)) if has_n else (lambda rows: _subgroup(chart, rows))
    if has_n and chart in RATIOS:
        return _sums
    if needs_denominator(chart):
        raise ValueError(f"chart {chart!r} needs denominators")
    if chart == "c":
        aggregate = "sum"
    return lambda rows: _aggregated(rows, AGGREGATES[aggregate])


def _sums(rows: Group) -> Made:
    pairs = [(row.y, row.n) for row in rows if row.y is not None and row.n is not None and row.n > 0]
    if not pairs:
        # One row keeps its numbers, so that the analysis can say why it is missing.
        return (rows[0].y, rows[0].n, None) if len(rows) == 1 else (None, None, None)
    return math.fsum(y for y, _ in pairs), math.fsum(n for _, n in pairs), None


def _aggregated(rows: Group, function: Callable[[list[float]], float | None]) -> Made:
    values = [row.y for row in rows if row.y is not None]
    return (function(values), float(len(values)), None) if values else (None, None, None)


def _subgroup(chart: str, rows: Group) -> Made:
    values = [row.y for row in rows if row.y is not None]
    if not values:
        return None, None, None
    deviation = AGGREGATES["sd"](values)
    return (deviation if chart == "s" else statistics.fmean(values)), float(len(values)), deviation


def _given_subgroup(chart: str, rows: Group) -> Made:
    if len(rows) > 1:
        raise ValueError(f"several subgroups for x {rows[0].x!r}")
    row = rows[0]
    return row.y, row.n, row.y if chart == "s" and row.sd is None else row.sd
