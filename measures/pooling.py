"""One line for a whole collaborative: numerators and denominators of many organisations added up. Pure.

What comes out may be shown to everybody in the collaborative, so nothing else than that is kept: rounded values,
reasons, and how many organisations. Sums and single organisations' numbers stay in here. docs/programme.md says what
that protects and what it does not.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from measures import periods

# A total of fewer organisations than this is not shown: of two, each could work out the other's number.
FEWEST = 3
# Percent of the organisations that count by the version in force that must have reported before a total is shown.
COMPLETE = 80
# Counts of people from 1 to this are not shown (the rule of NHS England since 2018, docs/programme.md).
SMALL = 7
# A total of which one organisation is more than this many percent, by denominators, is that organisation's number.
LARGEST = 80

NOBODY = "No organisation has reported"
ONLY_DIFFERENTLY = "All that was reported is counted differently"
TOO_FEW = f"Fewer than {FEWEST} organisations: not shown"
NO_PEOPLE = "Nobody to count in this period"
SMALL_NUMBERS = "Small numbers: not shown"
ONE_LARGE = "One organisation makes up most of the total: not shown"

# An organisation's numerator and denominator, by its measure and the period's first day.
Totals = Mapping[tuple[int, date], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Version:
    """A way of counting, in force from the period that begins on `effective_from` until the next version's."""

    id: int
    number: int
    effective_from: date


@dataclass(frozen=True, slots=True)
class Adopted:
    """From `since` on an organisation counts in `measure`, by the version of that id (None: in a way of its own)."""

    since: date
    measure: int
    version: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation: when it takes part (ended_on None: still), and what it said of its counting, in any order."""

    id: int
    joined_on: date
    ended_on: date | None = None
    adopted: tuple[Adopted, ...] = ()

    def counts(self, period: date) -> Adopted | None:
        """What it said that holds in this period."""
        said = [one for one in self.adopted if one.since <= period]
        return max(said, key=lambda one: one.since) if said else None


@dataclass(frozen=True, slots=True)
class Pooled:
    """The pooled line, a column each; every column has an entry a period.

    periods: ISO dates. values: percent or rate, rounded, None where it is not shown. notes: why not, or "".
    counted: organisations in the total. differently: organisations that reported and are not in it, because they count
    by another version or in a way of their own. due: organisations that count by the version in force, whether they
    reported or not. taking_part: all organisations that take part. versions: number of the version in force.
    moved: how many organisations came into the total or left it since the value before in the same part (None: no
    value, or the first of its part).
    """

    periods: tuple[str, ...] = ()
    values: tuple[float | None, ...] = ()
    notes: tuple[str, ...] = ()
    counted: tuple[int, ...] = ()
    differently: tuple[int, ...] = ()
    due: tuple[int, ...] = ()
    taking_part: tuple[int, ...] = ()
    versions: tuple[int, ...] = ()
    moved: tuple[int | None, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Sequence[Any]]) -> "Pooled":
        """The Pooled that `to_dict` was made from; of nothing stored an empty one."""
        return cls(**{name: tuple(stored.get(name, ())) for name in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class _Period:
    """One period before it is known what of it may be shown."""

    start: date
    version: Version
    counted: Mapping[int, tuple[float, float]]
    differently: int
    due: int
    taking_part: int

    @property
    def reported(self) -> bool:
        return bool(self.counted or self.differently)


def pool(
    kind: str,
    rate_per: int,
    frequency: str,
    versions: Sequence[Version],
    members: Iterable[Member],
    totals: Totals,
    today: date,
) -> Pooled:
    """The pooled line of a programme measure, from its first version's first period to the latest one reported.

    kind: "percentage" or "rate". versions: all there are. totals: what the organisations reported in the measures they
    count in; a period without an entry was not reported. Only periods that are over before `today` are pooled.

    Each value is the sum of numerators over the sum of denominators of the organisations that count by the version in
    force (100 times that, or rate_per times). An organisation counts from when it reports, should it have joined later
    (its baseline), and no more in periods that begin after it ended. See `_hidden` for what is not shown.
    """
    ordered = sorted(versions, key=lambda version: version.effective_from)
    if not ordered:
        return Pooled()
    everyone = list(members)
    spans = [
        _period(start, _in_force(ordered, start), everyone, totals, periods.last_day(frequency, start))
        for start in periods.ended(frequency, ordered[0].effective_from, today)
    ]
    while spans and not spans[-1].reported:
        spans.pop()
    notes = [_hidden(kind, span) for span in spans]
    return Pooled(
        periods=tuple(span.start.isoformat() for span in spans),
        values=tuple(
            None if note else shown(kind, rate_per, *_sums(span)) for span, note in zip(spans, notes, strict=True)
        ),
        notes=tuple(notes),
        counted=tuple(len(span.counted) for span in spans),
        differently=tuple(span.differently for span in spans),
        due=tuple(span.due for span in spans),
        taking_part=tuple(span.taking_part for span in spans),
        versions=tuple(span.version.number for span in spans),
        moved=_moved(spans, notes),
    )


def _in_force(ordered: Sequence[Version], period: date) -> Version:
    return max((one for one in ordered if one.effective_from <= period), key=lambda one: one.effective_from)


def _period(start: date, version: Version, members: Iterable[Member], totals: Totals, last: date) -> _Period:
    counted: dict[int, tuple[float, float]] = {}
    differently = due = taking_part = 0
    for member in members:
        if member.ended_on is not None and member.ended_on < start:
            continue
        said = member.counts(start)
        total = totals.get((said.measure, start)) if said else None
        if member.joined_on > last and total is None:
            continue
        taking_part += 1
        by_version = said is not None and said.version == version.id
        due += by_version
        if total is None:
            continue
        if by_version:
            counted[member.id] = total
        else:
            differently += 1
    return _Period(start, version, counted, differently, due, taking_part)


def _sums(span: _Period) -> tuple[float, float]:
    return (
        math.fsum(numerator for numerator, _ in span.counted.values()),
        math.fsum(denominator for _, denominator in span.counted.values()),
    )


def _hidden(kind: str, span: _Period) -> str:
    """Why this period's value is not shown; "" where it is.

    Not with fewer than FEWEST organisations. Not before COMPLETE percent of those that count by the version in force
    have reported, or a month in which the large ones are late would look like a change. Not where the pooled numerator,
    or for a percentage the rest, is from 1 to SMALL. Not where one organisation is more than LARGEST percent of it.
    """
    reported = len(span.counted)
    if not reported:
        return ONLY_DIFFERENTLY if span.differently else NOBODY
    if reported < FEWEST:
        return TOO_FEW
    if 100 * reported < COMPLETE * span.due:
        return f"Only {reported} of the {span.due} organisations that count this way have reported: not shown"
    numerator, denominator = _sums(span)
    if not denominator:
        return NO_PEOPLE
    if 0 < numerator <= SMALL or (kind == "percentage" and 0 < denominator - numerator <= SMALL):
        return SMALL_NUMBERS
    if 100 * max(one for _, one in span.counted.values()) > LARGEST * denominator:
        return ONE_LARGE
    return ""


def shown(kind: str, rate_per: int, numerator: float, denominator: float) -> float:
    """The value as everybody may see it: a percentage to one decimal, a rate to three significant digits.

    A percentage within 1 of 0 or 100 has two significant digits of that distance, so that it is not called 0 or 100.
    An unrounded quotient would give away numerator and denominator, of which it is the one fraction in lowest terms.
    """
    if kind != "percentage":
        value = rate_per * numerator / denominator
        return round(value, 2 - math.floor(math.log10(value))) if value else 0.0
    value = 100 * numerator / denominator
    edge = min(value, 100 - value)
    return round(value, max(1, 1 - math.floor(math.log10(edge))) if edge > 0 else 1)


def _moved(spans: Sequence[_Period], notes: Sequence[str]) -> tuple[int | None, ...]:
    found: list[int | None] = []
    before: _Period | None = None
    for span, note in zip(spans, notes, strict=True):
        same_part = before is not None and before.version == span.version
        if note or before is None or not same_part:
            found.append(None)
        else:
            found.append(len(before.counted.keys() ^ span.counted.keys()))
        before = before if note else span
    return tuple(found)
