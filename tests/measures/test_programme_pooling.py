"""Pooling, without a database: sums, breaks, what is hidden and why."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures import pooling
from measures.pooling import Adopted, Member, Pooled, Version, pool, shown

ONE, TWO = Version(11, 1, date(2026, 1, 1)), Version(12, 2, date(2026, 4, 1))
JAN, FEB, MAR, APR, MAY, JUN = (date(2026, month, 1) for month in range(1, 7))
TODAY = date(2026, 7, 10)
LONG_AGO = date(2020, 1, 1)


def member(pk: int, *, by: Version | None = ONE, since: date = JAN, joined: date = LONG_AGO, **more: date) -> Member:
    """An organisation that counts in the measure of its own number."""
    return Member(pk, joined, more.get("ended"), (Adopted(since, pk, by.id if by else None),))


def pooled(
    members: list[Member],
    totals: Mapping[tuple[int, date], tuple[float, float]],
    *,
    versions: tuple[Version, ...] = (ONE,),
    kind: str = "percentage",
    rate_per: int = 1000,
    frequency: str = "month",
) -> Pooled:
    return pool(kind, rate_per, frequency, versions, members, totals, TODAY)


def everyone(pks: range, n: float, d: float, *months: date) -> dict[tuple[int, date], tuple[float, float]]:
    return {(pk, month): (n, d) for pk in pks for month in months}


def test_numerators_and_denominators_are_summed_and_not_percentages_averaged() -> None:
    totals = {(1, JAN): (90.0, 100.0), (2, JAN): (20.0, 200.0), (3, JAN): (30.0, 150.0)}
    found = pooled([member(pk) for pk in (1, 2, 3)], totals)
    # 140 of 450; the mean of 90, 10 and 20 percent would be 40.
    assert found.values == (31.1,)
    assert (found.counted, found.due, found.taking_part, found.differently) == ((3,), (3,), (3,), (0,))


def test_a_rate_is_for_every_so_many() -> None:
    totals = {(1, JAN): (30.0, 5000.0), (2, JAN): (18.0, 4000.0), (3, JAN): (7.0, 3000.0)}
    found = pooled([member(pk) for pk in (1, 2, 3)], totals, kind="rate", rate_per=1000)
    assert found.values == (4.58,)  # 55 in 12,000


@pytest.mark.parametrize(
    ("kind", "n", "d", "value"),
    [
        ("percentage", 371, 603, 61.5),
        ("percentage", 9, 20000, 0.045),
        ("percentage", 19991, 20000, 99.955),
        ("percentage", 0, 100, 0.0),
        ("percentage", 100, 100, 100.0),
        ("rate", 371, 603, 615.0),
        ("rate", 0, 603, 0.0),
    ],
)
def test_what_is_shown_is_rounded_so_that_no_fraction_can_be_read_from_it(
    kind: str, n: float, d: float, value: float
) -> None:
    assert shown(kind, 1000, n, d) == value


def test_only_those_who_count_by_the_version_in_force_are_in_the_total() -> None:
    members = [
        *[Member(pk, LONG_AGO, None, (Adopted(JAN, pk, ONE.id), Adopted(APR, pk, TWO.id))) for pk in (1, 2, 3)],
        member(4),
        member(5, by=None),
        Member(6, LONG_AGO),
    ]
    totals = everyone(range(1, 6), 40, 100, JAN, FEB, MAR) | everyone(range(1, 6), 20, 100, APR, MAY)
    found = pooled(members, totals, versions=(ONE, TWO))
    assert found.versions == (1, 1, 1, 2, 2)
    assert found.counted == (4, 4, 4, 3, 3)
    assert found.differently == (1, 1, 1, 2, 2)
    assert found.due == (4, 4, 4, 3, 3)
    assert found.taking_part == (6, 6, 6, 6, 6)
    assert found.values == (40.0, 40.0, 40.0, 20.0, 20.0)
    assert found.moved == (None, 0, 0, None, 0)


def test_who_has_the_new_version_early_counts_differently_until_it_is_in_force() -> None:
    members = [member(pk) for pk in (1, 2, 3)] + [member(4, by=TWO)]
    found = pooled(members, everyone(range(1, 5), 40, 100, MAR, APR), versions=(ONE, TWO))
    assert dict(zip(found.periods, found.differently, strict=True))["2026-03-01"] == 1
    assert dict(zip(found.periods, found.counted, strict=True))["2026-04-01"] == 1


def test_the_line_runs_from_the_first_version_to_the_latest_report_that_is_over() -> None:
    members = [member(pk) for pk in (1, 2, 3)]
    totals = everyone(range(1, 4), 40, 100, MAR) | everyone(range(1, 4), 40, 100, date(2025, 12, 1), date(2026, 7, 1))
    found = pooled(members, totals)
    assert found.periods == ("2026-01-01", "2026-02-01", "2026-03-01")
    assert found.notes == (pooling.NOBODY, pooling.NOBODY, "")


def test_weeks_and_quarters() -> None:
    monday = date(2026, 6, 1)
    weekly = (Version(11, 1, monday),)
    members = [member(pk, since=monday) for pk in (1, 2, 3)]
    found = pooled(members, everyone(range(1, 4), 40, 100, monday), versions=weekly, frequency="week")
    assert found.periods == ("2026-06-01",)
    found = pooled([member(pk) for pk in (1, 2, 3)], everyone(range(1, 4), 40, 100, JAN, APR), frequency="quarter")
    assert found.periods == ("2026-01-01", "2026-04-01")


def test_nothing_is_told_of_fewer_than_three() -> None:
    found = pooled([member(1), member(2)], everyone(range(1, 3), 40, 100, JAN))
    assert (found.values, found.notes, found.counted) == ((None,), (pooling.TOO_FEW,), (2,))


@pytest.mark.parametrize(
    ("numerators", "note"),
    [((3, 2, 3), ""), ((3, 2, 2), pooling.SMALL_NUMBERS), ((1, 0, 0), pooling.SMALL_NUMBERS), ((0, 0, 0), "")],
)
def test_a_pooled_numerator_from_1_to_7_is_not_shown(numerators: tuple[int, ...], note: str) -> None:
    totals = {(pk, JAN): (float(n), 100.0) for pk, n in enumerate(numerators, 1)}
    for kind in ("percentage", "rate"):
        found = pooled([member(pk) for pk in (1, 2, 3)], totals, kind=kind)
        assert found.notes == (note,)
        assert (found.values == (None,)) is bool(note)


def test_of_a_percentage_neither_is_a_small_rest() -> None:
    totals = {(pk, JAN): (98.0, 100.0) for pk in (1, 2, 3)}
    members = [member(pk) for pk in (1, 2, 3)]
    assert pooled(members, totals).notes == (pooling.SMALL_NUMBERS,)
    assert pooled(members, totals, kind="rate").notes == ("",)
    assert pooled(members, dict.fromkeys(totals, (97.0, 100.0))).notes == ("",)


def test_a_total_that_is_nearly_one_organisation_is_not_shown() -> None:
    members = [member(pk) for pk in (1, 2, 3)]
    totals = {(1, JAN): (400.0, 810.0), (2, JAN): (40.0, 90.0), (3, JAN): (40.0, 100.0)}
    assert pooled(members, totals).notes == (pooling.ONE_LARGE,)
    assert pooled(members, totals | {(1, JAN): (400.0, 760.0)}).notes == ("",)


def test_nobody_to_count_is_said() -> None:
    assert pooled([member(pk) for pk in (1, 2, 3)], everyone(range(1, 4), 0, 0, JAN)).notes == (pooling.NO_PEOPLE,)


def test_a_period_waits_for_four_in_five_and_a_late_report_shows_it() -> None:
    members = [member(pk) for pk in range(1, 11)]
    totals = everyone(range(1, 11), 40, 100, JAN) | everyone(range(1, 8), 50, 100, FEB)
    found = pooled(members, totals)
    assert found.notes == ("", "Only 7 of the 10 organisations that count this way have reported: not shown")
    assert (found.values, found.counted, found.due) == ((40.0, None), (10, 7), (10, 10))
    late = pooled(members, totals | {(8, FEB): (90.0, 100.0)})
    assert (late.values, late.counted, late.moved) == ((40.0, 55.0), (10, 8), (None, 2))


def test_an_organisation_counts_while_it_takes_part_and_before_it_joined_only_where_it_reported() -> None:
    members = [
        *[member(pk) for pk in (1, 2, 3)],
        member(4, joined=date(2026, 3, 20)),
        member(5, ended=date(2026, 2, 10)),
    ]
    totals = everyone(range(1, 4), 40, 100, JAN, FEB, MAR) | {(4, FEB): (40.0, 100.0), (5, MAR): (99.0, 100.0)}
    found = pooled(members, totals)
    # Jan: the three, and the fifth, which did not report. Feb: the fourth's baseline too. Mar: the fifth has left.
    assert found.taking_part == (4, 5, 4)
    assert found.due == (4, 5, 4)
    assert found.counted == (3, 4, 3)


def test_the_mix_is_compared_with_the_value_before_in_the_same_part() -> None:
    members = [member(pk) for pk in range(1, 6)]
    totals = everyone(range(1, 6), 40, 100, JAN, APR) | everyone(range(1, 3), 40, 100, FEB)
    totals |= everyone(range(2, 6), 40, 100, MAR)
    found = pooled(members, totals)
    assert found.counted == (5, 2, 4, 5)
    assert found.moved == (None, None, 1, 1)


def test_a_change_of_measure_counts_one_at_a_time() -> None:
    moved = Member(1, LONG_AGO, None, (Adopted(JAN, 1, ONE.id), Adopted(MAR, 9, ONE.id)))
    totals = everyone(range(1, 4), 40, 100, JAN, FEB, MAR) | everyone(range(9, 10), 70, 100, JAN, FEB, MAR)
    found = pooled([moved, member(2), member(3)], totals)
    assert found.values == (40.0, 40.0, 50.0)


def test_without_versions_or_reports_there_is_nothing() -> None:
    assert pooled([member(1)], {}, versions=()) == Pooled()
    assert pooled([member(1)], {}) == Pooled()


def test_it_is_stored_and_read_back() -> None:
    found = pooled([member(pk) for pk in (1, 2, 3)], everyone(range(1, 4), 40, 100, JAN, FEB))
    assert Pooled.from_dict(found.to_dict()) == found
    assert Pooled.from_dict({}) == Pooled()


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=0, max_size=8),
    st.sampled_from(["percentage", "rate"]),
)
def test_whatever_is_entered_what_must_be_hidden_is(pairs: list[tuple[int, int]], kind: str) -> None:
    totals = {(pk, JAN): (float(min(n, d)), float(d)) for pk, (n, d) in enumerate(pairs)}
    found = pooled([member(pk) for pk in range(len(pairs))], totals, kind=kind)
    if not pairs:
        assert found == Pooled()
        return
    n, d = (sum(column) for column in zip(*totals.values(), strict=True))
    hidden = len(pairs) < 3 or not d or 0 < n < 8 or (kind == "percentage" and 0 < d - n < 8)
    if hidden:
        assert found.values == (None,)
        assert found.notes[0]
    elif found.values[0] is not None:
        assert found.values[0] == pytest.approx((100 if kind == "percentage" else 1000) * n / d, rel=0.006, abs=0.051)
