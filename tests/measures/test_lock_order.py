"""Whoever writes several charts at once holds them in the order of their ids, so that no two wait for each other."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions import compute_charts, set_chart_defaults
from measures.models import Chart
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, north_measure, store

LOCK = re.compile(
    r'^SELECT (?:"measures_chart"\."id" AS "pk"|id) FROM "?measures_chart"? .*'
    r"ORDER BY (?:1 ASC|id) FOR NO KEY UPDATE$",
    re.DOTALL,
)
WRITE = re.compile('^(?:SELECT set_config.*; )?UPDATE "?measures_chart"? ', re.DOTALL)


def saves(cast: Cast) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        groups = list(measure.strata.values_list("pk", flat=True))
    for group in groups:
        store(cast, measure, {JAN: (1, 2), FEB: (2, 4)}, group)


def sets_defaults(cast: Cast) -> None:
    with cast.scope():
        set_chart_defaults(
            collaborative=cast.amhe,
            by=cast.admin,
            run_rules="ihi8",
            xmr_rules="mdc7",
            limits_rules="anhoej",
            screened=None,
        )


def computes(cast: Cast) -> None:
    with cast.scope():
        assert compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True))) > 1


@pytest.mark.parametrize("write", [saves, sets_defaults, computes])
def test_charts_are_locked_by_id_before_they_are_written(cast: Cast, write: Callable[[Cast], None]) -> None:
    if write is not saves:
        saves(cast)
    with CaptureQueriesContext(connection) as asked:
        write(cast)
    statements = [one["sql"].strip() for one in asked]
    written = [at for at, sql in enumerate(statements) if WRITE.match(sql)]
    locked = [at for at, sql in enumerate(statements) if LOCK.match(sql)]
    assert written
    assert locked
    assert locked[0] < written[0]
    # Each lock is of charts alone: of a measure it would be another order.
    assert not any("JOIN" in statements[at].partition("(SELECT")[0] for at in locked)
