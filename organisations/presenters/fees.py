"""Fees in words, as a table to take away, and as an organisation's statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from collaborative.csvfile import csv_text
from collaborative.nhsuk.filters import plural
from organisations.models import Fee, FeeSettings
from organisations.numbers import Money, money, totals, with_vat

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
    """One fee, ready to be shown.

    pay_by: until when its invoice is to be paid; overdue: "12 days overdue", or nothing.
    """

    fee: Fee
    net: str
    vat: str
    gross: str
    status: str
    colour: str
    pay_by: date | None
    overdue: str


@dataclass(frozen=True)
class TotalLine:
    """A sum in one currency."""

    net: str
    vat: str
    gross: str
    currency: str


def pay_by(fee: Fee, payment_days: int) -> date | None:
    """The last day on which an invoice that waits is paid in time."""
    waits = fee.status == _Status.INVOICED and fee.invoiced_on is not None
    return fee.invoiced_on + timedelta(days=payment_days) if waits and fee.invoiced_on else None


def days_overdue(fee: Fee, today: date, payment_days: int) -> int:
    """For how many days an invoice has been waiting beyond its days to pay; none where nothing was invoiced."""
    last = pay_by(fee, payment_days)
    return 0 if last is None else max(0, (today - last) // timedelta(days=1))


def fee_lines(fees: Iterable[Fee], today: date, payment_days: int) -> list[FeeLine]:
    """The lines of a list or statement."""
    found = []
    for fee in fees:
        amount, late = fee.money, days_overdue(fee, today, payment_days)
        found.append(
            FeeLine(
                fee=fee,
                net=money(amount.net, amount.currency),
                vat=money(amount.vat, amount.currency),
                gross=money(amount.gross, amount.currency),
                status=_Status(fee.status).label,
                colour=_COLOURS[_Status(fee.status)],
                pay_by=pay_by(fee, payment_days),
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


def statement(fees: Iterable[Fee], today: date, payment_days: int) -> dict[str, Any]:
    """What an organisation's statement says: every year, what is paid, what is still to pay, and what is overdue."""
    rows = list(fees)
    return {
        "lines": fee_lines(rows, today, payment_days),
        "sums": [
            ("In all", total_lines(rows)),
            ("Paid", total_lines(fee for fee in rows if fee.status == _Status.PAID)),
            ("Still to pay", total_lines(fee for fee in rows if not fee.is_settled)),
            ("Overdue", total_lines(fee for fee in rows if days_overdue(fee, today, payment_days))),
        ],
    }


def fees_csv(fees: Iterable[Fee], today: date, payment_days: int) -> str:
    """The fees for a spreadsheet: amounts as plain numbers, dates as 2027-03-31."""
    return csv_text([HEADINGS, *(_cells(fee, today, payment_days) for fee in fees)])


def _cells(fee: Fee, today: date, payment_days: int) -> list[Any]:
    amount, place = fee.money, fee.participation
    dates = (fee.po_requested_on, fee.invoiced_on, fee.paid_on)
    requested, invoiced, paid = (day.isoformat() if day else "" for day in dates)
    return [
        *(place.organisation.name, place.organisation.ods_code, place.wave, fee.year, fee.due_on.isoformat()),
        *(_Status(fee.status).label, days_overdue(fee, today, payment_days) or ""),
        *(amount.net, fee.vat_rate, amount.vat, amount.gross, amount.currency),
        *(requested, fee.po_number, fee.invoice_number, invoiced, paid, fee.note),
    ]


def planning(settings: FeeSettings, places: Iterable[Any]) -> dict[str, Any]:
    """What planning would write for these participations (`years`: how many each has), as a year and as a whole."""
    year = with_vat(settings.net, settings.vat_rate, settings.currency)
    count = sum(settings.years - place.years for place in places)
    return {
        "settings": settings,
        "year": _total(year),
        "count": count,
        "whole": _total(Money(year.net * count, year.vat * count, year.currency)),
    }
