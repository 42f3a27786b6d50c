"""The invented numbers of one measure, as somebody would type them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from evaluation.seed.projects import Counted
from evaluation.seed.shapes import CONSTANT, WORSENING, Shape, about, level, proportion
from measures.actions import Entry


@dataclass(frozen=True)
class Group:
    """A group's numbers (id None: everyone's): its share of the people at first and when the level has changed, its
    distance from the level, and how much of the change it makes.
    """

    id: int | None = None
    share: float = 1.0
    share_then: float = 1.0
    distance: float = 0.0
    pace: float = 1.0


EVERYONE = (Group(),)


def groups_in(counted: Counted, shape: Shape, ids: Mapping[str, int]) -> Sequence[Group]:
    """The groups of a measure as this shape moves them; ids by name."""
    found = [
        Group(ids[name], share, shape.shares.get(name, share), distance, shape.paces.get(name, 1.0))
        for name, share, distance in counted.groups
    ]
    return found or EVERYONE


def entries_of(
    counted: Counted, shape: Shape, spans: Sequence[date], groups: Sequence[Group], rng: Random
) -> list[Entry]:
    """One entry a period and group; of rare events the spans are the days of the first and the last period."""
    if shape.empty:
        return []
    if counted.fields["frequency"] == "event":
        return list(_events(counted, shape, spans, rng))
    kept = spans[: len(spans) - shape.late] if shape.late else spans
    return [entry for at, span in enumerate(kept) for entry in _period(counted, shape, (at, span, spans), groups, rng)]


def _period(
    counted: Counted, shape: Shape, when: tuple[int, date, Sequence[date]], groups: Sequence[Group], rng: Random
) -> Iterator[Entry]:
    at, span, spans = when
    reason = shape.gaps.get(len(spans) - 1 - at, "")
    so_far = level(shape.kind, at, len(spans))
    step = (counted.moved - counted.start) * so_far * (-1.4 if shape.kind == WORSENING else 1)
    for group in groups:
        share = group.share + (group.share_then - group.share) * so_far
        if reason:
            yield Entry(span, group.id, no_data_reason=reason)
        elif shape.kind == CONSTANT:
            yield _constant(counted, span, group.id, share)
        else:
            now = counted.start + step * group.pace + group.distance
            yield _scattered(counted, span, group.id, (now, share), rng)


def _events(counted: Counted, shape: Shape, spans: Sequence[date], rng: Random) -> Iterator[Entry]:
    """Rare events by date, at random: the longer between two, the better. A case comes every second day."""
    first, last = spans[0], spans[-1]
    day, whole = first, (last - first).days
    by_days = counted.fields["kind"] == "days_between"
    while True:
        so_far = level(shape.kind, (day - first).days, whole)
        between = 1 + int(rng.expovariate(1 / (counted.start + (counted.moved - counted.start) * so_far)))
        day += timedelta(days=between if by_days else 2 * between)
        if day > last:
            return
        yield Entry(day, None, Decimal(1 if by_days else between))


def _constant(counted: Counted, span: date, stratum_id: int | None, share: float) -> Entry:
    if counted.fields["kind"] != "percentage":
        return Entry(span, stratum_id, Decimal(str(counted.start)))
    of = round(counted.size * share)
    return Entry(span, stratum_id, Decimal(of), Decimal(of))


def _scattered(
    counted: Counted, span: date, stratum_id: int | None, level_and_share: tuple[float, float], rng: Random
) -> Entry:
    now, share = level_and_share
    kind = counted.fields["kind"]
    if kind == "count":
        return Entry(span, stratum_id, Decimal(about(rng, now * share)))
    if kind == "value":
        return Entry(span, stratum_id, Decimal(str(round(max(0.1, rng.gauss(now, counted.size / 10)), 1))))
    of = about(rng, counted.size * share)
    if kind == "average":
        spread = round(now * rng.uniform(0.34, 0.5), 1)
        mean = round(max(0.1, rng.gauss(now, spread / of**0.5)), 1)
        return Entry(span, stratum_id, Decimal(str(mean)), Decimal(of), deviation=Decimal(str(spread)))
    if kind == "rate":
        return Entry(span, stratum_id, Decimal(about(rng, of * now / 1000)), Decimal(of))
    return Entry(span, stratum_id, Decimal(proportion(rng, min(max(now / 100, 0.02), 0.98), of)), Decimal(of))
