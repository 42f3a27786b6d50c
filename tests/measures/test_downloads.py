"""Every table that people take away is written alike: the mark of its letters, one rounding, and no formula."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from measures.actions import annotate, leave_out, preview_import
from measures.models import Measure
from tests.cast import Cast
from tests.measures.gap_stage import grouped_measure
from tests.measures.programme_stage import make_programme
from tests.measures.stage import past_months

EVIL, ALSO = "=HYPERLINK(1)", "@SUM(A1)"
# 1 of 3 against 1 of 6 people: 33.3… less 16.6….
THIRD, SIXTH = "33.33333333", "16.66666667"


def answered(client: Client, name: str, *args: object) -> HttpResponse:
    answer = client.get(reverse(name, args=("amhe", *args)))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    assert answer["Content-Disposition"].endswith('.csv"')
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content[:3] == b"\xef\xbb\xbf"
    return answer


def cells(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def grouped(cast: Cast) -> Measure:
    """Two groups whose names somebody chose badly, one of them with a third each month and one with a sixth."""
    thirds, sixths = [(100, 300)] * 12, [(50, 300)] * 12
    return grouped_measure(cast.north_project, cast.lead, {ALSO: sixths, EVIL: thirds}, comparator=ALSO)


def group_of(cast: Cast, measure: Measure, name: str) -> int:
    with cast.scope():
        return measure.strata.get(name=name).pk


def all_numbers(cast: Cast, client: Client) -> list[list[str]]:
    rows = cells(answered(client, "measure-csv", grouped(cast).pk))
    assert {row[1] for row in rows[1:]} == {f"'{EVIL}", f"'{ALSO}"}
    assert {tuple(row[2:5]) for row in rows[1:]} == {("100", "300", THIRD), ("50", "300", SIXTH)}
    return rows


def to_fill_in(cast: Cast, client: Client) -> list[list[str]]:
    measure = grouped_measure(cast.north_project, cast.lead, {ALSO: [], EVIL: []}, comparator=ALSO)
    return cells(answered(client, "measure-template", measure.pk))


def left_out_rows(cast: Cast, client: Client) -> list[list[str]]:
    measure = grouped(cast)
    table = f"period,group,numerator,denominator\n{EVIL},{ALSO},-1,0.30000000000000004\n"
    with cast.scope():
        brought, _ = preview_import(measure=measure, by=cast.lead, text=table)
    rows = cells(answered(client, "import-refused", measure.pk, brought.pk))
    assert rows[1][:4] == [f"'{EVIL}", f"'{ALSO}", "-1", "0.30000000000000004"]  # as it came
    return rows


def one_chart(cast: Cast, client: Client) -> list[list[str]]:
    measure = grouped(cast)
    group = group_of(cast, measure, EVIL)
    with cast.scope():
        leave_out(measure=measure, by=cast.lead, period=past_months(12)[3], reason=ALSO, stratum_id=group)
        annotate(measure=measure, by=cast.lead, label=EVIL, starts_on=past_months(12)[3])
    rows = cells(answered(client, "chart-group-csv", measure.pk, group))
    assert {tuple(row[1:5]) for row in rows[1:]} == {(THIRD, "100", "300", THIRD)}
    return rows


def one_gap(cast: Cast, client: Client) -> list[list[str]]:
    measure = grouped(cast)
    rows = cells(answered(client, "measure-gap-csv", measure.pk, group_of(cast, measure, EVIL)))
    assert rows[0][1:3] == [f"'{EVIL}", f"'{ALSO}"]
    assert {tuple(row[1:5]) for row in rows[1:]} == {(THIRD, SIXTH, "16.66666667", "16.66666667")}
    return rows


TABLES = [all_numbers, to_fill_in, left_out_rows, one_chart, one_gap]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_safe_to_open_and_its_numbers_are_numbers(
    cast: Cast, client: Client, table: Callable[[Cast, Client], list[list[str]]]
) -> None:
    client.force_login(cast.lead)
    every = [cell for row in table(cast, client) for cell in row]
    assert any(cell.startswith("'") for cell in every)
    assert not [cell for cell in every if cell[:1] in ("=", "@", "+")]


def test_the_table_of_a_programme_measure_is_written_alike(cast: Cast, client: Client) -> None:
    programme = make_programme(cast, months=2, places=("north", "south", "west"), kind="rate", rate_per=1000)
    for name, place in programme.places.items():
        place.enter(dict.fromkeys(programme.months, (100, 30000)))
        programme.say(name, programme.first)
    programme.compute()
    client.force_login(cast.sponsor)
    rows = cells(answered(client, "programme-csv", programme.measure.pk))
    assert rows[0][1] == "per 1,000"
    assert [row[1:4] for row in rows[1:]] == [["3.33", "", "3"]] * 2


def test_a_number_below_nought_stays_a_number(cast: Cast, client: Client) -> None:
    thirds, sixths = [(100, 300)] * 12, [(50, 300)] * 12
    measure = grouped_measure(cast.north_project, cast.lead, {"A": thirds, "B": sixths}, comparator="A")
    client.force_login(cast.lead)
    rows = cells(answered(client, "measure-gap-csv", measure.pk, group_of(cast, measure, "B")))
    assert {row[3] for row in rows[1:]} == {"-16.66666667"}
    assert Decimal(rows[1][3]) == Decimal("-16.66666667")
