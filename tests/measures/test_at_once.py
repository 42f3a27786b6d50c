"""Two presses and two deliveries of one message: the work is done once, and within its own scope."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.tenancy.scope import MissingScope
from measures import tasks
from measures.actions import MeasureFields, compute_charts, revise_measure
from measures.models import Chart, Measure
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, measure_in, north_measure, store


def charts_of(cast: Cast) -> list[int]:
    with cast.scope():
        return list(Chart.objects.order_by("pk").values_list("pk", flat=True))


def test_a_second_press_of_define_is_told_of_the_first(cast: Cast) -> None:
    with cast.scope():
        with CaptureQueriesContext(connection) as asked:
            measure_in(cast.north_project, cast.lead)
        statements = [one["sql"] for one in asked]
        locked = [at for at, sql in enumerate(statements) if "organisations_project" in sql and "FOR NO KEY" in sql]
        looked = [at for at, sql in enumerate(statements) if "measures_measure" in sql and "LIMIT 1" in sql]
        assert locked[0] < looked[0]
        with pytest.raises(ValidationError) as refused:
            measure_in(cast.north_project, cast.member)
        assert refused.value.message_dict == {"name": ["This project already has a measure of that name."]}
        assert Measure.objects.count() == 1


def test_a_second_revision_to_one_name_is_told_of_the_first(cast: Cast) -> None:
    first, second = north_measure(cast, name="Seen"), north_measure(cast, name="Waiting")
    fields = {name: getattr(first, name) for name in MeasureFields.__dataclass_fields__} | {"name": "Seen in time"}
    one = {"by": cast.lead, "fields": MeasureFields(**fields), "groups": (), "reason": "Clearer"}
    with cast.scope():
        with CaptureQueriesContext(connection) as asked:
            revise_measure(measure=first, version=first.version, **one)
        statements = [one["sql"] for one in asked]
        locked = [at for at, sql in enumerate(statements) if "organisations_project" in sql and "FOR NO KEY" in sql]
        looked = [at for at, sql in enumerate(statements) if "measures_measure" in sql]
        assert locked[0] < looked[0]
        with pytest.raises(ValidationError) as refused:
            revise_measure(measure=second, version=second.version, **one)
        assert refused.value.message_dict == {"name": ["This project already has a measure of that name."]}


def test_a_message_delivered_twice_computes_once(cast: Cast) -> None:
    store(cast, north_measure(cast), {JAN: (1, 2), FEB: (2, 4)})
    ids = charts_of(cast)
    with cast.scope():
        assert compute_charts(chart_ids=ids) == 1
        first = Chart.objects.get().computed_at
        assert compute_charts(chart_ids=ids) == 0
        assert Chart.objects.get().computed_at == first


def test_the_sweep_after_the_message_finds_nothing_and_the_message_after_the_sweep_neither(cast: Cast) -> None:
    store(cast, north_measure(cast), {JAN: (1, 2)})
    ids = charts_of(cast)
    with cast.scope():
        Chart.objects.update(stale_at=timezone.now() - timedelta(minutes=1))
    assert tasks.sweep_stale_charts() == 1
    assert tasks.sweep_stale_charts() == 0
    with cast.scope():
        assert compute_charts(chart_ids=ids) == 0
        assert Chart.objects.get().stale is False


def test_charts_out_of_reach_are_left_alone(cast: Cast) -> None:
    store(cast, north_measure(cast), {JAN: (1, 2)})
    ids = charts_of(cast)
    with cast.scope(cast.south, user=cast.south_lead):
        assert compute_charts(chart_ids=ids) == 0
    with pytest.raises(MissingScope):
        compute_charts(chart_ids=ids)
    with cast.scope():
        assert Chart.objects.get().stale is True
