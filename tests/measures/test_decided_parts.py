"""Several decisions about one chart: what one is about stays as it is, whatever is decided of the parts beside it."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.actions import draw_anew, fix_baseline, leave_out, take_back
from measures.charts.words import sentence
from measures.models import ChartDecision
from tests.cast import Cast
from tests.measures.chart_cases import of_kind
from tests.measures.test_decisions import ANSWERS, FALL, YES, missed, shown
from tests.measures.test_pages_measure import address, words


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def test_a_fixed_baseline_is_of_its_own_part_and_the_next_has_all_its_points(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, (*FALL, 30, 31, 30, 31, 30))
    lead.post(address(measure, "decide-rebase"), YES | {"period": months[14].isoformat()})
    alone = shown(cast, measure).parts
    lead.post(address(measure, "decide-baseline"), {"period": months[4].isoformat(), "reason": "Before the test"})
    first, second = shown(cast, measure).parts
    assert (alone[0].centre, first.centre, second) == (21.0, 21.0, alone[1])
    assert shown(cast, measure).points.baseline == (*[True] * 5, *[False] * 9, *[True] * 15)
    text = words(lead.get(address(measure)))
    assert f"Baseline fixed until {months[4]:%b %Y} (of the first part)" in text
    assert f"Baseline of the median of the first part alone: {months[0]:%b %Y} to {months[4]:%b %Y}." in text
    assert "a baseline of fewer than 12 points" not in text.lower()
    asked = words(lead.get(address(measure, "decide-rebase")))
    assert "A baseline is fixed on this chart. It stays for its own part: the new median will be made of all" in asked


def test_a_baseline_is_fixed_in_the_latest_part(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, (*FALL, 30, 31, 30, 31, 30))
    lead.post(address(measure, "decide-rebase"), YES | {"period": months[14].isoformat()})
    before = shown(cast, measure).parts
    asked = words(lead.get(address(measure, "decide-baseline")))
    assert f"{months[18]:%b %Y} (five points since {months[14]:%b %Y})" in asked
    assert "are made of its numbers up to that period, and its later numbers are held against them" in asked
    sent = {"period": months[18].isoformat(), "reason": "The first of the new clinic"}
    done = lead.post(address(measure, "decide-baseline"), sent, follow=True)
    assert "The baseline has only five points: its median is still uncertain." in words(done)
    assert f"Baseline fixed until {months[18]:%b %Y} (of the part from {months[14]:%b %Y})" in words(done)
    assert f"Baseline of the median of part A alone: {months[14]:%b %Y} to {months[18]:%b %Y}." in words(done)
    first, second = shown(cast, measure).parts
    assert (first, before[1].centre, second.centre) == (before[0], 12.0, 11.0)
    earlier = lead.post(address(measure, "decide-rebase"), YES | {"period": months[6].isoformat()})
    assert earlier.status_code == 302
    assert [part.centre for part in shown(cast, measure).parts[1:]] == [21.0, 11.0]
    within = lead.post(address(measure, "decide-rebase"), YES | {"period": months[17].isoformat()})
    assert f"The baseline of this chart is fixed until {months[18]:%b %Y}." in words(within)


def test_where_a_part_begins_is_taken_back_after_its_baseline(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    about = {"measure": measure, "by": cast.lead, "reason": "x"}
    with cast.scope():
        earlier = draw_anew(period=months[5], **about, **ANSWERS)
        start = draw_anew(period=months[14], **about, **ANSWERS)
        baseline = fix_baseline(period=months[19], **about)
    refused = lead.post(address(measure, "decision-take-back", start.pk), {"reason": "It closed again"})
    assert refused.status_code == 422
    said = f"The part that begins here has a fixed baseline: the chart of everyone until {months[19]:%b %Y}."
    assert f"{said} Take that back first." in words(refused)
    assert len(shown(cast, measure).parts) == 3
    with cast.scope():
        assert take_back(decision=earlier, by=cast.lead, reason="y")
        assert take_back(decision=baseline, by=cast.lead, reason="y")
        assert take_back(decision=start, by=cast.lead, reason="y")
        assert not ChartDecision.objects.exists()
    assert len(shown(cast, measure).parts) == 1


def test_points_left_out_of_a_baseline_and_where_a_part_begins(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    about = {"measure": measure, "by": cast.lead, "reason": "x"}
    with cast.scope():
        fix_baseline(period=months[11], **about)
        leave_out(period=months[3], **about)
        draw_anew(period=months[14], **about, **ANSWERS)
        start = leave_out(period=months[14], **about)
    analysis = shown(cast, measure)
    assert [(part.start, part.n_used, part.centre) for part in analysis.parts] == [(0, 13, 21.0), (14, 9, 11.0)]
    text = words(lead.get(address(measure, "decide-baseline")))
    assert f"{months[11]:%b %Y} (11 points)" in text
    with cast.scope():
        take_back(decision=start, by=cast.lead, reason="y")
    assert shown(cast, measure).latest.n_used == 10


def test_a_line_begins_anew_once_where_it_is_counted_differently(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    with cast.scope():
        owner = {"collaborative": cast.amhe, "participation": cast.north, "created_by": cast.lead}
        ChartDecision.objects.create(
            **owner, measure=measure, every_chart=True, decision="definition", period=months[14], reason="x"
        )
    refused = lead.post(address(measure, "decide-rebase"), YES | {"period": months[14].isoformat()})
    assert "The line begins anew here already, because it is counted differently." in words(refused)


def test_a_baseline_keeps_a_number_to_make_lines_of(cast: Cast) -> None:
    measure, months = missed(cast)
    about = {"measure": measure, "by": cast.lead, "reason": "x"}
    none_left = "The fixed baseline would then have no number to make lines of."
    with cast.scope():
        leave_out(period=months[0], **about)
        with pytest.raises(ValidationError, match=none_left):
            fix_baseline(period=months[0], **about)
        fix_baseline(period=months[1], **about)
        with pytest.raises(ValidationError, match=none_left):
            leave_out(period=months[1], **about)
        leave_out(period=months[2], **about)
    assert shown(cast, measure).centre == 19.0


def test_of_a_chart_without_a_line_nothing_is_said_to_lie_on_it() -> None:
    spec = of_kind([None, None, *FALL], "run", baselines=[1])
    assert spec.analysis.centre is None
    assert sentence(spec) == "Too few points to test: 0 of the 10 needed so far."
