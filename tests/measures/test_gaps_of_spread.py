"""Of groups whose charts are of spread a gap asks how the values moved: with what was decided about these charts."""

import pytest

from measures.actions import choose_chart, compute_charts, draw_anew, leave_out
from measures.models import Chart, Measure
from measures.presenters.equity import gaps_of
from measures.queries import ChartState, current_states
from measures.spc import analyse
from tests.cast import Cast
from tests.measures.equity_cases import level
from tests.measures.gap_stage import BLACK, WHITE, grouped_measure, others, out_of
from tests.measures.stage import past_months
from tests.measures.test_decisions import ANSWERS

MONTHS = past_months(24)


@pytest.fixture
def measure(cast: Cast) -> Measure:
    columns = {WHITE: out_of(others((60, 24))), BLACK: out_of(level((40, 12), (52, 12)))}
    made = grouped_measure(cast.north_project, cast.lead, columns)
    with cast.scope():
        return choose_chart(measure=made, by=cast.lead, chart_kind="mr", rules="anhoej", reason="We look at spread")


def states(measure: Measure) -> list[ChartState]:
    return current_states([measure], groups=True, gaps=True)[measure.pk]


def of(measure: Measure, name: str) -> ChartState:
    return next(state for state in states(measure) if (state.line, state.name) == ("value", name))


def verdict(measure: Measure) -> str:
    (found,) = gaps_of(states(measure))
    return found.verdict.key


@pytest.mark.parametrize("stored", [False, True])
def test_points_left_out_of_the_chart_are_left_out_of_the_verdict(cast: Cast, measure: Measure, stored: bool) -> None:
    with cast.scope():
        assert verdict(measure) == "closing-behind_improved"
        group = measure.strata.get(name=BLACK).pk
        for month in MONTHS[14:]:
            leave_out(measure=measure, by=cast.lead, period=month, reason="Strike", stratum_id=group)
        if stored:
            compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
        black = of(measure, BLACK)
        assert black.analysis.chart == "mr"
        assert black.of_level == analyse(black.series.values, excluded=range(14, 24))
        assert of(measure, WHITE).of_level == analyse(of(measure, WHITE).series.values)
        assert verdict(measure) == "closing-neither"


def test_a_part_of_the_chart_is_a_part_of_the_verdict(cast: Cast, measure: Measure) -> None:
    with cast.scope():
        group = measure.strata.get(name=BLACK).pk
        about = {"measure": measure, "by": cast.lead, "reason": "x", "stratum_id": group}
        draw_anew(period=MONTHS[12], **about, **ANSWERS)
        assert [part.start for part in of(measure, BLACK).of_level.parts] == [0, 12]
        assert verdict(measure) == "closing-neither"
