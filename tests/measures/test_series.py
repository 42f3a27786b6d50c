"""From stored points to series: who is counted in the total, gaps with their reason, and periods nobody entered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from measures import periods
from measures.charts import ChartSpec
from measures.charts.words import verdict
from measures.series import EMPTY, NOT_ENTERED, Counting, Group, Series, build
from measures.spc import analyse

JAN, FEB, MAR = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)
SHARE = Counting("percentage", 1000, "month", JAN)
COUNT = Counting("count", 1000, "month", JAN)
AVERAGE = Counting("value", 1000, "month", JAN)
A, B = Group(1, "Clinic A"), Group(2, "Clinic B")


@dataclass(frozen=True)
class Row:
    stratum_id: int | None
    period: date
    numerator: Decimal | None
    denominator: Decimal | None = None
    no_data_reason: str = ""
    deviation: Decimal | None = None


def row(group: int | None, period: date, n: float | None, d: float | None = None, reason: str = "") -> Row:
    numbers = (None if number is None else Decimal(str(number)) for number in (n, d))
    return Row(group, period, *numbers, reason)


def test_without_points_there_is_nothing_to_draw() -> None:
    assert build(SHARE, [A], []) == {None: EMPTY, 1: EMPTY}


@pytest.mark.parametrize(
    ("counting", "n", "d", "value", "note"),
    [
        (SHARE, 3, 12, 25.0, ""),
        (SHARE, 0, 0, None, "Nobody to count in this period"),
        (Counting("rate", 1000, "month", JAN), 3, 12, 250.0, ""),
        (COUNT, 0, None, 0.0, ""),
        (AVERAGE, -1.5, None, -1.5, ""),
    ],
)
def test_one_point(counting: Counting, n: float, d: float | None, value: float | None, note: str) -> None:
    line = build(counting, [], [row(None, JAN, n, d)])[None]
    assert line == Series(("2025-01-01",), (value,), (float(n),), (None if d is None else float(d),), (note,), (None,))


def test_gaps_say_why() -> None:
    line = build(COUNT, [], [row(None, MAR, 4), row(None, JAN, None, reason="Clinic closed")])[None]
    assert line.periods == ("2025-01-01", "2025-02-01", "2025-03-01")
    assert line.values == (None, None, 4.0)
    assert line.notes == ("Clinic closed", NOT_ENTERED, "")


def test_everyone_is_the_sum_of_the_groups() -> None:
    found = build(SHARE, [A, B], [row(1, JAN, 1, 10), row(2, JAN, 3, 30), row(1, FEB, 5, 10)])
    assert found[None].values == (10.0, None)
    assert (found[None].numerators[0], found[None].denominators[0]) == (4.0, 40.0)
    assert found[None].notes == ("", "No total: nothing for Clinic B")
    assert (found[1].values, found[2].values) == ((10.0, 50.0), (10.0, None))


def test_what_was_entered_for_everyone_is_not_summed() -> None:
    assert build(COUNT, [A], [row(None, JAN, 7), row(1, JAN, 5)])[None].values == (7.0,)


def test_an_average_has_no_total() -> None:
    found = build(AVERAGE, [A, B], [row(1, JAN, 5), row(2, JAN, 7)])
    assert (found[None].values, found[None].notes) == ((None,), (NOT_ENTERED,))
    assert found[2].values == (7.0,)


def months(count: int) -> list[date]:
    return periods.between("month", JAN, date(2030, 1, 1))[:count]


def spec(line: Series, direction: str) -> ChartSpec:
    starts = tuple(date.fromisoformat(text) for text in line.periods)
    return ChartSpec(
        title="T", y_label="Y", unit="", decimals=0, direction=direction, periods=starts, labels=line.periods,
        values=line.values, notes=line.notes, numerators=None, denominators=None, target=None, marks=(),
        analysis=analyse(line.values),
    )  # fmt: skip


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_group_that_retires_is_no_change_in_the_total(direction: str) -> None:
    spans = months(24)
    retired = Group(2, "Clinic B", None, spans[11])
    points = [row(1, period, 99 + i % 3) for i, period in enumerate(spans)]
    points += [row(2, period, 101 - i % 3) for i, period in enumerate(spans[:12])]
    found = build(COUNT, [A, retired], points)
    assert found[None].values == (*[None] * 12, *(99.0 + i % 3 for i in range(12, 24)))
    assert found[None].notes == (*["Not comparable: Clinic B was also counted"] * 12, *[""] * 12)
    assert len(found[2].values) == 12
    assert verdict(spec(found[None], direction)) not in ("better", "worse")


def test_a_group_that_is_new_begins_the_total_anew() -> None:
    new = Group(2, "Clinic B", FEB)
    points = [row(1, JAN, 4), row(1, FEB, 5), row(2, FEB, 6), row(1, MAR, 7), row(2, MAR, 8)]
    total = build(COUNT, [A, new], points)[None]
    assert total.values == (None, 11.0, 15.0)
    assert total.notes[0] == "Not comparable: Clinic B was not yet counted"


def test_a_group_for_another_is_told_in_one_note() -> None:
    gone, also, new = Group(2, "B", None, JAN), Group(3, "C", None, JAN), Group(4, "D", FEB)
    points = [*(row(group, JAN, 1) for group in (1, 2, 3)), row(1, FEB, 1), row(4, FEB, 1)]
    total = build(COUNT, [A, gone, also, new], points)[None]
    assert total.notes[0] == "Not comparable: B and C were also counted; D was not yet counted"
    assert total.values == (None, 2.0)


def test_groups_that_have_not_retired_by_the_latest_numbers_are_all_counted() -> None:
    later = Group(2, "Clinic B", None, FEB)
    points = [row(group, period, 10) for group in (1, 2) for period in (JAN, FEB)]
    assert build(COUNT, [A, later], points)[None].values == (20.0, 20.0)
    assert build(COUNT, [A, B], points)[None].values == (20.0, 20.0)


def test_a_period_without_any_number_is_only_not_entered() -> None:
    new = Group(2, "Clinic B", MAR)
    total = build(COUNT, [A, new], [row(1, FEB, 4), row(1, MAR, 5), row(2, MAR, 6)])[None]
    assert total.notes == (NOT_ENTERED, "Not comparable: Clinic B was not yet counted", "")


def test_a_series_comes_back_as_it_was_stored() -> None:
    line = build(SHARE, [], [row(None, JAN, 3, 12), row(None, FEB, None, reason="Closed")])[None]
    assert Series.from_dict(line.to_dict()) == line
    assert line.fingerprint() == Series.from_dict(line.to_dict()).fingerprint()
    assert line.fingerprint() != build(SHARE, [], [row(None, JAN, 4, 12)])[None].fingerprint()
