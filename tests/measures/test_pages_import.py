"""Bringing a table, looking at it, importing it, and the tables people take away."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from measures.actions import Entry, apply_import, preview_import, record_points
from measures.models import DataPoint, Import, Measure
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, MAR, north_measure, store

TABLE = "Month,People seen,People referred,Ward\nJan 2025,3,10,A\nFeb 2025,4,10,A\nsoon,1,2,A\n"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def bring(client: Client, measure: Measure, text: str = "", file: bytes | None = None, name: str = "x.csv") -> str:
    """Bring a table; returns the address of its preview, or the page that refused it."""
    sent: dict[str, object] = {"table": text}
    if file is not None:
        sent["file"] = SimpleUploadedFile(name, file)
    answer = client.post(reverse("measure-import", args=("amhe", measure.pk)), sent)
    if answer.status_code == 302:
        return answer["Location"]
    assert answer.status_code == 422
    return answer.content.decode()


def apply(client: Client, where: str, **sent: str) -> HttpResponse:
    """Look at a preview, then press its button."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(where).content.decode())
    return client.post(f"{where}apply/", {"seen": found[1] if found else "", **sent})


def words(answer: HttpResponse) -> str:
    """The page's text without its tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows_of(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_table_is_shown_before_anything_happens_and_then_imported_once(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    where = bring(lead, measure, TABLE)
    text = words(lead.get(where))
    assert "2 new 0 changed 0 already here 1 refused" in text
    assert "Left out, because this measure has no such column: Ward." in text
    assert "4 soon, 1, 2, A ‘soon’ is not a date we can read." in text
    assert "Import the 2 good rows" in text
    with cast.scope():
        assert measure.points.count() == 0
    for _ in range(2):
        assert apply(lead, where)["Location"] == where
    with cast.scope():
        assert list(measure.points.values_list("period", "numerator", "denominator")) == [(JAN, 3, 10), (FEB, 4, 10)]
        assert DataPoint.pgh_event_model.objects.count() == 0
    after = words(lead.get(where))
    assert "Imported" in after
    assert "2 new 0 changed 0 already here 1 refused" in after
    assert "‘soon’ is not a date we can read." in after


def test_the_same_table_again_has_nothing_to_change(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    table = TABLE.replace("soon,1,2,A\n", "")
    apply(lead, bring(lead, measure, table))
    again = bring(lead, measure, table)
    text = words(lead.get(again))
    assert "0 new 0 changed 2 already here 0 refused" in text
    assert "Nothing to change: these numbers are already here." in text
    assert "apply/" not in lead.get(again).content.decode()
    assert lead.post(f"{again}cancel/").status_code == 302
    with cast.scope():
        assert [row.status for row in Import.objects.all()] == ["cancelled", "done"]


def test_changed_numbers_are_shown_old_and_new_and_need_a_reason(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (1, 10)})
    where = bring(lead, measure, TABLE)
    assert "2 Jan 2025 1 out of 10 3 out of 10" in words(lead.get(where))
    refused = apply(lead, where, reason=" ")
    assert refused.status_code == 422
    assert "Say why these numbers have changed." in words(refused)
    with cast.scope():
        assert measure.points.get().numerator == 1
    assert apply(lead, where, reason="New extract").status_code == 302
    with cast.scope():
        assert measure.points.get(period=JAN).numerator == 3
        assert DataPoint.pgh_event_model.objects.get(pgh_label="update").pgh_context["reason"] == "New extract"


def test_a_table_put_aside_is_not_imported_later(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    where = bring(lead, measure, TABLE)
    assert lead.post(f"{where}cancel/").status_code == 302
    answer = lead.post(f"{where}apply/")
    assert answer.status_code == 422
    assert "This table was put aside. Bring it again to import it." in words(answer)
    with cast.scope():
        assert measure.points.count() == 0


@pytest.mark.parametrize(
    ("text", "file", "said"),
    [
        ("", None, "Paste a table, or choose a file."),
        (TABLE, TABLE.encode(), "Bring either a pasted table or a file, not both."),
        ("", b"PK\x03\x04rest", "This is a spreadsheet, not a CSV file."),
        ("", b"\xd0\xcf\x11\xe0rest", "This is a spreadsheet, not a CSV file."),
        ("", b"%PDF-1.7", "This is a PDF."),
        ("", b"period\n\x81", "We cannot read the letters in this file."),
        ("", b"a" * (2 * 1024 * 1024 + 1), "This file is larger than 2 MB."),
        ("", b"", "There is nothing here yet."),
        ("period,numerator\nJan 2025,1\n", None, "We could not find a column for ‘People referred’."),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    cast: Cast, lead: Client, text: str, file: bytes | None, said: str
) -> None:
    measure = north_measure(cast)
    assert said in bring(lead, measure, text, file)
    with cast.scope():
        assert Import.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_whichever_program_wrote_them(cast: Cast, lead: Client, encoding: str) -> None:
    measure = north_measure(cast, groups=("Traveller – Romá",))
    table = "period,group,numerator,denominator\nJan 2025,Traveller – Romá,1,2\n"
    apply(lead, bring(lead, measure, file=table.encode(encoding)))
    with cast.scope():
        assert measure.points.get().stratum.name == "Traveller – Romá"


def test_a_long_table_shows_the_first_hundred_and_how_many_more(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    lines = [f"row{number},1,2" for number in range(250)]
    answer = lead.get(bring(lead, measure, "period,numerator,denominator\n" + "\n".join(lines)))
    text = words(answer)
    assert "row99, 1, 2" in text
    assert "row100, 1, 2" not in text
    assert "These are the first 100. There are 150 more." in text
    assert "No row of this table can be imported." in text


def test_refused_rows_come_back_as_a_table_to_mend_and_bring_again(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    where = bring(lead, measure, "Month,People seen,People referred\nJan 2025,3,10\n=1+1,4,10\nFeb 2025,12,10\n")
    answer = lead.get(f"{where}refused.csv")
    assert rows_of(answer) == [
        ["period", "numerator", "denominator", "why it was refused"],
        ["'=1+1", "4", "10", "‘=1+1’ is not a date we can read. Write it like Mar 2027 or 01/03/2027."],
        ["Feb 2025", "12", "10", "12 out of 10 is more than all of them."],
    ]
    assert answer["Content-Disposition"] == 'attachment; filename="seen-within-four-weeks-refused-rows.csv"'
    mended = answer.content.decode("utf-8-sig").replace("'=1+1", "Mar 2025").replace("12,10", "2,10")
    apply(lead, where)
    apply(lead, bring(lead, measure, mended))
    with cast.scope():
        assert list(measure.points.values_list("period", "numerator")) == [(JAN, 3), (FEB, 2), (MAR, 4)]


def test_every_number_can_be_taken_away_and_brought_back_unchanged(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("=cmd()", "Black African"))
    with cast.scope():
        formula, black = measure.strata.all()
        record_points(
            measure=measure,
            by=cast.lead,
            entries=[
                Entry(JAN, black.pk, Decimal("3"), Decimal("12")),
                Entry(FEB, black.pk, no_data_reason="+1 clinic closed"),
                Entry(JAN, formula.pk, Decimal(0), Decimal(0)),
            ],
        )
    answer = lead.get(reverse("measure-csv", args=("amhe", measure.pk)))
    heading, *rows = rows_of(answer)
    assert heading == [
        *("period", "group", "numerator", "denominator", "value"),
        *("reason", "entered by", "entered at", "source"),
    ]
    assert [row[:7] for row in rows] == [
        ["2025-01-01", "'=cmd()", "0", "0", "", "", "Nora Lead"],
        ["2025-01-01", "Black African", "3", "12", "25", "", "Nora Lead"],
        ["2025-02-01", "Black African", "", "", "", "'+1 clinic closed", "Nora Lead"],
    ]
    assert {row[8] for row in rows} == {"Typed"}
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="rnn-seen-within-four-weeks.csv"'
    with cast.scope():
        _, plan = preview_import(measure=measure, by=cast.lead, text=answer.content.decode())
    assert [row.outcome for row in plan.rows] == ["refused", "same", "changed"]


def test_the_table_to_fill_in_has_what_waits_and_can_be_imported(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        first = measure.strata.first()
    store(cast, measure, {JAN: (1, 2)}, first.pk)
    rows = rows_of(lead.get(reverse("measure-template", args=("amhe", measure.pk))))
    assert rows[0] == ["period", "group", "People seen", "People referred", "no data because"]
    assert rows[1:4] == [["Jan 2025", "A", "", "", ""], ["Jan 2025", "B", "", "", ""], ["Feb 2025", "A", "", "", ""]]
    filled = "\n".join(",".join(row) for row in [rows[0], ["Feb 2025", "B", "1", "5", ""]])
    with cast.scope():
        _, plan = preview_import(measure=measure, by=cast.lead, text=filled)
    assert plan.counts()["new"] == 1


def test_what_was_imported_stands_on_the_measures_page(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    with cast.scope():
        row, _ = preview_import(measure=measure, by=cast.member, text=TABLE, filename="<b>march</b>.csv")
        apply_import(source_import=row, by=cast.member)
    answer = lead.get(reverse("measure", args=("amhe", measure.pk)))
    assert "<b>march</b>" not in answer.content.decode()
    assert "Imported 2 new, 0 changed, 0 already here, 1 refused Mia Member" in words(answer)


def test_a_number_entered_after_the_look_is_never_overwritten_unseen(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    where = bring(lead, measure, TABLE)
    (seen,) = re.findall(r'name="seen" value="(\w+)"', lead.get(where).content.decode())
    store(cast, measure, {JAN: (9, 10)})
    answer = lead.post(f"{where}apply/", {"seen": seen, "reason": "New extract"})
    assert answer.status_code == 422
    text = words(answer)
    assert "Numbers changed since you looked. Check again." in text
    assert "1 new 1 changed 0 already here 1 refused" in text
    assert "9 out of 10 3 out of 10" in text
    assert "Say why these numbers have changed." not in text
    with cast.scope():
        assert list(measure.points.values_list("period", "numerator")) == [(JAN, 9)]
    assert apply(lead, where, reason="New extract").status_code == 302
    with cast.scope():
        assert list(measure.points.values_list("period", "numerator")) == [(JAN, 3), (FEB, 4)]


def test_a_number_corrected_after_the_look_is_never_overwritten_unseen(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (1, 10)})
    where = bring(lead, measure, TABLE)
    (seen,) = re.findall(r'name="seen" value="(\w+)"', lead.get(where).content.decode())
    with cast.scope():
        record_points(
            measure=measure, by=cast.lead, entries=[Entry(JAN, None, Decimal(7), Decimal(10))], reason="Recount"
        )
    for sent in ({"seen": seen, "reason": "New extract"}, {"reason": "New extract"}):
        answer = lead.post(f"{where}apply/", sent)
        assert answer.status_code == 422
        assert "7 out of 10 3 out of 10" in words(answer)
    with cast.scope():
        assert measure.points.get().numerator == 7


def test_a_table_whose_columns_no_longer_fit_can_be_put_away_and_its_refused_rows_taken(
    cast: Cast, lead: Client
) -> None:
    measure = north_measure(cast)
    where = bring(lead, measure, TABLE)
    with cast.scope():
        Measure.objects.filter(pk=measure.pk).update(numerator_label="Attended")
    told = "We could not find a column for ‘Attended’. Name one of your columns ‘numerator’."
    page = lead.get(where)
    assert page.status_code == 200
    assert told in words(page)
    assert "Put the table away" in words(page)
    assert 'import/apply/"' not in page.content.decode()
    assert "good row" not in words(page)
    applied = lead.post(f"{where}apply/", {"seen": "x", "reason": "x"})
    assert applied.status_code == 422
    assert told in words(applied)
    assert rows_of(lead.get(f"{where}refused.csv")) == [
        ["Month", "People seen", "People referred", "Ward", "why it was refused"],
        ["soon", "1", "2", "A", "‘soon’ is not a date we can read. Write it like Mar 2027 or 01/03/2027."],
    ]
    lead.post(f"{where}cancel/")
    with cast.scope():
        assert Import.objects.get().status == Import.Status.CANCELLED
        assert measure.points.count() == 0
