"""Averages with their spread: the mean, how many were measured and the standard deviation, from the page and back."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions import Entry, Refused, Seen, preview_import, record_points
from measures.models import DataPoint, Measure
from measures.queries import current_states
from measures.tabular import Columns, read_table
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, MAR, north_measure
from tests.measures.test_pages_entry import enter_url, row_url, values_of
from tests.measures.test_pages_import import apply, bring, rows_of, words

COLUMNS = Columns("Days waited", "How many were measured", False, has_denominator=True, has_deviation=True)


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def average(cast: Cast, groups: tuple[str, ...] = ()) -> Measure:
    changes = {"kind": "average", "numerator_label": "Days waited", "denominator_label": "", "unit": "days"}
    return north_measure(cast, groups=groups, **changes)


def entry(n: str | None, d: str | None, s: str | None = None, **more: Any) -> Entry:
    numbers = [None if text is None else Decimal(text) for text in (n, d, s)]
    return Entry(JAN, None, numbers[0], numbers[1], deviation=numbers[2], **more)


def stored(cast: Cast, measure: Measure) -> dict[Any, Any]:
    with cast.scope():
        return {
            (p.period, p.stratum_id): (p.numerator, p.denominator, p.deviation, p.no_data_reason)
            for p in DataPoint.objects.filter(measure=measure)
        }


def test_what_is_measured_has_a_name_when_none_was_given(cast: Cast) -> None:
    assert average(cast).denominator_label == "How many were measured"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        (entry("12", None, "3"), "denominator", "Enter a number for How many were measured."),
        (entry(None, "5", "3"), "numerator", "Enter a number for Days waited."),
        (entry("12", "2.5", "3"), "denominator", "Enter a whole number."),
        (entry("12", "-1", "3"), "denominator", "Enter 0 or more."),
        (entry("12", "0"), "numerator", "How many were measured is 0, so there is no average. Leave this empty."),
        (entry("12", "5"), "deviation", "Enter the standard deviation. It may be empty only where one was measured."),
        (entry("12", "5", "-1"), "deviation", "Enter 0 or more."),
    ],
)
def test_what_cannot_be_is_refused_at_its_number(cast: Cast, wrong: Entry, field: str, words: str) -> None:
    measure = average(cast)
    with cast.scope(), pytest.raises(Refused) as refused:
        record_points(measure=measure, by=cast.lead, entries=[wrong])
    assert [(one.field, one.message) for one in refused.value.problems] == [(field, words)]
    assert stored(cast, measure) == {}


def test_one_measurement_needs_no_spread_and_an_average_may_be_below_zero(cast: Cast) -> None:
    measure = average(cast)
    with cast.scope():
        record_points(measure=measure, by=cast.lead, entries=[entry("-1.5", "1")])
    assert stored(cast, measure) == {(JAN, None): (Decimal("-1.5"), 1, None, "")}


def test_a_deviation_belongs_to_averages_alone(cast: Cast) -> None:
    measure = north_measure(cast)
    with cast.scope(), pytest.raises(Refused, match="This measure has no standard deviation"):
        record_points(measure=measure, by=cast.lead, entries=[entry("3", "10", "1")])


def test_the_grid_has_a_third_column_for_everyone_and_each_group(cast: Cast, lead: Client) -> None:
    measure = average(cast, ("A", "B"))
    with cast.scope():
        a, b = (group.pk for group in measure.strata.all())
    page = lead.get(enter_url(measure, "?from=2025-01-01")).content.decode()
    labels = dict(re.findall(r'<label[^>]*for="([^"]+)">(.*?)</label>', page))
    assert re.sub("<[^>]+>", "", labels[f"s-2025-01-01-{b}"]) == "Standard deviation, B, Jan 2025"
    assert re.findall(r'<th scope="colgroup" colspan="(\d)" class="entry-group">(.*?)</th>', page) == [
        ("3", "Everyone"),
        ("3", "A"),
        ("3", "B"),
    ]
    assert "Total</th>" not in page
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "12.5", "d-2025-01-01-0": "20", "s-2025-01-01-0": "3.25"}
    sent |= {f"n-2025-01-01-{a}": "11", f"d-2025-01-01-{a}": "1", f"d-2025-01-01-{b}": "0"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure) == {
        (JAN, None): (Decimal("12.5"), 20, Decimal("3.25"), ""),
        (JAN, a): (11, 1, None, ""),
        (JAN, b): (None, None, None, "Nobody was measured"),
    }
    with cast.scope():
        everyone, first, _ = current_states([measure], groups=True)[measure.pk]
    assert (everyone.series.values, everyone.series.denominators, everyone.series.deviations) == (
        (12.5,),
        (20.0,),
        (3.25,),
    )
    assert first.series.values == (11.0,)


def test_none_measured_and_no_average_is_a_reason(cast: Cast, lead: Client) -> None:
    measure = average(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    assert lead.post(enter_url(measure), sent | {"d-2025-01-01-0": "0"}).status_code == 302
    assert stored(cast, measure) == {(JAN, None): (None, None, None, "Nobody was measured")}
    again = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    assert (again["d-2025-01-01-0"], again["reason-2025-01-01"]) == ("", "Nobody was measured")


def test_a_mistake_in_the_spread_is_marked_at_its_box(cast: Cast, lead: Client) -> None:
    measure = average(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "12", "d-2025-01-01-0": "20", "s-2025-01-01-0": "wide"}
    answer = lead.post(enter_url(measure), sent)
    assert answer.status_code == 422
    assert re.findall(r'<a href="#(s[^"]*)">\s*(.*?)\s*</a>', answer.content.decode()) == [
        ("s-2025-01-01-0", "Jan 2025: ‘wide’ is not a number.")
    ]
    assert values_of(answer)["s-2025-01-01-0"] == "wide"
    sent["s-2025-01-01-0"] = ""
    assert (
        'id="s-2025-01-01-0-error">Enter the standard deviation.'
        in lead.post(enter_url(measure), sent).content.decode()
    )


def _row(n: str, d: str, s: str, was: str, why: str = "") -> dict[str, str]:
    key = "2025-01-01-0"
    return {
        "row": "2025-01-01",
        f"n-{key}": n,
        f"d-{key}": d,
        f"s-{key}": s,
        f"was-{key}": was,
        "why-2025-01-01": why,
        "reason-2025-01-01": "",
        "reason-was-2025-01-01": "",
    }


def test_a_changed_spread_alone_is_a_correction_and_a_collision_is_seen(cast: Cast, lead: Client) -> None:
    measure = average(cast)
    with cast.scope():
        record_points(measure=measure, by=cast.member, entries=[entry("12", "20", "3")])
    answer = lead.post(row_url(measure), _row("12", "20", "4", "12|20|3|"))
    assert answer.status_code == 422
    assert answer.json()["why"] == {
        "asked": True,
        "error": "Say why this number has changed.",
        "before": "It was 12 (20 measured, standard deviation 3)",
    }
    collided = lead.post(row_url(measure), _row("12", "20", "4", "12|20|2|", why="Recount"))
    assert "Mia Member saved ‘12 (20 measured, standard deviation 3)’" in collided.json()["cells"][0]["errors"]["n"]
    assert collided.json()["cells"][0]["was"] == "12|20|3|"
    done = lead.post(row_url(measure), _row("12", "20", "4", "12|20|3|", why="Recount"))
    assert (done.status_code, done.json()["cells"][0]["was"]) == (200, "12|20|4|")
    page = words(lead.get(reverse("measure", args=("amhe", measure.pk))))
    was, now = "12 (20 measured, standard deviation 3)", "12 (20 measured, standard deviation 4)"
    assert f"Jan 2025 {was} {now} Recount Nora Lead" in page


def test_what_was_seen_includes_the_spread(cast: Cast) -> None:
    measure = average(cast)
    with cast.scope():
        record_points(measure=measure, by=cast.member, entries=[entry("12", "20", "3")])
        seen = Seen(Decimal(12), Decimal(20), deviation=Decimal(2))
        with pytest.raises(Refused, match="Mia Member saved"):
            record_points(measure=measure, by=cast.lead, entries=[entry("13", "20", "3", seen=seen)], reason="x")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Month,Mean,N,SD\nJan 2025,12,20,3", ("12", "20", "3")),
        ("period,average,sample size,standard deviation\nJan 2025,12,20,3", ("12", "20", "3")),
        ("SD,Count,Days waited,Month\n3,20,12,Jan 2025", ("12", "20", "3")),
        ("Jan 2025\t12\t20\t3", ("12", "20", "3")),
    ],
)
def test_the_columns_of_an_average_are_known_by_their_names(text: str, cells: tuple[str, ...]) -> None:
    (row,) = read_table(text, COLUMNS).rows
    assert tuple(row.cells[name] for name in ("numerator", "denominator", "deviation")) == cells


def test_a_table_without_a_spread_is_refused(cast: Cast, lead: Client) -> None:
    said = bring(lead, average(cast), "month,mean,n\nJan 2025,12,20")
    assert "We could not find a column for ‘standard deviation’. Name one of your columns ‘deviation’." in said


def test_a_table_of_averages_is_shown_imported_and_taken_away_again(cast: Cast, lead: Client) -> None:
    measure = average(cast, ("A",))
    with cast.scope():
        group = measure.strata.get().pk
    table = "Month,Group,Mean,N,SD,No data because\nJan 2025,,12.5,20,3.1,\nJan 2025,A,12,0,2,\nFeb 2025,A,,0,,\n"
    where = bring(lead, measure, table + "Mar 2025,A,9,4,,\n")
    shown = words(lead.get(where))
    assert "2 Jan 2025 Everyone 12.5 (20 measured, standard deviation 3.1)" in shown
    assert "4 Feb 2025 A No data: Nobody was measured" in shown
    assert "How many were measured is 0, so there is no average." in shown
    assert "It may be empty only where one was measured." in shown
    assert apply(lead, where).status_code == 302
    assert stored(cast, measure) == {
        (JAN, None): (Decimal("12.5"), 20, Decimal("3.1"), ""),
        (FEB, group): (None, None, None, "Nobody was measured"),
    }
    heading, *rows = rows_of(lead.get(reverse("measure-csv", args=("amhe", measure.pk))))
    assert heading[:6] == ["period", "group", "numerator", "denominator", "standard deviation", "value"]
    assert rows[0][:6] == ["2025-01-01", "", "12.5", "20", "3.1", "12.5"]
    out = io.StringIO()
    csv.writer(out).writerows([heading, *rows])
    with cast.scope():
        _, plan = preview_import(measure=measure, by=cast.lead, text=out.getvalue())
        assert plan.counts() == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    refused = rows_of(lead.get(f"{where}refused.csv"))
    assert refused[0] == ["period", "group", "numerator", "denominator", "deviation", "reason", "why it was refused"]
    assert refused[1][:5] == ["Jan 2025", "A", "12", "0", "2"]


def test_the_table_to_fill_in_has_the_third_column(cast: Cast, lead: Client) -> None:
    rows = rows_of(lead.get(reverse("measure-template", args=("amhe", average(cast).pk))))
    assert rows[0] == ["period", "Days waited", "How many were measured", "standard deviation", "no data because"]
    assert rows[1] == ["Jan 2025", "", "", "", ""]


def test_a_fraction_of_a_person_is_refused_and_of_a_bed_day_is_not(cast: Cast) -> None:
    share, rate = north_measure(cast), north_measure(cast, name="Falls", kind="rate")
    count = north_measure(cast, name="Complaints", kind="count", denominator_label="")
    with cast.scope():
        for measure, n, d, field in (
            (share, "2.5", "10", "numerator"),
            (share, "2", "10.5", "denominator"),
            (rate, "2.5", "10", "numerator"),
            (count, "2.5", None, "numerator"),
        ):
            with pytest.raises(Refused) as refused:
                record_points(measure=measure, by=cast.lead, entries=[entry(n, d)])
            assert [(p.field, p.message) for p in refused.value.problems] == [(field, "Enter a whole number.")]
        assert record_points(measure=rate, by=cast.lead, entries=[entry("2", "10.5")]).new == 1


def test_a_fraction_stored_before_they_were_refused_stays_and_can_be_brought_again(cast: Cast) -> None:
    measure = north_measure(cast, kind="count", denominator_label="")
    with cast.scope():
        record_points(measure=measure, by=cast.lead, entries=[entry("3", None)])
        DataPoint.objects.update(numerator=Decimal("2.5"))
        _, plan = preview_import(measure=measure, by=cast.lead, text="month,count\nJan 2025,2.5\nMar 2025,1.5")
        assert [(row.outcome, row.message) for row in plan.rows] == [
            ("same", ""),
            ("refused", "Enter a whole number."),
        ]
        assert plan.rows[1].entry == Entry(MAR, None, Decimal("1.5"))
