"""Gaps on a measure's page and on their own: verdict, chart, numbers, warnings, and what is taught where none is."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions import MeasureFields, annotate, compute_charts, define_measure
from measures.models import Measure
from measures.queries import charts_of
from tests.cast import Cast
from tests.measures.equity_cases import level
from tests.measures.gap_stage import BLACK, UNKNOWN, WHITE, Column, grouped_measure, others, out_of, worsened_gap
from tests.measures.stage import past_months
from tests.measures.test_pages_measure import address


def group(cast: Cast, measure: Measure, name: str) -> int:
    with cast.scope():
        return measure.strata.get(name=name).pk


def words(answer: Any) -> str:
    """The page's text without its tags, on one line."""
    return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.S).split())


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def test_the_verdict_is_the_heading_with_its_chart_and_who_moved(cast: Cast, lead: Client) -> None:
    measure = worsened_gap(cast.north_project, cast.lead)
    page = lead.get(address(measure))
    text, html = words(page), page.content.decode()
    assert f"Gap between {BLACK} and {WHITE} : Closing: {WHITE} got worse, no clear change in {BLACK}" in text
    assert f"It closed because {WHITE} got worse; no clear change in {BLACK}." in text
    assert "No gap" in html
    assert f"{BLACK} 40% 40% No clear change" in text
    assert f"{WHITE} 60% 48% Worse" in text
    assert "The gap (percentage points) 20 8 Smaller" in text
    assert "gap-heading--worse" in html
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)


def test_a_gap_has_a_page_with_its_numbers_its_method_and_a_file(cast: Cast, lead: Client) -> None:
    measure = worsened_gap(cast.north_project, cast.lead)
    with cast.scope():
        annotate(measure=measure, by=cast.lead, label="Evening clinic", starts_on=past_months(4)[0])
        annotate(measure=measure, by=cast.lead, label="Long before", starts_on=past_months(40)[0])
    where = address(measure, "measure-gap", group(cast, measure, BLACK))
    assert where in lead.get(address(measure)).content.decode()
    page = lead.get(where)
    text, html = words(page), page.content.decode()
    assert "Evening clinic" in text
    assert "Long before" not in text  # outside the periods drawn
    first = f"{past_months(24)[0]:%b %Y}"
    assert f"{first} 40% 60% -20" in text
    assert "How a gap is read" in text
    assert "Evening clinic" in text
    assert html.count('class="chart-svg chart-svg--wide"') == html.count('class="chart-svg chart-svg--narrow"') == 1
    assert "data-chart-figure" in html
    file = lead.get(address(measure, "measure-gap-csv", group(cast, measure, BLACK)))
    rows = file.content.decode("utf-8-sig").splitlines()
    assert rows[0] == f"period,{BLACK},{WHITE},{BLACK} less {WHITE},median,note"
    assert rows[1].startswith(f"{past_months(24)[0]},40,60,-20,")
    assert len(rows) == 25
    assert file["Content-Disposition"] == 'attachment; filename="rnn-seen-within-four-weeks-gap-black-african.csv"'


def test_only_a_group_that_is_compared_has_a_gap(cast: Cast, lead: Client) -> None:
    columns: dict[str, Column] = {WHITE: out_of([60] * 12), BLACK: out_of([40] * 12), UNKNOWN: out_of([50] * 12, 10)}
    measure = grouped_measure(cast.north_project, cast.lead, columns, unknown=[UNKNOWN])
    for name, status in ((BLACK, 200), (WHITE, 404), (UNKNOWN, 404)):
        for kind in ("measure-gap", "measure-gap-csv"):
            assert lead.get(address(measure, kind, group(cast, measure, name))).status_code == status, (name, kind)
    assert lead.get(address(measure, "measure-gap", 999_999)).status_code == 404


def test_every_group_stands_in_a_line_and_the_one_to_look_at_first_is_shown(cast: Cast, lead: Client) -> None:
    columns: dict[str, Column] = {
        WHITE: out_of(others((60, 24))),
        "Indian": out_of(level((55, 24))),
        BLACK: out_of(level((40, 12), (28, 12))),
    }
    measure = grouped_measure(cast.north_project, cast.lead, columns)
    text = words(lead.get(address(measure)))
    assert f"Gap between {BLACK} and {WHITE} : Widening: {BLACK} got worse" in text
    assert "Indian 5 percentage points lower for Indian No clear change" in text
    assert text.index("Indian 5 ") < text.index(f"{BLACK} 32 percentage points lower")
    own = words(lead.get(address(measure, "measure-group", group(cast, measure, "Indian"))))
    assert f"Gap between Indian and {WHITE} : No clear change" in own


def test_what_is_missing_is_taught(cast: Cast, lead: Client) -> None:
    columns: dict[str, Column] = {WHITE: out_of([60] * 3), BLACK: out_of([40] * 3)}
    measure = grouped_measure(cast.north_project, cast.lead, columns, comparator="")
    text = words(lead.get(address(measure)))
    assert "Name the group the others are compared with" in text
    assert "Name it in the definition" in text
    lead.force_login(cast.coach)
    assert "Name it in the definition" not in words(lead.get(address(measure)))


def test_counts_are_not_compared_and_that_is_said(cast: Cast, lead: Client) -> None:
    columns: dict[str, Column] = {WHITE: out_of([60] * 3), BLACK: out_of([40] * 3)}
    text = words(
        lead.get(address(grouped_measure(cast.north_project, cast.lead, columns, kind="count", direction="down")))
    )
    assert "A gap needs rates, not counts" in text
    assert "define a measure that is a percentage or a rate" in text


def test_one_group_alone_has_no_gap(cast: Cast, lead: Client) -> None:
    columns: dict[str, Column] = {WHITE: out_of([60] * 3), UNKNOWN: out_of([50] * 3, 10)}
    text = words(lead.get(address(grouped_measure(cast.north_project, cast.lead, columns, unknown=[UNKNOWN]))))
    assert "There is one group only" in text


def test_without_groups_there_is_no_word_of_gaps(cast: Cast, lead: Client) -> None:
    months = past_months(3)
    fields = MeasureFields(
        name="Calls", measure_type="process", kind="count", numerator_label="Calls", frequency="month",
        starts_on=months[0],
    )  # fmt: skip
    with cast.scope():
        measure = define_measure(project=cast.north_project, by=cast.lead, fields=fields)
    assert 'id="gap"' not in lead.get(address(measure)).content.decode()


def test_recording_that_could_have_made_the_change_is_warned_of_and_good_news_is_not_blue(
    cast: Cast, lead: Client
) -> None:
    columns: dict[str, Column] = {
        WHITE: out_of([90 + i % 2 for i in range(24)]),
        BLACK: out_of(level((40, 12), (52, 12))),
        UNKNOWN: [(1, 4)] * 12 + [(0, 36)] * 12,
    }
    measure = grouped_measure(cast.north_project, cast.lead, columns, unknown=[UNKNOWN])
    page = lead.get(address(measure))
    text, html = words(page), page.content.decode()
    assert f"Closing: {BLACK} improved" in text
    assert "Recording alone could have made this change" in text
    assert "For 15.3% of people referred the group is not stated or not known since" in text
    assert f"If all of them were counted with {BLACK}, the gap would not have moved this way" in text
    assert "gap-heading--changed" in html
    assert "gap-heading--better" not in html
    assert "Group not stated or not known" in text
    told = re.findall(r'<(p|span) id="unknown-chart-sentence">([^<]+)<', html)
    assert [tag for tag, _ in told] == ["p"]
    assert "in a row above the median" in told[0][1]
    section = html[html.index('id="unknown"') :]
    assert re.sub(r"<svg.*?</svg>|<script.*?</script>", "", section, flags=re.S).count(told[0][1]) == 1


def test_a_rate_by_bed_days_speaks_of_bed_days_and_not_of_people(cast: Cast, lead: Client) -> None:
    columns: dict[str, Column] = {
        WHITE: [(2 + i % 2, 1000) for i in range(24)],
        BLACK: [(12 + i % 3, 1000) for i in range(24)],
        UNKNOWN: [(1, 50)] * 24,
    }
    measure = grouped_measure(
        cast.north_project, cast.lead, columns, unknown=[UNKNOWN], kind="rate", direction="down", denominator="Bed days"
    )
    text = words(lead.get(address(measure)))
    assert "For 2.4% of bed days the group is not stated or not known (median)." in text
    assert "Bed days that belong to no group here, because it was not stated or is not known." in text
    assert f"per 1,000 bed days higher for {BLACK} at the median" in text
    assert f"{BLACK} less {WHITE} (per 1,000 bed days)" in text
    assert "Bed days whose group is not stated or not known" in text
    assert not re.search(r"% of people|People (who|whose)", text)
    own = words(lead.get(address(measure, "measure-gap", group(cast, measure, BLACK))))
    assert "For 2.4% of bed days the group is not stated or not known (median)." in own


def test_the_pages_cost_the_same_however_many_groups_there_are(cast: Cast, lead: Client) -> None:
    counts = []
    for extra in (0, 4):
        columns: dict[str, Column] = {WHITE: out_of([60] * 12), BLACK: out_of([40] * 12)}
        columns |= {f"Group {i}": out_of([50 + i] * 12) for i in range(extra)}
        with cast.scope():
            Measure.objects.update(name=f"Older {extra}")
        measure = grouped_measure(cast.north_project, cast.lead, columns)
        with cast.scope():
            compute_charts(chart_ids=[chart.pk for chart in charts_of([measure], groups=True, gaps=True)])
        for name in (address(measure), address(measure, "measure-gap", group(cast, measure, BLACK))):
            lead.get(name)
            with CaptureQueriesContext(connection) as queries:
                assert lead.get(name).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize("who", ["south_lead", "other_coach", "admin", "manager", "east_lead", "stranger"])
def test_a_gap_is_not_there_for_others(cast: Cast, client: Client, who: str) -> None:
    measure = worsened_gap(cast.north_project, cast.lead)
    pk = group(cast, measure, BLACK)
    client.force_login(getattr(cast, who))
    for name in ("measure-gap", "measure-gap-csv"):
        assert client.get(reverse(name, args=("amhe", measure.pk, pk))).status_code == 404
