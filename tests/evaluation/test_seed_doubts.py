"""The demonstration's numbers, typed one after another: nothing is asked about, unless a digit slips."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
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
from measures.numbers import problems
from measures.queries.entry import shape_of

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


def slipped(field: str, times: Decimal, kinds: Collection[str]) -> list[bool]:
    """For each long series of these kinds whether the slip in its latest number is noticed: refused or asked about."""
    found = []
    for measure, entries in seeded():
        last = next((one for one in reversed(entries) if one.has_number and (one.numerator or 0) > 0), None)
        number = None if last is None else getattr(last, field)
        if last is None or number is None or len(entries) < 20 or measure.kind not in kinds:
            continue
        slip = replace(last, **{field: number * times // 1})
        others = [one for one in entries if one is not last]
        wrong = problems(shape_of(measure), slip.numerator, slip.denominator, slip.deviation)
        found.append(bool(wrong or doubts_among(measure, [slip], [*others, slip])))
    return found


@pytest.mark.parametrize("field", ["numerator", "denominator"])
@pytest.mark.parametrize("kinds", [{Kind.PERCENTAGE}, set(Kind) - {Kind.PERCENTAGE}], ids=["percentages", "others"])
def test_a_digit_too_many_in_the_latest_number_is_refused_or_asked_about(field: str, kinds: set[str]) -> None:
    found = slipped(field, Decimal(10), kinds)
    assert len(found) >= 6
    assert sum(found) >= 0.95 * len(found)


def test_a_digit_too_few_in_a_percentage_is_noticed_in_its_denominator_and_at_times_in_its_numerator() -> None:
    """4 out of 63 is no surprise where the share was once nearly as low, or where few are counted."""
    assert all(slipped("denominator", Decimal("0.1"), {Kind.PERCENTAGE}))
    found = slipped("numerator", Decimal("0.1"), {Kind.PERCENTAGE})
    assert sum(found) >= len(found) / 3
