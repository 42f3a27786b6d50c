"""Pooled charts from the database: recomputed by pandas from the rows, marked old by every change, computed once."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pandas as pd
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.tenancy.scope import tenant_context
from measures import tasks
from measures.actions import Entry, MeasureFields, record_points, revise_measure
from measures.actions.pooled import compute_pooled
from measures.actions.programme import take_adoption_back
from measures.models import Adoption, DataPoint, Measure, ProgrammeChange, ProgrammeChart, ProgrammeMeasure
from measures.pooling import Pooled
from measures.queries.programme import pooled_now
from measures.spc import Analysis
from organisations.actions.system import system_user
from organisations.models import Participation
from organisations.queries import system_scope
from tests.cast import Cast
from tests.measures.programme_stage import NAMES, Programme, make_programme


def by_pandas(programme: Programme) -> pd.DataFrame:
    """Sums and shares by period of those who count by the version in force, from the rows and by another way."""
    with tenant_context(system_scope(programme.cast.amhe, system_user())):
        points = pd.DataFrame(
            DataPoint.objects.filter(numerator__isnull=False).values(
                "measure_id", "participation_id", "period", "numerator", "denominator"
            )
        )
        said = pd.DataFrame(Adoption.objects.values("measure_id", "participation_id", "since", "version_id"))
        versions = pd.DataFrame(programme.measure.versions.values("id", "effective_from"))
    for frame, names in ((points, ("period",)), (said, ("since",)), (versions, ("effective_from",))):
        for name in names:
            frame[name] = pd.to_datetime(frame[name])
    points = points.astype({"numerator": float, "denominator": float})
    points = points.groupby(["participation_id", "measure_id", "period"], as_index=False).sum().sort_values("period")
    merged = pd.merge_asof(
        points, said.sort_values("since"), left_on="period", right_on="since", by=["participation_id", "measure_id"]
    )
    merged = pd.merge_asof(merged, versions.sort_values("effective_from"), left_on="period", right_on="effective_from")
    merged = merged[merged["since"].notna()]
    counted = merged[merged["version_id"] == merged["id"]]
    found = counted.groupby("period").agg(n=("numerator", "sum"), d=("denominator", "sum"), of=("measure_id", "count"))
    found["all"] = merged.groupby("period").size()
    found["value"] = (100 * found["n"] / found["d"]).round(1)
    return found


def filled(cast: Cast) -> Programme:
    """Everybody counts by the first version, with numbers of different sizes in twelve months."""
    programme = make_programme(cast)
    rng = Random(7)
    for at, (name, place) in enumerate(programme.places.items()):
        sizes = {month: rng.randint(60, 120) for month in programme.months}
        place.enter({month: (rng.randint(10, size - 20), size) for month, size in sizes.items()})
        programme.say(name, programme.first if at < 4 else None)
    return programme


def test_the_stored_values_are_those_of_the_rows(cast: Cast) -> None:
    programme = filled(cast)
    second = programme.renew(programme.months[6])
    for name in ("north", "south", "west"):
        programme.say(name, second, programme.months[6])
    found, expected = programme.pooled(), by_pandas(programme)
    assert [date.fromisoformat(period) for period in found.periods] == [day.date() for day in expected.index]
    assert list(found.values) == pytest.approx(list(expected["value"]))
    assert list(found.counted) == list(expected["of"]) == [4] * 6 + [3] * 6
    assert list(found.differently) == list(expected["all"] - expected["of"]) == [1] * 6 + [2] * 6
    assert found.taking_part == (5,) * 12
    chart = programme.measure.chart
    assert chart.analysis["chart"] == "run"
    assert [part.start for part in Analysis.from_dict(chart.analysis).parts] == [0, 6]


def test_a_total_over_groups_counts_as_everyone_s(cast: Cast) -> None:
    programme = make_programme(cast, months=3, places=("north", "south", "west"))
    place = programme.places["north"]
    with place.scope():
        fields = MeasureFields(**{name: getattr(place.measure, name) for name in MeasureFields.__dataclass_fields__})
        grouped = revise_measure(
            measure=place.measure, by=place.lead, fields=fields, groups=("A", "B"), reason="By group", version=1
        )
        entries = [
            Entry(month, group.pk, Decimal(20 + at), Decimal(50))
            for month in programme.months
            for at, group in enumerate(grouped.strata.all())
        ]
        record_points(measure=grouped, by=place.lead, entries=entries)
    for name in ("south", "west"):
        programme.places[name].enter(dict.fromkeys(programme.months, (30, 100)))
    for name in programme.places:
        programme.say(name, programme.first)
    assert programme.pooled().values == (33.7,) * 3  # 41 + 60 of 300
    assert list(by_pandas(programme)["value"]) == [33.7] * 3


def test_every_change_of_an_organisation_marks_the_chart_and_computing_unmarks_it(cast: Cast) -> None:
    programme = filled(cast)
    place, month = programme.places["north"], programme.months[3]

    def changes(make: object) -> bool:
        programme.pooled()
        assert programme.waiting() == 0
        make()  # type: ignore[operator]
        return programme.waiting() == 1

    def wrong() -> None:
        with place.scope(), transaction.atomic():
            place.enter({month: (1, 300)}, reason="Put right")
            transaction.set_rollback(True)

    assert changes(lambda: place.enter({month: (1, 200)}, reason="Put right"))
    assert not changes(lambda: place.enter({month: (1, 200)}))
    assert not changes(wrong)
    assert changes(lambda: programme.say("north", None, programme.months[5]))
    assert not changes(lambda: programme.say("north", None, programme.months[5]))

    def taken_back() -> None:
        with place.scope():
            take_adoption_back(adoption=Adoption.objects.latest("since"), by=place.lead)

    assert changes(taken_back)


def test_a_measure_that_counts_for_nothing_marks_no_chart(cast: Cast) -> None:
    programme = make_programme(cast, months=2, places=("north",))
    programme.compute()
    programme.places["north"].enter(dict.fromkeys(programme.months, (30, 100)))
    assert programme.waiting() == 0


def test_a_late_report_changes_the_number_reporting(cast: Cast) -> None:
    programme = filled(cast)
    latest = date.fromisoformat(programme.pooled().periods[-1])
    place = programme.places["north"]
    with place.scope():
        DataPoint.objects.filter(period=latest).delete()
        entry = Entry(latest, None, no_data_reason="Not counted yet")
        record_points(measure=place.measure, by=place.lead, entries=[entry])
    before = programme.pooled()
    assert (before.counted[-1], before.due[-1], before.values[-1]) == (3, 4, None)
    place.enter({latest: (30, 60)}, reason="Late")
    after = programme.pooled()
    assert (after.counted[-1], after.due[-1]) == (4, 4)
    assert after.values[-1] == pytest.approx(by_pandas(programme)["value"].iloc[-1])


def test_the_same_input_is_computed_once(cast: Cast) -> None:
    programme = filled(cast)
    assert programme.compute() == 1
    assert programme.compute() == 0
    with programme.national():
        stored = ProgrammeChart.objects.get()
        ProgrammeChart.objects.update(analysis={"kept": True})
    programme.a_day_passes()
    assert programme.compute() == 1
    with programme.national():
        again = ProgrammeChart.objects.get()
    assert (again.analysis, again.input_hash) == ({"kept": True}, stored.input_hash)
    assert again.computed_at > stored.computed_at


def test_the_sweep_computes_what_a_lost_message_left(cast: Cast) -> None:
    programme = make_programme(cast, months=3)
    assert tasks.sweep_pooled_charts() == 1
    assert tasks.sweep_pooled_charts() == 0
    for name, place in programme.places.items():
        place.enter(dict.fromkeys(programme.months, (30, 100)))
        programme.say(name, programme.first)
    assert tasks.sweep_pooled_charts() == 0  # its own message comes first
    with programme.national():
        ProgrammeChange.objects.all().delete()
        ProgrammeChange.objects.create(chart=programme.measure.chart, at=timezone.now() - timedelta(minutes=1))
    assert tasks.sweep_pooled_charts() == 1  # nothing was shown before
    assert programme.stored().values == (30,) * 3
    with programme.national():
        ProgrammeChange.objects.create(chart=programme.measure.chart, at=timezone.now() - timedelta(minutes=1))
    assert tasks.sweep_pooled_charts() == 0  # not a second time today
    programme.a_day_passes()
    assert tasks.sweep_pooled_charts() == 1
    with programme.national():
        ProgrammeChart.objects.update(engine="older")
    assert tasks.sweep_pooled_charts() == 1
    with programme.national():
        ProgrammeChart.objects.update(input_hash="")
    assert tasks.sweep_pooled_charts() == 1
    assert tasks.sweep_pooled_charts() == 0


def test_what_comes_in_while_it_is_computed_is_computed_after(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    programme = filled(cast)
    programme.compute()
    programme.places["north"].enter({programme.months[0]: (50, 200)}, reason="Put right")
    real = pooled_now

    def beside(*given: object) -> Pooled:
        found = real(*given)
        ProgrammeChange.objects.create(chart=programme.measure.chart)
        return found

    monkeypatch.setattr("measures.actions.pooled.pooled_now", beside)
    programme.a_day_passes()
    programme.compute()
    assert programme.waiting() == 1


def test_no_scope_but_the_whole_computes(cast: Cast) -> None:
    programme = filled(cast)
    with programme.places["north"].scope(), pytest.raises(PermissionError, match="every organisation"):
        compute_pooled(chart_ids=[programme.measure.chart.pk])
    with cast.scope(cast.east, user=cast.east_lead):
        assert compute_pooled(chart_ids=[programme.measure.chart.pk]) == 0
    assert programme.waiting()


def test_the_work_does_not_grow_with_the_organisations(cast: Cast) -> None:
    counted = []
    for places in (("north", "south", "west"), NAMES):
        with transaction.atomic():
            programme = make_programme(cast, months=3, places=places)
            for name, place in programme.places.items():
                place.enter(dict.fromkeys(programme.months, (30, 100)))
                programme.say(name, programme.first)
            with CaptureQueriesContext(connection) as asked:
                programme.compute()
            counted.append(len(asked))
            # Who saves a number must not wait for this lock (tests/tenancy/test_pooled.py).
            locks = [one["sql"].partition(" FOR ")[2] for one in asked if " FOR " in one["sql"]]
            assert locks == ['NO KEY UPDATE OF "measures_programmechart"']
            transaction.set_rollback(True)
    assert counted[0] == counted[1]
    assert counted[0] < 30


def test_a_measure_that_cannot_be_added_up_any_more_counts_differently(cast: Cast) -> None:
    programme = filled(cast)
    with programme.places["north"].scope():
        Measure.objects.filter(pk=programme.places["north"].measure.pk).update(kind="rate")
        ProgrammeChange.objects.create(chart=programme.measure.chart)
    assert programme.pooled().differently == (2,) * 12


def test_an_organisation_that_ended_is_not_waited_for(cast: Cast) -> None:
    programme = filled(cast)
    Participation.objects.filter(pk=programme.places["west"].participation.pk).update(ended_on=programme.months[5])
    with programme.national():
        ProgrammeChange.objects.create(chart=programme.measure.chart)
    found = programme.pooled()
    assert found.taking_part == (5,) * 6 + (4,) * 6
    assert found.counted == (4,) * 6 + (3,) * 6


def test_a_second_press_of_adopt_changes_nothing(cast: Cast) -> None:
    programme = make_programme(cast, months=2, places=("north",))
    place = programme.places["north"]
    with CaptureQueriesContext(connection) as asked:
        programme.say("north", programme.first)
    statements = [one["sql"] for one in asked]
    locked = [at for at, sql in enumerate(statements) if "organisations_participation" in sql and "FOR NO KEY" in sql]
    looked = [at for at, sql in enumerate(statements) if sql.startswith('SELECT "measures_adoption"')]
    assert locked[0] < looked[0]
    programme.say("north", programme.first)
    with place.scope():
        assert Adoption.objects.count() == 1
        assert Adoption.pgh_event_model.objects.count() == 1


def test_a_second_press_of_define_is_told_of_the_first(cast: Cast) -> None:
    make_programme(cast, months=2, places=())
    with pytest.raises(ValidationError) as refused:
        make_programme(cast, months=2, places=())
    assert refused.value.message_dict == {"name": ["There is already a programme measure of that name."]}
    assert ProgrammeMeasure.objects.count() == 1
