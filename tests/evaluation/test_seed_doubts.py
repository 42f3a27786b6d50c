"""The demonstration's numbers, typed one after another: nothing is asked about, unless a digit slips."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from evaluation.seed.build import MONTHS, first_month
from evaluation.seed.entries import entries_of, groups_in
from evaluation.seed.shapes import Shape
from evaluation.seed.stories import FIRST_COACH, SECOND_COACH, SEXUAL_SAFETY
from measures import periods
from measures.actions import Entry
from measures.actions.doubts import doubts_among
from measures.models import Kind, Measure

TODAY = date(2027, 3, 15)


def seeded() -> Iterator[tuple[Measure, list[Entry]]]:
    """Every measure of the demonstration with its numbers, oldest first."""
    for story in (*FIRST_COACH, *SECOND_COACH, *SEXUAL_SAFETY):
        for work in story.works:
            shapes = [*work.shapes, *[Shape()] * len(work.plan.measures)]
            for counted, shape in zip(work.plan.measures, shapes, strict=False):
                fields = counted.define(first_month(TODAY, MONTHS - shape.first))
                measure = Measure(kind=fields.kind, rate_per=fields.rate_per, frequency=fields.frequency)
                if measure.is_dated_by_events or not work.measured:
                    continue
                ids = {name: at for at, name in enumerate(counted.group_names, 1)}
                spans = periods.ended(fields.frequency, fields.starts_on, TODAY)
                rng = Random(f"{story.code} {work.plan.name} {fields.name}")
                yield measure, entries_of(counted, shape, spans, groups_in(counted, shape, ids), rng)


def asked(measure: Measure, entries: list[Entry]) -> int:
    """How many questions typing these numbers one after another brings."""
    return sum(len(doubts_among(measure, [one], entries[: at + 1])) for at, one in enumerate(entries))


def test_nothing_of_the_demonstration_is_asked_about() -> None:
    series = list(seeded())
    assert sum(one.has_number for _, entries in series for one in entries) > 2_500
    assert sum(asked(measure, entries) for measure, entries in series) == 0
    # All of it as one table, where each number is held against what comes before and after it.
    assert sum(len(doubts_among(measure, entries, entries)) for measure, entries in series) == 0


@pytest.mark.parametrize(("field", "least"), [("numerator", 0.95), ("denominator", 0.95)])
def test_a_digit_too_many_in_the_latest_number_is_asked_about(field: str, least: float) -> None:
    found = slips = 0
    for measure, entries in seeded():
        last = next((one for one in reversed(entries) if one.has_number and (one.numerator or 0) > 0), None)
        number = None if last is None else getattr(last, field)
        # More than all of them is refused, which is a surer help.
        if last is None or number is None or len(entries) < 20 or (measure.kind == Kind.PERCENTAGE and field[0] == "n"):
            continue
        slip = replace(last, **{field: number * 10})
        others = [one for one in entries if one is not last]
        slips += 1
        found += bool(doubts_among(measure, [slip], [*others, slip]))
    assert slips >= 10
    assert found >= least * slips
