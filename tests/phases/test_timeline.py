"""When phases begin and end: what happened, what is expected, and what a pause does to the rest."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phases.timeline import Bar, Span, Stage, after_pause, bars, closed, owed, paused_days, shifted

TODAY = date(2026, 6, 1)
# What is drawn is small; a busy machine is no fault of it.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    begins = draw(st.lists(DAYS, max_size=5))
    return [Span(day, day + timedelta(days=draw(st.integers(0, 200)))) for day in begins]


def stage(number: int, first: date, last: date, **more: object) -> Stage:
    return Stage(number, f"Phase {number}", planned=(first, last), **more)  # type: ignore[arg-type]


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def worked(pauses: list[Span], first: date, last: date) -> int:
    return sum(
        not any(one.first <= first + timedelta(days=n) <= (one.last or one.first) for one in pauses)
        for n in range((last - first).days + 1)
    )


@calm
@given(spans(), DAYS, st.integers(0, 400))
def test_a_moved_end_keeps_every_day_of_work(pauses: list[Span], start: date, length: int) -> None:
    end = start + timedelta(days=length)
    moved = shifted(start, end, closed(pauses, TODAY))
    assert worked(pauses, start, moved) == length + 1
    assert moved >= end


@calm
@given(spans(), DAYS, DAYS)
def test_days_in_pauses_are_counted_once_however_pauses_overlap(pauses: list[Span], one: date, two: date) -> None:
    first, last = sorted((one, two))
    total = (last - first).days + 1
    assert paused_days(closed(pauses, TODAY), first, last) == total - worked(pauses, first, last)


@calm
@given(spans(), spans(), DAYS, st.integers(0, 400))
def test_one_more_pause_never_makes_anything_earlier(
    pauses: list[Span], more: list[Span], start: date, length: int
) -> None:
    end = start + timedelta(days=length)
    middle = end + timedelta(days=1)
    stages = [stage(1, start, end), stage(2, middle, middle + timedelta(days=90))]
    before, after = bars(stages, pauses, TODAY), bars(stages, pauses + more, TODAY)
    for one, two in zip(before, after, strict=True):
        assert one.start is not None
        assert one.end is not None
        assert two.start is not None
        assert two.end is not None
        assert two.start >= one.start
        assert two.end >= one.end


@calm
@given(spans(), DAYS)
def test_nothing_begins_in_a_pause(pauses: list[Span], day: date) -> None:
    breaks = closed(pauses, TODAY)
    moved = after_pause(day, breaks)
    assert not paused_days(breaks, moved, moved)


def test_without_pauses_the_plan_stands() -> None:
    (bar,) = bars([stage(1, date(2026, 7, 1), date(2026, 12, 31))], [], TODAY)
    assert bar == Bar(1, "Phase 1", date(2026, 7, 1), date(2026, 12, 31), "plan", "plan")


def test_a_pause_moves_the_phase_it_falls_in_and_those_after_it() -> None:
    stages = [
        stage(1, date(2026, 1, 1), date(2026, 6, 30), actual=(date(2026, 1, 1), None)),
        stage(2, date(2026, 7, 1), date(2026, 12, 31)),
    ]
    one, two = bars(stages, [Span(date(2026, 3, 1), date(2026, 3, 31))], TODAY)
    assert (one.end, one.end_by) == (date(2026, 7, 31), "moved")
    assert (two.start, two.start_by, two.end) == (date(2026, 8, 1), "moved", date(2027, 1, 31))


def test_a_forecast_is_moved_only_by_pauses_written_down_after_it() -> None:
    known = stage(1, date(2026, 1, 1), date(2026, 6, 30), forecast=(None, date(2026, 9, 30)), forecast_at=at(4, 15))
    # August was written down before the forecast was made, and is thought of in it.
    august = Span(date(2026, 8, 1), date(2026, 8, 31), at(4, 14))
    assert bars([known], [august], TODAY)[0].end == date(2026, 9, 30)
    # Written down afterwards, it moves the forecast by its days from then on, whenever it began.
    march, may = (
        Span(date(2026, 3, 1), date(2026, 3, 31), at(5, 1)),
        Span(date(2026, 4, 6), date(2026, 4, 24), at(5, 1)),
    )
    assert bars([known], [august, march], TODAY)[0].end == date(2026, 9, 30)
    assert bars([known], [august, may], TODAY)[0].end == date(2026, 10, 10)
    # Days of both are lost once: only the first of August's are new.
    july = Span(date(2026, 7, 25), date(2026, 8, 10), at(5, 1))
    assert bars([known], [august, july], TODAY)[0].end == date(2026, 10, 7)


def test_a_plan_made_with_a_pause_in_view_stands() -> None:
    august = Span(date(2026, 8, 1), date(2026, 8, 31), at(1, 2))
    planned = stage(1, date(2026, 8, 1), date(2026, 9, 30), planned_at=at(2, 1))
    assert bars([planned], [august], TODAY)[0] == Bar(1, "Phase 1", *planned.planned, "plan", "plan")
    more = Span(date(2026, 9, 1), date(2026, 9, 10), at(3, 1))
    assert bars([planned], [august, more], TODAY)[0].end == date(2026, 10, 10)


def test_a_phase_planned_when_the_delay_was_known_is_not_delayed_again() -> None:
    ended = stage(
        1, date(2026, 1, 1), date(2026, 6, 30), actual=(date(2026, 1, 1), date(2026, 8, 31)), planned_at=at(1, 1)
    )
    begins, day = date(2026, 9, 1), date(2026, 9, 20)
    for made in (at(8, 31), at(7, 15)):
        following = stage(2, begins, date(2027, 2, 28), planned_at=made)
        assert bars([ended, following], [], day)[1] == Bar(2, "Phase 2", begins, date(2027, 2, 28), "plan", "plan")
    # Planned when all was to be in time, it is as much later as the phase before it.
    old = stage(2, date(2026, 7, 1), date(2026, 12, 31), planned_at=at(1, 1))
    assert bars([ended, old], [], day)[1].start == date(2026, 9, 1)
    # A forecast that was known counts as what was thought of; what goes beyond it does not.
    told = stage(
        1,
        date(2026, 1, 1),
        date(2026, 6, 30),
        forecast=(None, date(2026, 8, 31)),
        forecast_at=at(3, 1),
        planned_at=at(1, 1),
    )
    following = stage(2, begins, date(2027, 2, 28), planned_at=at(3, 2))
    assert bars([told, following], [], TODAY)[1].start == begins
    later_pause = Span(date(2026, 8, 1), date(2026, 8, 10), at(3, 3))
    assert bars([told, following], [later_pause], TODAY)[1].start == date(2026, 9, 11)


def test_a_phase_follows_one_that_was_put_off_after_it_was_planned() -> None:
    put_off = stage(1, date(2026, 7, 1), date(2027, 2, 28), planned_at=at(5, 1))
    after = stage(2, date(2027, 1, 1), date(2027, 3, 31), planned_at=at(1, 1))
    assert bars([put_off, after], [], TODAY)[1].start == date(2027, 3, 1)


def test_the_end_of_the_calendar_is_no_fault() -> None:
    for_ever = [Span(date(2026, 1, 1), date.max)]
    assert owed(date(2025, 12, 1), date(2026, 1, 31), 30, closed(for_ever, TODAY)) == (date.max, date.max)
    assert closed([*for_ever, Span(date.max, date.max)], TODAY) == for_ever
    drawn = bars([stage(1, date(2026, 2, 1), date.max), stage(2, date.max, date.max)], for_ever, TODAY)
    assert [bar.end for bar in drawn] == [date.max, date.max]


def test_a_pause_that_goes_on_counts_up_to_today() -> None:
    (bar,) = bars([stage(1, date(2026, 1, 1), date(2026, 6, 30))], [Span(date(2026, 5, 23))], TODAY)
    assert bar.end == date(2026, 7, 10)


def test_what_should_have_ended_is_late_and_what_ended_is_not() -> None:
    late, done = stage(1, date(2025, 1, 1), date(2026, 5, 31)), date(2026, 5, 1)
    assert bars([late], [], TODAY)[0].late
    ended = stage(1, date(2025, 1, 1), date(2026, 3, 31), actual=(date(2025, 1, 1), done))
    assert (bars([ended], [], TODAY)[0].late, bars([ended], [], TODAY)[0].end) == (False, done)
    assert bars([Stage(1, "No dates")], [], TODAY)[0] == Bar(1, "No dates", None, None, "", "")


def test_no_phase_begins_before_the_one_before_it_ends() -> None:
    begun = date(2026, 1, 1)
    overdue = stage(1, begun, date(2026, 4, 30), actual=(begun, None))
    after = stage(2, date(2026, 5, 1), date(2026, 7, 31))
    one, two = bars([overdue, after], [], TODAY)
    assert (one.overdue, one.late, one.waits_for) == (True, True, 0)
    assert (two.start, two.start_by, two.waits_for) == (TODAY, "moved", 1)
    assert two.end == TODAY + timedelta(days=91)
    hoped = stage(2, date(2026, 5, 1), date(2026, 7, 31), forecast=(date(2026, 5, 10), date(2026, 5, 20)))
    assert bars([overdue, hoped], [], TODAY)[1].end == TODAY + timedelta(days=10)
    # What began all the same began.
    really = stage(2, date(2026, 5, 1), date(2026, 7, 31), actual=(date(2026, 5, 4), None))
    two = bars([overdue, really], [], TODAY)[1]
    assert (two.start, two.waits_for) == (date(2026, 5, 4), 0)
    in_time = stage(1, begun, date(2026, 6, 30), actual=(begun, None))
    hoped = stage(2, date(2026, 7, 1), date(2026, 7, 31), forecast=(date(2026, 6, 10), None))
    two = bars([in_time, hoped], [], TODAY)[1]
    assert (two.start, two.start_by, two.waits_for) == (date(2026, 7, 1), "moved", 0)


def test_who_pauses_is_not_late() -> None:
    overdue = stage(1, date(2025, 1, 1), date(2026, 4, 30), actual=(date(2025, 1, 1), None))
    bar = bars([overdue], [Span(date(2026, 5, 20))], TODAY)[0]
    assert (bar.overdue, bar.late) == (True, False)
    assert bars([overdue], [Span(date(2026, 5, 20), date(2026, 5, 25))], TODAY)[0].late


@calm
@given(spans(), DAYS, st.integers(0, 40), st.integers(1, 40))
def test_who_is_asked_has_as_many_working_days_as_without_pauses(
    pauses: list[Span], first: date, length: int, days: int
) -> None:
    last = first + timedelta(days=length)
    asked = owed(first, last, days, closed(pauses, TODAY))
    if asked is None:
        assert not worked(pauses, first, last)
    else:
        assert asked[0] > last
        assert not paused_days(closed(pauses, TODAY), asked[0], asked[0])
        assert worked(pauses, last + timedelta(days=1), asked[1]) == days


def test_without_pauses_numbers_are_overdue_after_the_days_there_are() -> None:
    assert owed(date(2026, 1, 1), date(2026, 1, 31), 30, []) == (date(2026, 2, 1), date(2026, 3, 2))
