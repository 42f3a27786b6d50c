"""The invented numbers of one measure, as somebody would type them. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from evaluation.seed.projects import Counted
from evaluation.seed.shapes import CONSTANT, WORSENING, Shape, about, level, proportion
from measures.actions import Entry

Groups = Sequence[tuple[int | None, float, float]]


def entries_of(counted: Counted, shape: Shape, spans: Sequence[date], groups: Groups, rng: Random) -> list[Entry]:
    """One entry a period and group. `groups`: id, share of the people and distance from the level; one (None, 1, 0)
    for everyone.
    """
    if shape.empty:
        return []
    kept = spans[: len(spans) - shape.late] if shape.late else spans
    return [entry for at, span in enumerate(kept) for entry in _period(counted, shape, (at, span, spans), groups, rng)]


def _period(
    counted: Counted, shape: Shape, when: tuple[int, date, Sequence[date]], groups: Groups, rng: Random
) -> Iterator[Entry]:
    at, span, spans = when
    reason = shape.gaps.get(len(spans) - 1 - at, "")
    step = counted.moved - counted.start
    now = counted.start + step * level(shape.kind, at, len(spans)) * (-1.4 if shape.kind == WORSENING else 1)
    for stratum_id, share, distance in groups:
        if reason:
            yield Entry(span, stratum_id, no_data_reason=reason)
        elif shape.kind == CONSTANT:
            yield _constant(counted, span, stratum_id, share)
        else:
            yield _scattered(counted, span, stratum_id, (now + distance, share), rng)


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
    if kind == "rate":
        return Entry(span, stratum_id, Decimal(about(rng, of * now / 1000)), Decimal(of))
    return Entry(span, stratum_id, Decimal(proportion(rng, min(max(now / 100, 0.02), 0.98), of)), Decimal(of))
