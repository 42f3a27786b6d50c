"""From rows as people keep them (unsorted, several to a period, with gaps) to one series in order."""

import math
import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.spc.axis import are_dates
from measures.spc.catalogue import RATIOS, needs_denominator, takes_denominator

X = float | str
Group = list["Row"]

_NAMES = ("x", "y", "n", "sd")
# Names by which a row would not be read, and which can only be meant for the others.
_MEANT = frozenset({*_NAMES, "numerator", "denominator"})

# Charts of numbers counted, and of cases or time between events.
_COUNTED = frozenset({"p", "pp", "u", "up", "c", "g", "t"})

_LIKE_NUMBER = re.compile(r"[\d,. ]*\d[\d,. ]*", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)

# Squares and sums of larger numbers leave the range of floats.
LARGEST = 1e100

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

    categories: x is text that is neither dates nor numbers, so its order means nothing. notes: what was done with
    rows that the reader might not expect.
    """

    x: tuple[X, ...]
    values: tuple[float | None, ...]
    denominators: tuple[float | None, ...] | None
    deviations: tuple[float | None, ...] | None
    categories: bool
    notes: tuple[str, ...]


def arrange(
    rows: Sequence[Mapping[str, Any]],
    chart: str,
    aggregate: str = "mean",
    *,
    places: Sequence[str] | None = None,
    drop_without_x: bool = False,
    as_given: bool = False,
) -> Table:
    """Rows with `x`, `y` and where there are such `n` and `sd`, made into the series of a chart of this kind.

    The rows are sorted by x (labels, which are text that is no date, stay in the order they first came).
    Rows with the same x become one: of ratios and counts the sums, for Xbar and S a subgroup (rows that have `sd`
    are subgroups already), for other charts what `aggregate` names (a key of AGGREGATES) of the values that are there.
    A ratio needs both its numbers: without either, or with a denominator of 0, a row is missing.
    places: what each row is called where something is wrong with it, by default "row 1" and so on. drop_without_x:
    a row whose x is null is left out, as qicharts2 does. as_given: a y below 0 or larger than its n is computed with
    and noted, as the tools do.
    Raises ValueError, naming the row, for one without x, for what is not a number, an infinite one, a count below 0, a
    part larger than its whole, dates that cannot be put in order, or for an XmR chart a repeated x.
    """
    if aggregate not in AGGREGATES:
        raise ValueError(f"the aggregate must be one of {', '.join(AGGREGATES)}, not {aggregate!r}")
    called = places or [f"row {number}" for number in range(1, len(rows) + 1)]
    checked = [(_row(row, place, drop_without_x), place) for row, place in zip(rows, called, strict=True)]
    found = [(row, place) for row, place in checked if row is not None]
    has_n = any("n" in row for row in rows)
    impossible = _checked(chart, found, as_given, has_n=has_n)
    groups: dict[X, Group] = {}
    for row, _ in found:
        groups.setdefault(row.x, []).append(row)
    categories = _are_labels(found)
    order = list(groups) if categories else sorted(groups)  # type: ignore[type-var]
    if chart == "xmr" and len(order) < len(found):
        raise ValueError(f"duplicate rows found in x ({_repeated(found)}): an XmR chart has one value a period")
    one = _chooser(chart, aggregate, has_n=has_n)
    made = [one(groups[x]) for x in order]
    with_n = chart == "ip" or (has_n and takes_denominator(chart)) or chart in ("xbar", "s")
    kept = [row for row, _ in found]
    return Table(
        x=tuple(order),
        values=tuple(value for value, _, _ in made),
        denominators=tuple(n for _, n, _ in made) if with_n else None,
        deviations=tuple(sd for _, _, sd in made) if chart in ("xbar", "s") else None,
        categories=categories,
        notes=(*_notes(kept, chart, aggregate, given=len(rows), points=len(order), has_n=has_n), *impossible),
    )


def _row(row: Mapping[str, Any], place: str, drop_without_x: bool) -> Row | None:
    if not isinstance(row, Mapping):
        raise ValueError(f"{place} of the series is not an object with x and y")
    if wrong := [name for name in row if name not in _NAMES and name.strip().lower() in _MEANT]:
        raise ValueError(f"{place} has {wrong[0]!r}: a row has x, y and where there are such n and sd")
    if drop_without_x and row.get("x", 0) is None:
        return None
    x = row.get("x")
    if isinstance(x, str):
        x = x.strip()
    if x is None or x == "":
        raise ValueError(f"{place} has no x")
    if not isinstance(x, str) and (isinstance(x, bool) or not isinstance(x, int | float) or not _is_finite(x)):
        raise ValueError(f"x of {place} is neither text nor a number that a chart can show: {_short(x)}")
    if "y" not in row:
        raise ValueError(f"{place} has no y")
    return Row(x, *(_number(row.get(name), name, place) for name in ("y", "n", "sd")))


def _number(value: Any, name: str, place: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} of {place} is not a number: {_short(value)}{_hint(value)}")
    if isinstance(value, float) and math.isnan(value):
        return None
    if not _is_finite(value):
        raise ValueError(f"{name} of {place} must be finite")
    if abs(value) > LARGEST:
        raise ValueError(f"{name} of {place} is too large to calculate with: {value:.3g}")
    return float(value)


def _is_finite(value: float) -> bool:
    """Whether a number is finite and, where it is a whole one, not too long for a float."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _short(value: Any) -> str:
    said = repr(value) if not isinstance(value, int) or _is_finite(value) else "a whole number of very many digits"
    return said if len(said) <= 60 else said[:57] + "..."


def _hint(value: Any) -> str:
    """What to do about a number that is written in another way."""
    bare = value.strip().lstrip("£$€-+").rstrip("% ") if isinstance(value, str) else ""
    if not _LIKE_NUMBER.fullmatch(bare):
        return ""
    if "," in bare and not _THOUSANDS.fullmatch(bare):
        return " (decimals are written with a point)"
    signs = {"%": "the %", ",": "the commas", "£": "the £", "$": "the $", "€": "the €", " ": "the spaces"}
    wrong = [name for sign, name in signs.items() if sign in value.strip()]
    return f" (leave out {' and '.join(wrong)})" if wrong else " (it is text: leave out the quotation marks)"


def _checked(chart: str, found: Sequence[tuple[Row, str]], as_given: bool, *, has_n: bool) -> list[str]:
    """What no counting can give, as notes; refused unless it is to be taken as given."""
    for row, place in found:
        _check_counts(chart, row, place, has_n=has_n)
    impossible = [words for row, place in found if (words := _impossible(chart, row, place))]
    if impossible and not as_given:
        raise ValueError(impossible[0])
    return impossible


def _check_counts(chart: str, row: Row, place: str, *, has_n: bool) -> None:
    """Raise ValueError for what can be computed with in no chart of this kind."""
    if row.n is not None and row.n < 0:
        raise ValueError(f"n of {place} is {row.n:g}, below 0")
    if row.sd is not None and row.sd < 0:
        raise ValueError(f"sd of {place} is {row.sd:g}: a standard deviation is not below 0")
    if row.y is None:
        return
    if chart == "t" and row.y <= 0:
        raise ValueError(f"y of {place} is {row.y:g}: a time between events must be greater than zero")
    if row.y < 0 and chart == "s" and has_n:
        raise ValueError(f"y of {place} is {row.y:g}: on this chart y is not below 0")


def _impossible(chart: str, row: Row, place: str) -> str:
    """What is wrong with a row that no counting can give, or ""."""
    if row.y is None:
        return ""
    if row.y < 0 and chart in _COUNTED:
        return f"y of {place} is {row.y:g}: on this chart y is not below 0"
    if chart in ("p", "pp") and row.n and row.y > row.n:
        return f"y of {place} is {row.y:g}, more than its n of {row.n:g}: a P chart shows parts of a whole"
    return ""


def _are_labels(found: Sequence[tuple[Row, str]]) -> bool:
    texts = [(row.x, place) for row, place in found if isinstance(row.x, str)]
    if texts and len(texts) < len(found):
        number = next((row.x, place) for row, place in found if not isinstance(row.x, str))
        raise ValueError(
            f"x is text in some rows and a number in others: {texts[0][0]!r} in {texts[0][1]},"
            f" {number[0]!r} in {number[1]}"
        )
    return bool(texts) and not are_dates(texts)


def _repeated(found: Sequence[tuple[Row, str]]) -> str:
    """The first x that comes again, and where."""
    seen: dict[X, str] = {}
    for row, place in found:
        if row.x in seen:
            return f"{row.x!r} in {seen[row.x]} and {place}"
        seen[row.x] = place
    return ""


def _notes(kept: Sequence[Row], chart: str, aggregate: str, *, given: int, points: int, has_n: bool) -> Iterable[str]:
    if left_out := given - len(kept):
        yield f"{left_out} without x, left out"
    if points < len(kept) and chart not in ("xbar", "s"):
        summed = chart == "c" or (has_n and chart in RATIOS)
        yield f"{len(kept)} rows became {points} points: those of one x by their {'sum' if summed else aggregate}"
    if has_n and not takes_denominator(chart):
        yield f"n is not used on a chart of kind {chart}"
    if has_n and chart in RATIOS:
        without = sum(row.y is not None and row.n is None for row in kept)
        if without:
            yield f"{without} without n, treated as missing"


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
