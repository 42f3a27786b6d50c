"""The share of people whose group is not known: told where it was collected, and a gap where it was not."""

from datetime import date

from measures.equity.lines import UNKNOWN, lines_of
from measures.series import Counting, Group
from tests.measures.test_series import FEB, JAN, MAR, row

SHARE = Counting("percentage", 1000, "month", JAN)
WHITE = Group(1, "White British", is_comparator=True)
LATER = "Not comparable: Not stated was not counted"


def share(*groups: Group, months: tuple[date, ...] = (JAN, FEB, MAR)) -> list[tuple[float | None, str]]:
    """The line where every group that reports counts 10 people each month."""
    points = [row(group.id, month, 1, 10) for group in groups for month in months if group.reports(month)]
    line = lines_of(SHARE, groups, points)[UNKNOWN, None]
    return list(zip(line.values, line.notes, strict=True))


def test_a_month_before_the_unknown_were_counted_has_no_share_of_them() -> None:
    late = Group(2, "Not stated", is_unknown=True, active_from=MAR)
    assert share(WHITE, late) == [(None, LATER), (None, LATER), (50.0, "")]


def test_a_month_after_they_were_last_counted_has_none_either() -> None:
    early = Group(2, "Not stated", is_unknown=True, active_until=JAN)
    assert share(WHITE, early) == [(50.0, ""), (None, LATER), (None, LATER)]


def test_one_of_two_unknown_groups_is_enough_and_both_are_named_where_neither_is() -> None:
    first = Group(2, "Not stated", is_unknown=True, active_from=FEB)
    second = Group(3, "Not known", is_unknown=True, active_from=MAR)
    note = "Not comparable: Not stated and Not known were not counted"
    assert share(WHITE, first, second) == [(None, note), (50.0, ""), (200 / 3, "")]
