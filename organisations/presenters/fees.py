"""Fees in words, as a table to take away, and as an organisation's statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from collaborative.csvfile import csv_text
from collaborative.nhsuk.filters import plural
from organisations.models import Fee
from organisations.numbers import Money, money, totals

_Status = Fee.Status
_COLOURS = {
    _Status.PLANNED: "grey",
    _Status.PO_REQUESTED: "yellow",
    _Status.INVOICED: "blue",
    _Status.PAID: "green",
    _Status.WAIVED: "white",
}
HEADINGS = (
    *("Organisation", "ODS code", "Wave", "Year", "Due date", "Status", "Days overdue"),
    *("Net", "VAT rate (%)", "VAT", "Gross", "Currency"),
    *("Purchase order requested", "Purchase order number", "Invoice number", "Invoice date", "Paid on", "Note"),
)


@dataclass(frozen=True)
class FeeLine:
    """One fee, ready to be shown. overdue: "12 days overdue", or nothing."""

    fee: Fee
    net: str
    vat: str
    gross: str
    status: str
    colour: str
    overdue: str


@dataclass(frozen=True)
class TotalLine:
    """A sum in one currency."""

    net: str
    vat: str
    gross: str
    currency: str


def days_overdue(fee: Fee, today: date) -> int:
    """For how many days a fee has been waiting beyond its due date."""
    return 0 if fee.is_settled else max(0, (today - fee.due_on) // timedelta(days=1))


def fee_lines(fees: Iterable[Fee], today: date) -> list[FeeLine]:
    """The lines of a list or statement."""
    found = []
    for fee in fees:
        amount, late = fee.money, days_overdue(fee, today)
        found.append(
            FeeLine(
                fee=fee,
                net=money(amount.net, amount.currency),
                vat=money(amount.vat, amount.currency),
                gross=money(amount.gross, amount.currency),
                status=_Status(fee.status).label,
                colour=_COLOURS[_Status(fee.status)],
                overdue=f"{plural(late, 'day')} overdue" if late else "",
            )
        )
    return found


def total_lines(fees: Iterable[Fee]) -> list[TotalLine]:
    """The sums, one for each currency."""
    return [_total(one) for one in totals(fee.money for fee in fees)]


def _total(one: Money) -> TotalLine:
    net, vat, gross = (money(amount, one.currency) for amount in (one.net, one.vat, one.gross))
    return TotalLine(net, vat, gross, one.currency)


def statement(fees: Iterable[Fee], today: date) -> dict[str, Any]:
    """What an organisation's statement says: every year, what is paid, what is still to pay, and what is overdue."""
    rows = list(fees)
    return {
        "lines": fee_lines(rows, today),
        "sums": [
            ("In all", total_lines(rows)),
            ("Paid", total_lines(fee for fee in rows if fee.status == _Status.PAID)),
            ("Still to pay", total_lines(fee for fee in rows if not fee.is_settled)),
            ("Overdue", total_lines(fee for fee in rows if days_overdue(fee, today))),
        ],
    }


def fees_csv(fees: Iterable[Fee], today: date) -> str:
    """The fees for a spreadsheet: amounts as plain numbers, dates as 2027-03-31."""
    return csv_text([HEADINGS, *(_cells(fee, today) for fee in fees)])


def _cells(fee: Fee, today: date) -> list[Any]:
    amount, place = fee.money, fee.participation
    dates = (fee.po_requested_on, fee.invoiced_on, fee.paid_on)
    requested, invoiced, paid = (day.isoformat() if day else "" for day in dates)
    return [
        *(place.organisation.name, place.organisation.ods_code, place.wave, fee.year, fee.due_on.isoformat()),
        *(_Status(fee.status).label, days_overdue(fee, today) or ""),
        *(amount.net, fee.vat_rate, amount.vat, amount.gross, amount.currency),
        *(requested, fee.po_number, fee.invoice_number, invoiced, paid, fee.note),
    ]
