"""Many charts computed at once are stored as each would be by itself."""

import json
import random
from datetime import date, timedelta

import numpy as np
import pytest

from collaborative.tenancy.scope import Scope
from measures import actions, bulk, periods
from measures.actions import compute_charts, recompute
from measures.bulk.calendar import FREQUENCIES, ordinals
from measures.models import Chart
from measures.plans import CHARTS_OF
from measures.queries.charts import inputs_of
from measures.queries.plans import analyse_planned
from measures.spc import ENGINE_VERSION
from measures.spc.stored import store
from tests.cast import Cast
from tests.measures.random_measures import random_measure
from tests.measures.stage import measure_in


def one_by_one(charts: list[Chart]) -> dict[int, tuple[object, object, str]]:
    """What should be stored for each: series, analysis and fingerprint, by the way pages compute what they show."""
    found = {}
    for chart in charts:
        ((plan, series),) = inputs_of([chart], [chart.measure])
        (analysis,) = analyse_planned([(plan, series)])
        kept = store(analysis, series.values)
        found[chart.pk] = (*json.loads(json.dumps([series.to_dict(), kept])), series.fingerprint(plan.fingerprint))
    return found


def as_stored() -> dict[int, tuple[object, object, str]]:
    return {chart.pk: (chart.series, chart.analysis, chart.input_hash) for chart in Chart.objects.all()}


@pytest.mark.parametrize("seed", range(6))
def test_all_at_once_is_stored_as_one_by_one(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    with cast.scope():
        for kind in (*CHARTS_OF, *CHARTS_OF):
            random_measure(cast, chance, kind=kind)
        charts = list(Chart.objects.select_related("measure"))
        expected = one_by_one(charts)
        assert compute_charts(chart_ids=[chart.pk for chart in charts]) == len(charts)
        found = as_stored()
        for chart in charts:
            assert found[chart.pk] == expected[chart.pk], (chart.measure.kind, chart.measure.chart_kind, chart.line)
        assert set(Chart.objects.values_list("stale", "engine")) == {(False, ENGINE_VERSION)}


@pytest.mark.parametrize("of_one", [True, False])
def test_numbers_of_other_measures_change_nothing(cast: Cast, of_one: bool) -> None:
    chance = random.Random(7)
    with cast.scope():
        measures = [random_measure(cast, chance) for _ in range(8)]
        charts = list(Chart.objects.select_related("measure"))
        asked = [chart for chart in charts if (chart.measure == measures[0]) == of_one]
        expected = one_by_one(asked)
        assert compute_charts(chart_ids=[chart.pk for chart in asked]) == len(asked)
        found = as_stored()
        assert {pk: found[pk] for pk in expected} == expected
        assert set(Chart.objects.filter(stale=True)) == set(charts) - set(asked)


def test_no_chart_asked_for_is_none_made(cast: Cast) -> None:
    with cast.scope():
        measure_in(cast.north_project, cast.lead)
        assert compute_charts(chart_ids=[]) == 0


@pytest.mark.parametrize("times", [1, 5])
def test_days_belong_to_their_periods(times: int) -> None:
    """Few days as well as so many that each is looked up."""
    days = [date(2022, 12, 20) + timedelta(days=n) for n in range(150)] * times
    frequency = np.array([n // 50 % 3 for n in range(len(days))])
    number, begins = ordinals(np.array(days, dtype="datetime64[D]"), frequency)
    firsts = [periods.first_day(FREQUENCIES[which], day) for which, day in zip(frequency, days, strict=True)]
    assert begins.tolist() == [first == day for first, day in zip(firsts, days, strict=True)]
    at = dict(zip(zip(frequency.tolist(), firsts, strict=True), number.tolist(), strict=True))
    for (which, first), one in at.items():
        assert at.get((which, periods.following(FREQUENCIES[which], first)), one + 1) == one + 1
    assert len(set(zip(frequency.tolist(), number.tolist(), strict=True))) == len(at)


def five_charts(cast: Cast) -> Scope:
    """Three charts of the north and two of the south that wait; a scope that reaches both."""
    with cast.scope(cast.north, cast.south):
        for number in range(3):
            measure_in(cast.north_project, cast.lead, name=f"North {number}")
        for number in range(2):
            measure_in(cast.south_project, cast.south_lead, name=f"South {number}")
        Chart.objects.update(stale=True)
    return Scope(cast.admin.pk, (cast.amhe.pk,), (cast.north.pk, cast.south.pk))


def test_organisations_are_taken_together_while_their_charts_make_a_chunk(cast: Cast) -> None:
    ids = five_charts(cast).participation_ids
    north, south = ids
    with cast.scope(cast.north, cast.south):
        assert bulk.parts(ids, 5) == [(north, south)]
        assert bulk.parts(ids, 4) == bulk.parts(ids, 1) == [(north,), (south,)]
        compute_charts(chart_ids=list(Chart.objects.filter(participation=cast.north).values_list("pk", flat=True)))
        assert bulk.parts(ids, 5) == [(south,)]


def test_steps_go_on_where_another_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = five_charts(cast)
    monkeypatch.setattr(actions.charts, "CHUNK", 2)
    steps = recompute(scope=scope)
    first = next(steps)
    assert (first.seen, first.made, first.last[0]) == (2, 2, cast.north.pk)
    rest = list(recompute(scope=scope, after=first.last))
    assert [(step.made, step.last[0]) for step in rest] == [(1, cast.north.pk), (2, cast.south.pk)]
    with cast.scope(cast.north, cast.south):
        assert set(Chart.objects.values_list("stale", "engine")) == {(False, ENGINE_VERSION)}
