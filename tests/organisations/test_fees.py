"""Fees: sums to the penny, what each status needs, who is behind, who may see it, the statement and the file."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collaborative.nhsuk.filters import date_long
from organisations.actions.fees import edit_fee, edit_fee_settings, plan_fees, same_day
from organisations.models import Fee, FeeSettings, Organisation, Participation
from organisations.numbers import Money, money, totals, with_vat
from organisations.presenters.fees import HEADINGS, days_overdue
from tests.cast import Cast
from tests.organisations.helpers import told

TODAY = timezone.localdate()
PENCE = st.integers(0, 9_999_999).map(lambda pence: Decimal(pence) / 100)


@pytest.mark.parametrize(
    ("net", "rate", "vat", "gross"),
    [
        ("15000", "20", "3000.00", "18000.00"),
        ("0.05", "10", "0.01", "0.06"),
        ("99.99", "17.5", "17.50", "117.49"),
        ("12.345", "20", "2.47", "14.82"),
        ("15000", "0", "0.00", "15000.00"),
    ],
)
def test_vat_to_the_penny(net: str, rate: str, vat: str, gross: str) -> None:
    amount = with_vat(Decimal(net), Decimal(rate), "GBP")
    assert (str(amount.vat), str(amount.gross)) == (vat, gross)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(PENCE, st.sampled_from(["0", "5", "17.5", "20"]), st.sampled_from(["GBP", "EUR"])), max_size=30)
)
def test_totals_are_the_sums_of_the_lines_in_pence(lines: list[tuple[Decimal, str, str]]) -> None:
    amounts = [with_vat(net, Decimal(rate), currency) for net, rate, currency in lines]
    for total in totals(amounts):
        own = [one for one in amounts if one.currency == total.currency]
        assert int(total.net * 100) == sum(int(one.net * 100) for one in own)
        assert int(total.vat * 100) == sum(int(one.vat * 100) for one in own)
        assert int(total.gross * 100) == sum(int(one.gross * 100) for one in own)
        assert total.gross == total.net + total.vat


def test_amounts_in_words() -> None:
    assert money(Decimal("15000"), "GBP") == "£15,000.00"
    assert money(Decimal("-0.5"), "CHF") == "-CHF 0.50"
    assert totals([]) == []
    assert Money(Decimal("1.10"), Decimal("0.22"), "GBP").gross == Decimal("1.32")


@pytest.fixture
def planned(cast: Cast) -> list[Fee]:
    """North's three years: the first due 30 days ago, the others to come."""
    Participation.objects.filter(pk=cast.north.pk).update(joined_on=TODAY - timedelta(days=30))
    cast.north.refresh_from_db()
    with cast.scope():
        return plan_fees(participation=cast.north, by=cast.finance)


def change(cast: Cast, fee: Fee, **changed: Any) -> Fee:
    """Edit a fee with some of its fields changed."""
    names = ("net", "vat_rate", "due_on", "status", "po_requested_on", "po_number", "invoice_number", "invoiced_on")
    values = {name: getattr(fee, name) for name in (*names, "paid_on", "note")}
    with cast.scope():
        return edit_fee(fee=fee, by=cast.finance, **values | changed)


def costs(cast: Cast, **changed: Any) -> FeeSettings:
    """What a year costs, with some of it changed."""
    usual = {"net": Decimal(15000), "vat_rate": Decimal(20), "currency": "GBP", "years": 3, "payee": ""}
    return edit_fee_settings(collaborative=cast.amhe, by=cast.admin, **usual | changed)


def test_three_yearly_fees_are_planned_once(cast: Cast, planned: list[Fee]) -> None:
    assert [(fee.year, fee.net, fee.vat_rate, fee.currency, fee.status) for fee in planned] == [
        (year, Decimal(15000), Decimal(20), "GBP", "planned") for year in (1, 2, 3)
    ]
    assert [fee.due_on for fee in planned] == [same_day(cast.north.joined_on, years) for years in range(3)]
    edit_fee_settings(
        collaborative=cast.amhe, by=cast.admin, net=Decimal(99), vat_rate=Decimal(0), currency="eur", years=4, payee=""
    )
    with cast.scope():
        (more,) = plan_fees(participation=cast.north, by=cast.finance)
        assert (more.year, more.net, more.currency) == (4, Decimal(99), "EUR")
        assert plan_fees(participation=cast.north, by=cast.finance) == []
        assert told(planned[0])[1:3] == (cast.finance.pk, "planned the fees")
    assert same_day(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"status": "invoiced", "invoiced_on": TODAY}, "invoice_number"),
        ({"status": "invoiced", "invoice_number": "INV1"}, "invoiced_on"),
        ({"status": "paid", "invoice_number": "INV1", "invoiced_on": TODAY}, "paid_on"),
        ({"status": "planned", "paid_on": TODAY}, "paid_on"),
        (
            {"status": "paid", "invoice_number": "I", "invoiced_on": TODAY, "paid_on": TODAY - timedelta(days=1)},
            "paid_on",
        ),
        ({"status": "requested"}, "po_requested_on"),
        ({"status": "requested", "po_requested_on": TODAY + timedelta(days=1)}, "po_requested_on"),
        ({"status": "invoiced", "invoice_number": "I", "invoiced_on": TODAY + timedelta(days=1)}, "invoiced_on"),
        (
            {"status": "paid", "invoice_number": "I", "invoiced_on": TODAY, "paid_on": TODAY + timedelta(days=1)},
            "paid_on",
        ),
        ({"status": "waived"}, "note"),
        ({"status": "planned", "invoice_number": "INV1"}, "invoice_number"),
        ({"status": "nonsense"}, "status"),
        ({"net": Decimal(-1)}, "net"),
        ({"vat_rate": Decimal(101)}, "vat_rate"),
    ],
)
def test_what_a_status_needs(cast: Cast, planned: list[Fee], changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        change(cast, planned[0], **changed)
    assert field in refused.value.message_dict


def test_arrears_are_what_was_invoiced_and_not_paid_in_time(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    # Due for 30 days, but nobody has invoiced it: nobody is behind.
    assert "Nobody is in arrears." in client.get("/c/amhe/fees/?status=arrears").content.decode()
    html = client.get("/c/amhe/fees/").content.decode()
    assert "1 fee due and not yet invoiced" in html
    assert "overdue" not in html
    html = client.get("/c/amhe/fees/?status=to_invoice").content.decode()
    assert html.count("£18,000.00") == 2
    change(cast, planned[0], status="invoiced", invoice_number="INV1", invoiced_on=TODAY - timedelta(days=30))
    assert "Nobody is in arrears." in client.get("/c/amhe/fees/?status=arrears").content.decode()
    assert f"to be paid by {date_long(TODAY)}" in client.get("/c/amhe/o/RNN/fees/").content.decode()
    change(cast, planned[0], status="invoiced", invoice_number="INV1", invoiced_on=TODAY - timedelta(days=42))
    html = client.get("/c/amhe/fees/?status=arrears").content.decode()
    assert "12 days overdue" in html
    assert html.count("£18,000.00") == 2
    with cast.scope():
        assert days_overdue(Fee.objects.get(pk=planned[0].pk), TODAY, 30) == 12
    costs(cast, payment_days=42)
    assert "Nobody is in arrears." in client.get("/c/amhe/fees/?status=arrears").content.decode()
    change(cast, planned[0], status="paid", invoice_number="INV1", invoiced_on=TODAY, paid_on=TODAY)
    assert "All that is due has been invoiced." in client.get("/c/amhe/fees/?status=to_invoice").content.decode()
    html = client.get("/c/amhe/fees/").content.decode()
    assert "£54,000.00" in html
    assert "INV1" in html
    change(cast, planned[1], status="waived", note="Board decision")
    assert "£36,000.00" in client.get("/c/amhe/fees/").content.decode()


@pytest.mark.parametrize("name", ["finance", "admin", "lead", "sponsor"])
def test_the_statement_says_what_is_paid_and_what_is_left(
    cast: Cast, client: Client, planned: list[Fee], name: str
) -> None:
    paid = {"status": "paid", "invoice_number": "INV-7", "invoiced_on": TODAY, "paid_on": TODAY}
    change(cast, planned[0], net=Decimal("9999.99"), vat_rate=Decimal("17.5"), po_number="PO 12", **paid)
    edit_fee_settings(
        collaborative=cast.amhe,
        by=cast.admin,
        net=Decimal(15000),
        vat_rate=Decimal(20),
        currency="GBP",
        years=3,
        payee="The <College>\n1 Street",
    )
    client.force_login(getattr(cast, name))
    html = client.get("/c/amhe/o/RNN/fees/").content.decode()
    # 9,999.99 at 17.5% is 1,750.00 (1,749.99825); 36,000.00 are left.
    for words in ("£9,999.99", "£1,750.00", "£11,749.99", "£36,000.00", "£47,749.99", "PO 12", "INV-7"):
        assert words in html, words
    assert "The &lt;College&gt;<br>1 Street" in html
    assert ("/fees/" + str(planned[0].pk) in html) is (name in {"finance", "admin"})


@pytest.mark.parametrize("name", ["member", "coach", "south_lead", "stranger", "east_lead"])
def test_others_see_no_fees(cast: Cast, client: Client, planned: list[Fee], name: str) -> None:
    client.force_login(getattr(cast, name))
    for address in ("fees/", "fees/csv/", "fees/settings/", f"fees/{planned[0].pk}/", "o/RNN/fees/"):
        assert client.get(f"/c/amhe/{address}").status_code == 404


def test_finance_sees_fees_and_nothing_else(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    start = client.get("/start/")
    assert (start.status_code, start.url) == (302, "/c/amhe/fees/")
    html = client.get("/c/amhe/fees/").content.decode()
    assert "northcanary" not in html
    for address in ("organisations/", "team/", "settings/", "o/RNN/", "o/RNN/people/", "o/RNN/history/", "interests/"):
        assert client.get(f"/c/amhe/{address}").status_code == 404, address
    assert client.get(f"/c/amhe/p/{cast.north_project.pk}/").status_code == 404


def test_a_fee_is_changed_on_its_page(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    address = f"/c/amhe/fees/{planned[0].pk}/"
    assert 'value="15000.00"' in client.get(address).content.decode()
    answers = {
        "status": "invoiced",
        "due_on_day": "1",
        "due_on_month": "4",
        "due_on_year": "2027",
        "currency": "GBP",
        "net": "15000",
        "vat_rate": "20",
        "po_number": "PO 1",
        "invoice_number": "",
        "invoiced_on_day": "2",
        "invoiced_on_month": "April",
        "invoiced_on_year": "2025",
        "note": "",
    }
    refused = client.post(address, answers)
    assert refused.status_code == 422
    assert "Enter the invoice number." in refused.content.decode()
    early = client.post(address, answers | {"invoice_number": "INV 9", "invoiced_on_year": str(TODAY.year + 2)})
    assert early.status_code == 422
    assert "Invoice date must be today or earlier" in early.content.decode()
    done = client.post(address, answers | {"invoice_number": "INV 9"})
    assert (done.status_code, done.url) == (302, "/c/amhe/o/RNN/fees/")
    with cast.scope():
        row = Fee.objects.get(pk=planned[0].pk)
    assert (row.status, row.invoice_number, row.invoiced_on) == ("invoiced", "INV 9", date(2025, 4, 2))
    client.force_login(cast.manager)
    html = client.get("/c/amhe/o/RNN/history/").content.decode()
    assert "Changed the fee" in html
    assert "INV 9" in html


def test_planning_shows_what_it_would_write_and_then_writes_it(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    assert "Plan the fees of 1 organisation" in client.get("/c/amhe/fees/").content.decode()
    html = client.get("/c/amhe/fees/plan/").content.decode()
    for words in ("3 fees", "£15,000.00", "£18,000.00", "£45,000.00", "£54,000.00", "GBP", "South Trust", "Nobody has"):
        assert words in html, words
    assert "North Trust" not in html
    seen = html.split('name="seen" value="')[1].split('"')[0]
    costs(cast, net=Decimal(99))
    late = client.post("/c/amhe/fees/plan/", {"seen": seen, "organisations": [cast.south.pk]})
    assert late.status_code == 422
    assert "changed meanwhile" in late.content.decode()
    html = late.content.decode()
    assert "£297.00" in html
    seen = html.split('name="seen" value="')[1].split('"')[0]
    assert client.post("/c/amhe/fees/plan/", {"seen": seen}).status_code == 422
    assert client.post("/c/amhe/fees/plan/", {"seen": seen, "organisations": [cast.east.pk]}).status_code == 422
    assert client.post("/c/amhe/fees/plan/", {"seen": seen, "organisations": [cast.south.pk]}).status_code == 302
    html = client.get("/c/amhe/fees/").content.decode()
    assert "6 fees" in html
    assert "Plan the fees" not in html
    assert "South Trust" in html
    assert "East Trust" not in html
    assert "Every organisation has its fees" in client.get("/c/amhe/fees/plan/").content.decode()


def test_a_year_that_is_added_later_can_be_planned(cast: Cast, client: Client, planned: list[Fee]) -> None:
    costs(cast, years=4)
    client.force_login(cast.finance)
    assert "Plan the fees of 2 organisations" in client.get("/c/amhe/fees/").content.decode()
    html = client.get("/c/amhe/fees/plan/").content.decode()
    assert "5 fees" in html
    seen = html.split('name="seen" value="')[1].split('"')[0]
    client.post("/c/amhe/fees/plan/", {"seen": seen, "organisations": [cast.north.pk]})
    with cast.scope():
        assert list(Fee.objects.filter(participation=cast.north).values_list("year", flat=True)) == [1, 2, 3, 4]


def test_only_a_planned_fee_is_removed_or_changes_its_currency(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    address = f"/c/amhe/fees/{planned[2].pk}/"
    assert f"{address}remove/" in client.get(address).content.decode()
    assert change(cast, planned[2], currency="eur").currency == "EUR"
    with pytest.raises(ValidationError) as refused:
        change(cast, planned[2], currency="pounds")
    assert "currency" in refused.value.message_dict
    change(cast, planned[2], status="waived", note="Board decision")
    html = client.get(address).content.decode()
    assert f"{address}remove/" not in html
    assert 'name="currency"' not in html
    with pytest.raises(ValidationError) as refused:
        change(cast, planned[2], currency="GBP")
    assert "currency" in refused.value.message_dict
    assert client.post(f"{address}remove/", {"reason": "Twice"}).status_code == 422
    address = f"/c/amhe/fees/{planned[1].pk}/remove/"
    assert client.post(address, {"reason": " "}).status_code == 422
    done = client.post(address, {"reason": "They leave early"})
    assert (done.status_code, done.headers.get("Location")) == (302, "/c/amhe/o/RNN/fees/"), done.content.decode()
    with cast.scope():
        assert list(Fee.objects.filter(participation=cast.north).values_list("year", flat=True)) == [1, 3]
    client.force_login(cast.manager)
    assert "They leave early" in client.get("/c/amhe/o/RNN/history/").content.decode()


def test_of_two_who_change_one_fee_the_second_is_shown_both(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    address = f"/c/amhe/fees/{planned[0].pk}/"
    seen = client.get(address).content.decode().split('name="seen" value="')[1].split('"')[0]
    change(cast, planned[0], net=Decimal("12000.00"), po_number="PO <1>")
    day = planned[0].due_on
    mine = {
        "status": "planned",
        "due_on_day": day.day,
        "due_on_month": day.month,
        "due_on_year": day.year,
        "currency": "GBP",
        "net": "15000",
        "vat_rate": "20",
        "note": "Mine",
        "seen": seen,
    }
    told_both = client.post(address, mine)
    html = told_both.content.decode()
    assert told_both.status_code == 409
    assert "Fay Finance changed this fee" in html
    for words in ("12000.00", "PO &lt;1&gt;", "Mine"):
        assert words in html, words
    with cast.scope():
        assert Fee.objects.get(pk=planned[0].pk).po_number == "PO <1>"
    fresh = html.split('name="seen" value="')[1].split('"')[0]
    assert fresh != seen
    assert client.post(address, mine | {"seen": fresh}).status_code == 302
    with cast.scope():
        assert Fee.objects.get(pk=planned[0].pk).note == "Mine"


def test_a_mistyped_year_is_refused_beside_its_date(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    html = client.post(
        f"/c/amhe/fees/{planned[0].pk}/", {"due_on_day": "1", "due_on_month": "4", "due_on_year": "0206"}
    ).content.decode()
    assert "Due date must be 1 January 2000 or later" in html


def test_the_file_for_finance(cast: Cast, client: Client, planned: list[Fee]) -> None:
    change(cast, planned[0], status="waived", note="=1+1")
    client.force_login(cast.finance)
    answer = client.get("/c/amhe/fees/csv/?q=north")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == list(HEADINGS)
    first, second, _ = (dict(zip(HEADINGS, row, strict=True)) for row in rows[1:])
    assert (first["Net"], first["Gross"], first["Status"]) == ("0", "0", "Waived")
    assert first["Note"] == "'=1+1"
    assert (second["Net"], second["VAT"], second["Gross"], second["Currency"]) == (
        *("15000", "3000", "18000"),
        "GBP",
    )
    change(cast, planned[2], net=Decimal("9999.99"), vat_rate=Decimal("17.5"))
    text = client.get("/c/amhe/fees/csv/?q=north").content.decode()
    assert ",9999.99,17.5,1750,11749.99,GBP," in text
    assert second["Due date"] == planned[1].due_on.isoformat()


def test_the_list_takes_a_fixed_number_of_queries(cast: Cast, client: Client, planned: list[Fee]) -> None:
    client.force_login(cast.finance)
    numbers = []
    for number in range(2):
        client.get("/c/amhe/fees/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/c/amhe/fees/")
        numbers.append(len(queries))
        place = Organisation.objects.create(ods_code=f"WE{number}", name=f"West {number}")
        made = Participation.objects.create(collaborative=cast.amhe, organisation=place, joined_on=TODAY)
        seen = client.get("/c/amhe/fees/plan/").content.decode().split('name="seen" value="')[1].split('"')[0]
        assert client.post("/c/amhe/fees/plan/", {"seen": seen, "organisations": [made.pk]}).status_code == 302
    assert numbers[0] == numbers[1] <= 19
