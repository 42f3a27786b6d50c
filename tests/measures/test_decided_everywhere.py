"""What was decided about charts is the same on every picture of a page: the large one, those of groups and of gaps."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from measures.actions import MeasureFields, leave_out, revise_measure
from measures.actions.measures import DIFFERENTLY
from measures.models import Line, Measure
from measures.presenters.charts import chart_spec
from measures.presenters.equity import equity
from measures.presenters.page import small_multiples
from measures.queries import all_decisions_of, current_states
from tests.cast import Cast
from tests.measures.equity_cases import level
from tests.measures.gap_stage import BLACK, UNKNOWN, WHITE, Column, grouped_measure, others, out_of
from tests.measures.stage import past_months
from tests.measures.test_chart_static import by_class
from tests.measures.test_gaps_pages import group
from tests.measures.test_pages_measure import address, words

MONTHS = past_months(24)


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


@pytest.fixture
def measure(cast: Cast) -> Measure:
    columns: dict[str, Column] = {
        WHITE: out_of(others((60, 24))),
        BLACK: out_of(level((40, 24))),
        UNKNOWN: [(2 + i % 2, 4 + i % 3) for i in range(24)],
    }
    return grouped_measure(cast.north_project, cast.lead, columns, unknown=[UNKNOWN])


def described(html: str) -> dict[str, str]:
    """The description of each picture of a page, by the start of its id."""
    found = re.findall(r'<desc id="([\w-]+)-desc">(.*?)</desc>', html, flags=re.S)
    return {uid: unescape(said) for uid, said in found}


def count_differently(cast: Cast, measure: Measure, since: date) -> None:
    fields = {name: getattr(measure, name) for name in MeasureFields.__dataclass_fields__}
    with cast.scope():
        revise_measure(
            measure=measure, by=cast.lead, fields=MeasureFields(**fields | {"definition": "The self-referred too"}),
            groups=(WHITE, BLACK, UNKNOWN), comparator=WHITE, unknown=(UNKNOWN,), reason="Agreed with partners",
            version=measure.version, counted=DIFFERENTLY, counted_from=since,
        )  # fmt: skip


def test_counted_differently_is_called_so_on_every_chart(cast: Cast, lead: Client, measure: Measure) -> None:
    count_differently(cast, measure, MONTHS[12])
    since = f"Since it began to be counted differently in {MONTHS[12]:%B %Y}"
    page = lead.get(address(measure))
    pictures = described(page.content.decode())
    assert len(pictures) == 9  # everyone, the gap and the share not known, wide and narrow; and three groups
    assert {uid for uid, said in pictures.items() if since not in said} == set()
    assert f"7 of the 10 points needed {since[0].lower()}{since[1:]} (points on the median" in words(page)
    for where in (
        address(measure, "measure-gap", group(cast, measure, BLACK)),
        address(measure, "measure-enter"),
        f"/c/amhe/p/{measure.project_id}/measures/",
    ):
        page = lead.get(where)
        assert since in unescape(page.content.decode()), where
        assert "drawn anew in" not in words(page), where


def test_a_point_left_out_is_left_out_with_its_reason_on_the_small_charts_too(
    cast: Cast, lead: Client, measure: Measure
) -> None:
    black = group(cast, measure, BLACK)
    with cast.scope():
        for line, month in ((Line.VALUE, MONTHS[5]), (Line.GAP, MONTHS[7])):
            leave_out(measure=measure, by=cast.lead, period=month, reason="Strike", line=line, stratum_id=black)
    pictures = described(lead.get(address(measure)).content.decode())
    of_group, of_gap = (f"Left out: {month:%b %Y}, Strike." for month in (MONTHS[5], MONTHS[7]))
    small = f"small-{measure.pk}-{black}"
    assert {uid for uid, said in pictures.items() if of_group in said} == {small}
    assert {uid.partition("-")[0] for uid, said in pictures.items() if of_gap in said} == {"gap"}


def test_small_and_large_pictures_leave_out_the_same_points(cast: Cast, measure: Measure) -> None:
    black = group(cast, measure, BLACK)
    with cast.scope():
        leave_out(measure=measure, by=cast.lead, period=MONTHS[5], reason="Strike", stratum_id=black)
        states = current_states([measure], groups=True, gaps=True)[measure.pk]
        decided = all_decisions_of([measure.pk])[measure.pk]
        values = [state for state in states if state.line == Line.VALUE and state.stratum_id]
        ghosts = {one.name: len(by_class(one.svg, "chart-ghost")) for one in small_multiples(values, decided, None)}
        specs = {state.name: chart_spec(state, decisions=decided) for state in values}
        gaps = equity(states, [], decided, None)
    assert ghosts == {WHITE: 0, BLACK: 1, UNKNOWN: 0}
    assert {name: spec.left_out for name, spec in specs.items()} == {WHITE: {}, BLACK: {5: "Strike"}, UNKNOWN: {}}
    assert gaps is not None
    assert gaps.shown is not None
    assert by_class(gaps.shown.chart.svg, "chart-ghost") == []
