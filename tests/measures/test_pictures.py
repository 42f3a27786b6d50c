"""The chart that a page shows, as files and in a frame."""

import csv
import io
import re
import struct
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from measures.actions import Entry, annotate, draw_anew, leave_out, record_points
from measures.charts import export
from measures.models import Measure
from tests.cast import Cast
from tests.measures.stage import north_measure
from tests.measures.test_decisions import ANSWERS, FALL, missed
from tests.measures.test_pages_measure import address, words

FILES = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv"}


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def decided(cast: Cast) -> tuple[Measure, list[str]]:
    """A measure with two parts, a point left out and a note; and the labels of its months."""
    measure, months = missed(cast)
    with cast.scope():
        draw_anew(measure=measure, by=cast.lead, period=months[14], reason="Reminders", **ANSWERS)
        leave_out(measure=measure, by=cast.lead, period=months[3], reason="=HYPERLINK(1)")
        annotate(measure=measure, by=cast.lead, label="Texts begin", starts_on=months[13])
    return measure, [f"{month:%b %Y}" for month in months]


def table_of(answer: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", FILES)
def test_a_file_has_its_type_and_name_and_is_never_shown_in_the_page(cast: Cast, lead: Client, kind: str) -> None:
    measure, _ = missed(cast)
    answer = lead.get(address(measure, f"chart-{kind}"))
    assert answer.status_code == 200
    assert answer["Content-Type"].split(";")[0] == FILES[kind]
    assert answer["Content-Disposition"] == f'attachment; filename="rnn-missed.{kind}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == ("private, no-cache" if kind == "png" else "private, no-store")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_picture_carries_all_its_words(cast: Cast, lead: Client) -> None:
    measure, labels = decided(cast)
    svg = lead.get(address(measure, "chart-svg")).content.decode()
    root = ElementTree.fromstring(svg)
    said = " ".join(" ".join(root.itertext()).split())
    assert f"A. New median from {labels[14]}: Reminders" in said
    assert f"Left out: {labels[3]} (=HYPERLINK(1))" in said
    assert "North Trust, northcanary project." in said
    assert "Run chart; Anhøj rules." in said
    assert "style=" not in svg
    assert "<script" not in svg


def test_the_png_is_a_picture_twice_as_large(cast: Cast, lead: Client) -> None:
    measure, _ = missed(cast)
    svg = ElementTree.fromstring(lead.get(address(measure, "chart-svg")).content)
    png = lead.get(address(measure, "chart-png")).content
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert abs(width - 2 * float(svg.attrib["width"])) <= 2
    assert abs(height - 2 * float(svg.attrib["height"])) <= 2


def again(client: Client, measure: Measure, tag: str) -> HttpResponse:
    return client.get(address(measure, "chart-png"), headers={"if-none-match": tag})


def test_a_png_that_the_browser_has_is_not_drawn_again(
    cast: Cast, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure, _ = missed(cast)
    tag = lead.get(address(measure, "chart-png"))["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{64}"', tag)
    monkeypatch.setattr(export, "FONTS", (Path("nowhere.ttf"),))
    same = again(lead, measure, tag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert same["Cache-Control"] == "private, no-cache"
    with pytest.raises(FileNotFoundError):
        again(lead, measure, '"another"')


def test_a_png_that_changed_in_anything_is_drawn_again(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    tags = [lead.get(address(measure, "chart-png"))["ETag"]]

    def new_one() -> bool:
        answer = again(lead, measure, tags[-1])
        tags.append(answer["ETag"])
        return answer.status_code == 200 and answer.content.startswith(b"\x89PNG") and tags[-1] not in tags[:-1]

    with cast.scope():
        annotate(measure=measure, by=cast.lead, label="Texts begin", starts_on=months[13])
    assert new_one()
    with cast.scope():
        leave_out(measure=measure, by=cast.lead, period=months[3], reason="Strike")
    assert new_one()
    with cast.scope():
        entry = Entry(months[5], None, Decimal(3), Decimal(100))
        record_points(measure=measure, by=cast.lead, entries=[entry], reason="Put right")
    assert new_one()
    assert not new_one()


def test_who_may_not_see_the_chart_is_not_told_that_it_is_the_same(cast: Cast, lead: Client) -> None:
    measure, _ = missed(cast)
    tag = lead.get(address(measure, "chart-png"))["ETag"]
    assert again(lead, measure, tag).status_code == 304
    lead.force_login(cast.south_lead)
    assert again(lead, measure, tag).status_code == 404
    lead.logout()
    assert again(lead, measure, tag).status_code == 302


def test_the_table_has_the_numbers_of_the_page_and_no_formula(cast: Cast, lead: Client) -> None:
    measure, labels = decided(cast)
    rows = table_of(lead.get(address(measure, "chart-csv")))
    assert [row["value"] for row in rows] == [str(n) for n in FALL]
    assert [row["centre"] for row in rows[:14]] == ["21"] * 14
    assert {row["centre"] for row in rows[14:]} == {"11"}
    assert [row["part"] for row in rows] == ["1"] * 14 + ["2"] * 10
    assert [row["left_out"] for row in rows if row["left_out"]] == ["'=HYPERLINK(1)"]
    page = words(lead.get(address(measure)))
    assert f"{labels[3]} 18 100 18% 21% below Left out: =HYPERLINK(1)" in page


def test_a_group_has_its_own_files(cast: Cast, lead: Client) -> None:
    measure, _ = missed(cast, groups=("A", "B"))
    with cast.scope():
        group = measure.strata.get(name="B")
    page = lead.get(address(measure, "measure-group", group.pk)).content.decode()
    for kind in FILES:
        where = address(measure, f"chart-group-{kind}", group.pk)
        assert f'href="{where}"' in page
        assert lead.get(where)["Content-Disposition"] == f'attachment; filename="rnn-missed-b.{kind}"'
    assert lead.get(address(measure, "chart-group-svg", 10**9)).status_code == 404


def test_the_frame_shows_the_chart_with_its_words_and_the_way_back(cast: Cast, lead: Client) -> None:
    measure, _ = decided(cast)
    answer = lead.get(address(measure, "chart-embed"))
    html, text = answer.content.decode(), words(answer)
    assert "<h1" in html
    assert html.count("<svg") == 2
    assert "Run chart; Anhøj rules." in text
    assert "North Trust, northcanary project." in text
    assert f'<a href="{address(measure)}" target="_top">' in html
    assert "<script" not in html
    assert "<form" not in html


def test_only_the_frame_may_be_framed_and_only_by_us(cast: Cast, lead: Client) -> None:
    measure, _ = missed(cast)
    framed, page = lead.get(address(measure, "chart-embed")), lead.get(address(measure))
    assert (framed["X-Frame-Options"], page["X-Frame-Options"]) == ("SAMEORIGIN", "DENY")
    assert "frame-ancestors 'self'" in framed["Content-Security-Policy"]
    assert "'none'" not in framed["Content-Security-Policy"].split("frame-ancestors")[1].split(";")[0]
    assert "default-src 'self'" in framed["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("coach", 200), ("sponsor", 200), ("partner", 200), ("admin", 404), ("manager", 404), ("other_coach", 404),
     ("south_lead", 404), ("east_lead", 404)],
)  # fmt: skip
def test_a_chart_leaves_only_with_those_who_see_it(cast: Cast, client: Client, who: str, status: int) -> None:
    measure, _ = missed(cast)
    client.force_login(getattr(cast, who))
    for name in ("chart-png", "chart-svg", "chart-csv", "chart-embed"):
        assert client.get(address(measure, name)).status_code == status


def test_an_empty_chart_can_be_taken_away_too(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    assert b"No data yet" in lead.get(address(measure, "chart-svg")).content
    assert table_of(lead.get(address(measure, "chart-csv"))) == []
    assert "No data yet" in words(lead.get(address(measure, "chart-embed")))
