"""Many charts computed at once are stored as each would be by itself."""

import json
import random

import pytest

from measures.actions import compute_charts
from measures.models import Chart
from measures.plans import CHARTS_OF
from measures.queries.charts import inputs_of
from measures.queries.plans import analyse_planned
from measures.spc import ENGINE_VERSION
from measures.spc.stored import store
from tests.cast import Cast
from tests.measures.random_measures import random_measure


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
