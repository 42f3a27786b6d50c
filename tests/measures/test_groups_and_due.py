"""Measures with groups: what is due of them, what a revision may not mix, and charts that an older engine made."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.actions import MeasureFields, compute_charts, revise_measure, set_reporting
from measures.models import Chart, Measure
from measures.queries import due_of
from measures.queries.charts import stale_chart_ids
from measures.spc import ENGINE_VERSION
from phases.actions.journey import pause, pause_all
from phases.models import Pause
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, MAR, north_measure, store

TODAY = date(2025, 4, 10)


def missing(measure: Measure) -> tuple[date, ...]:
    return due_of([measure], TODAY, 30)[measure.pk].missing


def revise(cast: Cast, measure: Measure, groups: Sequence[str], **changes: object) -> Measure:
    measure.refresh_from_db()
    fields = MeasureFields(**{name: getattr(measure, name) for name in MeasureFields.__dataclass_fields__})
    return revise_measure(
        measure=measure,
        by=cast.lead,
        fields=replace(fields, **changes),  # type: ignore[arg-type]
        groups=groups,
        reason="Agreed",
        version=measure.version,
    )


def average(cast: Cast, groups: tuple[str, ...] = ()) -> Measure:
    return north_measure(cast, groups=groups, kind="value", denominator_label="")


def test_groups_of_a_sum_are_due_one_by_one_where_they_report(cast: Cast) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        a, b = measure.strata.all()
        set_reporting(group=b, by=cast.lead, active_from=FEB, active_until=None, reason="New clinic")
        measure.refresh_from_db()
    for period in (JAN, FEB):
        store(cast, measure, {period: (1, 2)}, a.pk)
    with cast.scope():
        assert missing(measure) == (FEB, MAR)
    store(cast, measure, {FEB: (1, 2)}, b.pk)
    with cast.scope():
        assert missing(measure) == (MAR,)


def test_a_number_for_everyone_stands_in_for_no_group(cast: Cast) -> None:
    measure = north_measure(cast)
    store(cast, measure, dict.fromkeys((JAN, FEB, MAR), (1, 2)))
    with cast.scope():
        assert missing(measure) == ()
        measure.strata.create(
            collaborative_id=measure.collaborative_id, participation_id=measure.participation_id, name="A", position=0
        )
        assert missing(Measure.objects.get()) == (JAN, FEB, MAR)


def test_an_average_is_due_for_everyone_and_for_every_group(cast: Cast) -> None:
    measure = average(cast, ("A", "B"))
    with cast.scope():
        a, b = measure.strata.all()
    store(cast, measure, dict.fromkeys((JAN, FEB), (5, None)))
    store(cast, measure, dict.fromkeys((JAN, MAR), (5, None)), a.pk)
    store(cast, measure, dict.fromkeys((JAN, MAR), (5, None)), b.pk)
    with cast.scope():
        assert missing(measure) == (FEB, MAR)


def test_due_is_two_queries_however_many_measures_and_groups(cast: Cast) -> None:
    for number in range(3):
        measure = north_measure(cast, name=f"Measure {number}", groups=("A", "B", "C"))
        with cast.scope():
            groups = list(measure.strata.all())
        store(cast, measure, {JAN: (1, 2)}, groups[number].pk)
    with cast.scope():
        measures = list(Measure.objects.prefetch_related("strata"))
        with CaptureQueriesContext(connection) as asked:
            assert [len(state.missing) for state in due_of(measures, TODAY, 30).values()] == [3, 3, 3]
    # The numbers, and the pauses.
    assert len(asked) == 2


def paused(cast: Cast, measure: Measure, on: date, first: date, last: date | None) -> tuple[int, int]:
    """How many months are missing and overdue on this day, with the organisation's pause."""
    with cast.scope():
        pause(participation=cast.north, by=cast.lead, starts_on=first, ends_on=last, reason="No lead.")
        state = due_of([measure], on, 30)[measure.pk]
        Pause.objects.all().delete()
    return len(state.missing), len(state.overdue)


def test_nobody_is_asked_for_numbers_in_a_pause(cast: Cast) -> None:
    measure = north_measure(cast)
    april, may = date(2025, 4, 14), date(2025, 5, 14)
    with cast.scope():
        before = due_of([measure], may, 30)[measure.pk]
    assert (before.missing, before.overdue) == ((JAN, FEB, MAR, date(2025, 4, 1)), (JAN, FEB, MAR))
    # A month that was paused from its first day to its last is never asked for.
    assert paused(cast, measure, may, FEB, date(2025, 2, 28)) == (3, 2)
    # Paused since 10 March: nothing is asked, not even January, which was overdue before and stays so.
    assert paused(cast, measure, april, date(2025, 3, 10), None) == (0, 1)
    assert paused(cast, measure, april, date(2025, 3, 10), april) == (0, 1)
    # Paused from the day after: as it was before.
    assert paused(cast, measure, april, date(2025, 4, 15), None) == (3, 2)
    # After it there are as many days as there would have been: March's are from 11 April to 10 May.
    assert paused(cast, measure, date(2025, 5, 10), date(2025, 3, 10), date(2025, 4, 10)) == (4, 2)
    assert paused(cast, measure, date(2025, 5, 11), date(2025, 3, 10), date(2025, 4, 10)) == (4, 3)


def test_a_pause_of_all_is_for_everybody(cast: Cast) -> None:
    measure = north_measure(cast)
    pause_all(collaborative=cast.amhe, by=cast.admin, starts_on=JAN, ends_on=date(2025, 2, 28), reason="Pandemic.")
    pause_all(collaborative=cast.safety, by=cast.admin, starts_on=MAR, reason="Another programme's.")
    with cast.scope():
        assert missing(measure) == (MAR,)


def test_groups_cannot_join_numbers_for_everyone(cast: Cast) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (1, 2)})
    with cast.scope():
        with pytest.raises(ValidationError) as refused:
            revise(cast, measure, ["A", "B"])
        assert refused.value.message_dict == {
            "groups": ["This measure already has numbers without groups. Define a new measure for the groups."]
        }
        assert revise(cast, measure, [], target=Decimal(80)).target == 80
        assert not measure.strata.exists()


def test_groups_that_have_numbers_cannot_all_go(cast: Cast) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        a, _ = measure.strata.all()
    store(cast, measure, {JAN: (1, 2)}, a.pk)
    with cast.scope():
        with pytest.raises(ValidationError) as refused:
            revise(cast, measure, [])
        assert refused.value.message_dict == {
            "groups": ["This measure already has numbers by group. Define a new measure without groups."]
        }
        revise(cast, measure, ["A", "C"])
        assert [group.name for group in measure.strata.all()] == ["A", "C"]


def test_groups_come_and_go_before_there_are_numbers(cast: Cast) -> None:
    measure = north_measure(cast)
    with cast.scope():
        revise(cast, measure, ["A", "B"])
        assert measure.strata.count() == 2
        revise(cast, measure, [])
        assert measure.strata.count() == 0


def test_an_average_may_be_given_groups_later(cast: Cast) -> None:
    measure = average(cast)
    store(cast, measure, {JAN: (5, None)})
    with cast.scope():
        revise(cast, measure, ["A"])
        assert [group.name for group in measure.strata.all()] == ["A"]


def test_dates_of_a_group_are_set_from_what_is_stored_now(cast: Cast) -> None:
    measure = north_measure(cast, groups=("A",))
    with cast.scope():
        seen_earlier = measure.strata.get()
    store(cast, measure, {MAR: (1, 2)}, seen_earlier.pk)
    with cast.scope():
        with CaptureQueriesContext(connection) as asked, pytest.raises(ValidationError, match="outside these periods"):
            set_reporting(group=seen_earlier, by=cast.lead, active_from=None, active_until=FEB, reason="Closed")
        statements = [one["sql"] for one in asked]
        locked = next(at for at, sql in enumerate(statements) if "measures_measure" in sql and "FOR UPDATE" in sql)
        looked = next(at for at, sql in enumerate(statements) if 'FROM "measures_datapoint"' in sql)
        assert locked < looked
        assert measure.strata.get().active_until is None


def test_charts_of_an_older_engine_and_those_never_made_are_computed_and_stored(cast: Cast) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10), FEB: (5, 10)})
    later = timezone.now() + timedelta(minutes=1)
    with cast.scope():
        chart = Chart.objects.get()
        everywhere = [chart.participation_id]
        assert compute_charts(chart_ids=[chart.pk]) == 1
        assert stale_chart_ids(everywhere, later) == []
        for engine in ("1.0", ""):
            Chart.objects.update(engine=engine)
            assert stale_chart_ids(everywhere, later) == [chart.pk]
            assert stale_chart_ids(everywhere, chart.stale_at) == []
            assert compute_charts(chart_ids=[chart.pk]) == 1
            made = Chart.objects.get()
            assert (made.engine, made.analysis["engine"], made.stale) == (ENGINE_VERSION, ENGINE_VERSION, False)
            assert stale_chart_ids(everywhere, later) == []
            assert compute_charts(chart_ids=[chart.pk]) == 0
