"""Every kind of chart, of every kind of measure, on every page that shows one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collaborative.nhsuk.filters import date_long
from measures.actions import Entry, choose_chart, draw_anew, record_points
from measures.charts import static
from measures.models import ChartKind, Measure
from measures.plans import CHARTS_OF, rules_of
from measures.presenters import chart_spec
from measures.queries import chart_of
from tests.cast import Cast
from tests.measures.stage import north_measure, past_months, store
from tests.measures.test_chart_static import words_of
from tests.measures.test_decisions import ANSWERS
from tests.measures.test_pages_measure import address, words

COUNTED = (12, 15, 10, 22, 14, 15, 17, 9, 16, 20, 11, 13, 18, 17, 13, 9, 19, 21, 12, 16, 10, 4, 3, 2)
EVERY = [(kind, chart) for kind, charts in CHARTS_OF.items() for chart in charts]


def counted(cast: Cast, kind: str) -> Measure:
    """A measure of this kind with 24 numbers."""
    months = past_months(24)
    has_denominator = kind in ("percentage", "rate", "average")
    event = kind in ("days_between", "cases_between")
    measure = north_measure(
        cast,
        name=f"Of {kind}",
        kind=kind,
        starts_on=months[0],
        frequency="event" if event else "month",
        denominator_label="Out of" if has_denominator else "",
        target=Decimal(15),
        rate_per=100,
    )
    first = timezone.localdate() - timedelta(days=sum(COUNTED) + 1)
    days = [first + timedelta(days=sum(COUNTED[: i + 1])) for i in range(24)]
    with cast.scope():
        if event:
            Measure.objects.filter(pk=measure.pk).update(starts_on=first)
            measure.refresh_from_db()
        entries = [
            Entry(
                day if event else month,
                None,
                Decimal(1 if kind == "days_between" else n),
                Decimal(60 + n) if has_denominator else None,
                deviation=Decimal(2 + n % 3) if kind == "average" else None,
            )
            for month, day, n in zip(months, days, COUNTED, strict=True)
        ]
        record_points(measure=measure, by=cast.lead, entries=entries)
    return measure


@pytest.mark.parametrize(("kind", "chart"), EVERY)
def test_a_chart_stands_on_every_page(cast: Cast, client: Client, kind: str, chart: str) -> None:
    measure = counted(cast, kind)
    with cast.scope():
        for rules in rules_of(chart):
            measure = choose_chart(measure=measure, by=cast.lead, chart_kind=chart, rules=rules, reason="x")
            state = chart_of(measure)
            assert state is not None
            assert (state.analysis.chart, state.analysis.rules) == (chart, rules)
        state = chart_of(measure)
        assert state is not None
        periods = chart_spec(state).periods
        draw_anew(measure=measure, by=cast.lead, period=periods[12], reason="New clinic", **ANSWERS)
    client.force_login(cast.lead)
    page = client.get(address(measure))
    name = {"g": "G chart (between events)", "t": "T chart (time between events)"}.get(chart, ChartKind(chart).label)
    assert f"{name};" in words(page)
    assert "New clinic" in words(page)
    for where in (
        reverse("measures", args=("amhe", cast.north_project.pk)),
        reverse("project", args=("amhe", cast.north_project.pk)),
        reverse("organisation-home", args=("amhe", "RNN")),
        address(measure, "measure-chart"),
        address(measure, "decide-rebase"),
        address(measure, "decide-exclude"),
        address(measure, "chart-embed"),
        address(measure, "measure-enter"),
    ):
        answer = client.get(where)
        assert answer.status_code == 200, where
        assert f"Of {kind}" in words(answer), where
    assert client.get(address(measure, "chart-png")).content.startswith(b"\x89PNG")
    client.force_login(cast.coach)
    assert "North Trust" in words(client.get(reverse("coach-dashboard", args=("amhe",))))


def test_a_chart_of_ranges_plots_ranges_without_target_or_better_way(cast: Cast) -> None:
    for kind, chart, label in (
        ("count", "mr", "Change from one month to the next: People seen"),
        ("average", "s", "Standard deviation: People seen"),
    ):
        measure = counted(cast, kind)
        with cast.scope():
            measure = choose_chart(measure=measure, by=cast.lead, chart_kind=chart, reason="x")
            state = chart_of(measure)
            assert state is not None
            spec = chart_spec(state)
        assert spec.values == state.analysis.points.y
        assert spec.values != state.series.values
        assert (spec.target, spec.direction, spec.y_label) == (None, "none", label)
        assert state.analysis.assurance is None


def test_charts_of_events_say_dates(cast: Cast, client: Client) -> None:
    measure = counted(cast, "days_between")
    with cast.scope():
        measure = choose_chart(measure=measure, by=cast.lead, chart_kind="t", reason="x")
        state = chart_of(measure)
        assert state is not None
        spec = chart_spec(state)
    day = spec.periods[3]
    assert spec.period_noun == "event"
    assert spec.labels[3] == f"{day.day} {day:%b %Y}"
    since = date_long(measure.starts_on)
    assert spec.y_label == f"People seen: days since the one before (the first: since {since})"
    assert spec.notes[:2] == (f"Days since {since}, when counting began", "")
    client.force_login(cast.lead)
    page = words(client.get(address(measure)))
    assert "Date Value Centre line (back-transformed mean) Limits Signals Notes" in page
    assert f"Days since {since}, when counting began" in page
    assert any(said.startswith("Centre line ") for said in words_of(static.svg(spec)))
    assert f"{day.day} {day:%b %Y} {COUNTED[3]}" in page


def test_a_period_with_nothing_to_count_says_so_in_the_measures_own_words(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    months = past_months(3)
    measure = north_measure(cast, starts_on=months[0], kind="rate", denominator_label="Bed days", rate_per=1000)
    store(cast, measure, {months[0]: (3, 900), months[1]: (0, 0), months[2]: (2, 800)})
    text = words(client.get(address(measure)))
    assert "No bed days in this period" in text
    assert "Nobody" not in text
