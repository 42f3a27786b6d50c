"""Recording numbers: all or none, corrections with a reason, collisions seen, charts made stale and fresh."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from collaborative.models import User
from measures.actions import (
    Entry,
    MeasureFields,
    Refused,
    Seen,
    apply_import,
    compute_charts,
    define_measure,
    preview_import,
    record_points,
    revise_measure,
)
from measures.models import Chart, DataPoint, Import, Kind, Measure
from measures.queries import corrections_of, current_states, due_of
from measures.queries.entry import just_entered
from tests.cast import Cast

JAN, FEB, MAR = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)


def make_measure(cast: Cast, groups: tuple[str, ...] = (), **changes: object) -> Measure:
    values: dict[str, object] = {
        "name": "Seen within four weeks",
        "measure_type": "outcome",
        "kind": Kind.PERCENTAGE,
        "numerator_label": "People seen",
        "denominator_label": "People referred",
        "frequency": "month",
        "starts_on": date(2025, 1, 15),
        "direction": "up",
        **changes,
    }
    return define_measure(
        project=cast.north_project,
        by=cast.lead,
        fields=MeasureFields(**values),  # type: ignore[arg-type]
        groups=groups,
        comparator=groups[0] if groups else "",
    )


def entry(period: date, n: object, d: object = None, **more: object) -> Entry:
    return Entry(
        period,
        numerator=None if n is None else Decimal(str(n)),
        denominator=None if d is None else Decimal(str(d)),
        **more,  # type: ignore[arg-type]
    )


def test_start_is_the_first_day_of_its_period(cast: Cast) -> None:
    with cast.scope():
        assert make_measure(cast).starts_on == JAN


def test_the_same_entries_twice_change_nothing(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        entries = [entry(JAN, 3, 10), entry(FEB, 0, 12), Entry(MAR, no_data_reason="Clinic closed")]
        first = record_points(measure=measure, by=cast.lead, entries=entries)
        second = record_points(measure=measure, by=cast.lead, entries=entries)
        assert (first.new, second.new, second.same) == (3, 0, 3)
        assert list(measure.points.values_list("numerator", "denominator", "no_data_reason")) == [
            (Decimal(3), Decimal(10), ""),
            (Decimal(0), Decimal(12), ""),
            (None, None, "Clinic closed"),
        ]


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        (entry(JAN, 11, 10), "numerator", "11 out of 10 is more than all of them."),
        (entry(JAN, -1, 10), "numerator", "Enter 0 or more."),
        (entry(JAN, 1, 0), "numerator", "People referred is 0, so this must be 0 too."),
        (entry(JAN, 1), "denominator", "Enter a number for People referred."),
        (entry(date(2024, 12, 1), 1, 2), "period", "This measure starts in Jan 2025."),
        (entry(date(2999, 1, 1), 1, 2), "period", "This period has not begun yet."),
        (entry(date(2025, 1, 2), 1, 2), "period", "This is not the first day of a period."),
        (entry(JAN, 1, 2, no_data_reason="x"), "no_data_reason", "Give either a number or a reason"),
    ],
)
def test_one_bad_entry_and_nothing_is_saved(cast: Cast, wrong: Entry, field: str, words: str) -> None:
    with cast.scope():
        measure = make_measure(cast)
        with pytest.raises(Refused) as refused:
            record_points(measure=measure, by=cast.lead, entries=[entry(FEB, 1, 2), wrong])
        assert [(p.field, p.message[: len(words)]) for p in refused.value.problems] == [(field, words)]
        assert measure.points.count() == 0


def test_a_correction_needs_a_reason_and_keeps_the_old_value(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        with pytest.raises(Refused, match="Say why this number has changed"):
            record_points(measure=measure, by=cast.member, entries=[entry(JAN, 4, 10)])
        record_points(measure=measure, by=cast.member, entries=[entry(JAN, 4, 10)], reason="Late referral letter")
        event = DataPoint.pgh_event_model.objects.exclude(pgh_label="insert").get()
        assert (event.pgh_label, event.numerator, event.entered_by_id) == ("update", Decimal(3), cast.lead.pk)
        assert event.pgh_context == {
            "actor": cast.member.pk,
            "actor_name": "Mia Member",
            "verb": "corrected numbers",
            "reason": "Late referral letter",
        }
        assert measure.points.get().numerator == 4


def test_ones_own_number_is_put_right_at_once_without_a_reason(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10), entry(FEB, 3, 10)])
        done = record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 4, 10), Entry(FEB)])
        assert (done.changed, done.cleared) == (1, 1)
        events = DataPoint.pgh_event_model.objects.exclude(pgh_label="insert").order_by("period")
        assert [(one.numerator, one.pgh_context["verb"], one.pgh_context["reason"]) for one in events] == [
            (3, "corrected numbers", "Corrected at once"),
            (3, "corrected numbers", "Corrected at once"),
        ]


@pytest.mark.parametrize(("minutes", "who", "asked"), [(9, "lead", False), (11, "lead", True), (1, "member", True)])
def test_a_reason_is_asked_later_and_of_others(cast: Cast, minutes: int, who: str, asked: bool) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        # By the clock of the database, whatever that of the web server says.
        measure.points.update(entered_at=Now() - timedelta(minutes=minutes))
        change = {"measure": measure, "by": getattr(cast, who), "entries": [entry(JAN, 4, 10)]}
        if asked:
            with pytest.raises(Refused, match="Say why this number has changed"):
                record_points(**change)
        else:
            record_points(**change)
        assert measure.points.get().numerator == (3 if asked else 4)


def check_reason_needed(measure: Measure, by: User) -> None:
    with pytest.raises(Refused, match="Say why this number has changed"):
        record_points(measure=measure, by=by, entries=[entry(JAN, 5, 10)])


def test_a_number_that_was_somebody_elses_takes_a_reason_each_time(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.member, entries=[entry(JAN, 3, 10)])
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 4, 10)], reason="Recount")
        check_reason_needed(measure, cast.lead)
        check_reason_needed(measure, cast.member)


@pytest.mark.parametrize("change", ["corrected", "imported", "cleared"])
def test_putting_a_number_right_does_not_begin_the_ten_minutes_anew(cast: Cast, change: str) -> None:
    with cast.scope():
        measure = make_measure(cast)
        source = DataPoint.Source.IMPORT if change == "imported" else DataPoint.Source.TYPED
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)], source=source)
        measure.points.update(entered_at=Now() - timedelta(minutes=9))
        if change == "cleared":
            record_points(measure=measure, by=cast.lead, entries=[Entry(JAN)])
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 4, 10)])
        points = list(measure.points.all())
        assert just_entered(measure, points, cast.lead, timedelta(minutes=10)) == {points[0].pk}
        # Two minutes on, ten minutes reach as far back as eight do now.
        assert just_entered(measure, points, cast.lead, timedelta(minutes=8)) == set()


def test_an_old_number_of_ones_own_takes_a_reason_each_time(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        measure.points.update(entered_at=Now() - timedelta(minutes=11))
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 4, 10)], reason="Recount")
        check_reason_needed(measure, cast.lead)


def test_a_number_that_somebody_else_cleared_takes_a_reason_once_it_is_back(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        record_points(measure=measure, by=cast.member, entries=[Entry(JAN)], reason="Wrong clinic")
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        check_reason_needed(measure, cast.lead)


def test_what_is_typed_first_is_on_record_with_who_and_what(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        done = record_points(
            measure=measure, by=cast.member, entries=[entry(JAN, 4, 10), entry(FEB, 5, 10)], reason="Late letter"
        )
        assert (done.new, done.changed) == (1, 1)
        first, second = DataPoint.pgh_event_model.objects.filter(pgh_label="insert").order_by("period")
        assert (first.numerator, first.denominator, first.pgh_context["actor"]) == (3, 10, cast.lead.pk)
        assert (first.pgh_context["verb"], first.pgh_context["reason"]) == ("entered numbers", "")
        assert (second.period, second.numerator, second.pgh_context["actor_name"]) == (FEB, 5, "Mia Member")
        assert (second.pgh_context["verb"], second.pgh_context["reason"]) == ("entered numbers", "")
        found, total = corrections_of(measure, 10)
        assert (total, [(one.period, one.before.numerator, one.after.numerator) for one in found]) == (1, [(JAN, 3, 4)])


def test_clearing_a_number_is_a_correction(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        done = record_points(measure=measure, by=cast.lead, entries=[Entry(JAN)], reason="Wrong clinic")
        assert (done.cleared, measure.points.count()) == (1, 0)
        assert DataPoint.pgh_event_model.objects.get(pgh_label="delete").numerator == 3


def test_two_people_typing_the_second_is_told(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10, seen=Seen())])
        with pytest.raises(Refused, match="Nora Lead saved ‘3 out of 10’ here"):
            record_points(measure=measure, by=cast.member, entries=[entry(JAN, 5, 10, seen=Seen())], reason="mine")
        # Without a reason the second is told just the same, and not asked why they changed what they never saw.
        with pytest.raises(Refused) as refused:
            record_points(measure=measure, by=cast.member, entries=[entry(JAN, 5, 10, seen=Seen())])
        assert [(problem.field, problem.collided) for problem in refused.value.problems] == [("numerator", True)]
        assert measure.points.get().numerator == 3


def test_groups_are_summed_only_when_all_are_there(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast, groups=("White British", "Black African"))
        white, black = measure.strata.all()
        record_points(
            measure=measure,
            by=cast.lead,
            entries=[
                entry(JAN, 8, 10, stratum_id=white.pk),
                entry(JAN, 1, 5, stratum_id=black.pk),
                entry(FEB, 9, 10, stratum_id=white.pk),
            ],
        )
        everyone, first, second = current_states([measure], groups=True)[measure.pk]
        assert everyone.series.values == (60.0, None)
        assert everyone.series.notes == ("", "No total: nothing for Black African")
        assert (first.series.values, second.series.values) == ((80.0, 90.0), (20.0, None))
        with pytest.raises(Refused, match="the total is worked out"):
            record_points(measure=measure, by=cast.lead, entries=[entry(MAR, 1, 2)])


def test_computing_makes_charts_fresh_and_equal_to_what_the_page_computed(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10), entry(FEB, 5, 10)])
        on_the_spot = current_states([measure])[measure.pk][0]
        assert Chart.objects.get().stale
        assert compute_charts(chart_ids=[Chart.objects.get().pk]) == 1
        chart = Chart.objects.get()
        assert (chart.stale, chart.analysis["centre"]) == (False, 40.0)
        stored = current_states([measure])[measure.pk][0]
        assert (stored.series, stored.analysis) == (on_the_spot.series, on_the_spot.analysis)
        assert compute_charts(chart_ids=[chart.pk]) == 0


def test_a_change_while_computing_leaves_the_chart_stale(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        chart = Chart.objects.get()
        compute_charts(chart_ids=[chart.pk])
        record_points(measure=measure, by=cast.lead, entries=[entry(FEB, 5, 10)])
        assert Chart.objects.filter(pk=chart.pk, stale_at=chart.stale_at).update(stale=False) == 0
        assert Chart.objects.get().stale


def test_import_accounts_for_every_row_and_repeats_without_effect(cast: Cast) -> None:
    text = (
        "Month,People seen,People referred,Clinic,No data because\n"
        "Jan 2025,3,10,A,\n01/02/2025,12,10,A,\n2025-03,,,A,Clinic closed\nJan 2025,4,10,A,\nsoon,1,2,A,\n"
    )
    with cast.scope():
        measure = make_measure(cast)
        row, plan = preview_import(measure=measure, by=cast.lead, text=text, filename="mine.csv")
        assert plan.counts() == {"new": 2, "changed": 0, "same": 0, "refused": 3}
        assert plan.ignored == ("Clinic",)
        assert measure.points.count() == 0
        done = apply_import(source_import=row, by=cast.lead)
        assert done.new == 2
        row.refresh_from_db()
        assert [(r["line"], r["reason"]) for r in row.refused] == [
            (3, "12 out of 10 is more than all of them."),
            (5, "Line 2 already gives a number for this period and group."),
            (6, "‘soon’ is not a date we can read. Write it like Mar 2027 or 01/03/2027."),
        ]
        again, plan = preview_import(measure=measure, by=cast.lead, text=text)
        assert plan.counts() == {"new": 0, "changed": 0, "same": 2, "refused": 3}
        assert apply_import(source_import=again, by=cast.lead).same == 2
        assert DataPoint.pgh_event_model.objects.count() == 0
        assert Import.objects.filter(status="done").count() == 2


def test_import_that_changes_numbers_needs_a_reason(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        row, _ = preview_import(measure=measure, by=cast.lead, text="period\tnumerator\tdenominator\nJan 2025\t4\t10")
        with pytest.raises(ValidationError, match="Say why these numbers have changed"):
            apply_import(source_import=row, by=cast.lead)
        assert apply_import(source_import=row, by=cast.lead, reason="Recount").changed == 1


def test_definition_is_fixed_once_numbers_are_in_and_collisions_are_seen(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        fields = {name: getattr(measure, name) for name in MeasureFields.__dataclass_fields__}
        with pytest.raises(ValidationError, match="cannot change once numbers are entered"):
            revise_measure(
                measure=measure,
                by=cast.lead,
                fields=MeasureFields(**{**fields, "frequency": "week"}),
                groups=(),
                reason="x",
                version=1,
            )
        revised = revise_measure(
            measure=measure,
            by=cast.lead,
            fields=MeasureFields(**{**fields, "target": Decimal(80)}),
            groups=(),
            reason="Agreed with partners",
            version=1,
        )
        assert (revised.target, revised.version) == (Decimal(80), 2)
        with pytest.raises(ValidationError, match="Somebody else changed this measure"):
            revise_measure(
                measure=measure, by=cast.lead, fields=MeasureFields(**fields), groups=(), reason="x", version=1
            )


def test_due_counts_ended_periods_without_number_or_reason(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[Entry(FEB, no_data_reason="Closed")])
        state = due_of([measure], date(2025, 4, 10), 30)[measure.pk]
        assert (state.missing, state.overdue, state.last_entered) == ((JAN, MAR), (JAN,), FEB)


def test_the_database_itself_refuses_a_number_with_a_reason(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast)
        record_points(measure=measure, by=cast.lead, entries=[entry(JAN, 3, 10)])
        with pytest.raises(IntegrityError, match="datapoint_number_or_reason"), transaction.atomic():
            DataPoint.objects.update(no_data_reason="and a reason")
        with (
            pytest.raises(IntegrityError, match="datapoint_denominator"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE measures_datapoint SET denominator = 0")
