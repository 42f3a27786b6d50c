"""What organisations pay for taking part, from plan to payment. No money moves here."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.actions.clashes import Clash
from organisations.models import Fee, FeeSettings, Participation
from organisations.queries.fees import fee_mark, fee_settings_of, terms_mark

_Status = Fee.Status
# What has happened, which nobody knows of a day to come. When a fee is due is a plan.
_PAST = ("po_requested_on", "invoiced_on", "paid_on")
_BEFORE_INVOICE = (_Status.PLANNED, _Status.PO_REQUESTED)


@transaction.atomic
def edit_fee_settings(
    *,
    collaborative: Collaborative,
    by: User,
    net: Decimal,
    vat_rate: Decimal,
    currency: str,
    years: int,
    payee: str,
    payment_days: int = 30,
    seen: str = "",
) -> FeeSettings:
    """Change what a year costs. Fees that are planned already keep their amounts.

    Raises ValidationError by field, and Clash where it is not any more as it was when it was `seen` (`terms_mark`).
    """
    # The collaborative's row is the queue: two first settings at once would both find none.
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    settings = fee_settings_of(collaborative)
    if seen and seen != terms_mark(settings):
        raise Clash(settings)
    settings.net, settings.vat_rate, settings.currency = net, vat_rate, currency.strip().upper()
    settings.years, settings.payee, settings.payment_days = years, payee.strip(), payment_days
    settings.clean_fields(exclude=["collaborative"])
    with recording(by=by, verb="changed what a year costs"):
        settings.save()
    return settings


def same_day(day: date, years: int) -> date:
    """The day so many years later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def plan_fees(*, participation: Participation, by: User) -> list[Fee]:
    """Plan the yearly fees of an organisation, to be invoiced on the day it joined and on its anniversaries; those
    there stay."""
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    settings = fee_settings_of(participation.collaborative)
    there = set(Fee.objects.filter(participation=participation).values_list("year", flat=True))
    with recording(by=by, verb="planned the fees"):
        return Fee.objects.bulk_create(
            Fee(
                collaborative_id=participation.collaborative_id,
                participation=participation,
                year=year,
                net=settings.net,
                vat_rate=settings.vat_rate,
                currency=settings.currency,
                due_on=same_day(participation.joined_on, year - 1),
            )
            for year in range(1, settings.years + 1)
            if year not in there
        )


@transaction.atomic
def edit_fee(
    *,
    fee: Fee,
    by: User,
    net: Decimal,
    vat_rate: Decimal,
    due_on: date,
    status: str,
    po_requested_on: date | None,
    po_number: str,
    invoice_number: str,
    invoiced_on: date | None,
    paid_on: date | None,
    note: str,
    currency: str = "",
    seen: str = "",
) -> Fee:
    """Say where a fee stands; its currency only while it is planned.

    Raises ValidationError by field where what a status needs is not given, and Clash where it is not any more as it
    was when it was `seen` (`fee_mark`).
    """
    current = Fee.objects.select_for_update().get(pk=fee.pk, participation_id=fee.participation_id)
    if seen and seen != fee_mark(current):
        raise Clash(current)
    if currency.strip().upper() not in ("", current.currency):
        if current.status != _Status.PLANNED:
            raise ValidationError({"currency": "The currency stays as it is once a fee is no longer only planned."})
        current.currency = currency.strip().upper()
    current.net, current.vat_rate, current.due_on, current.status = net, vat_rate, due_on, status
    current.po_requested_on, current.invoiced_on, current.paid_on = po_requested_on, invoiced_on, paid_on
    current.po_number, current.invoice_number = " ".join(po_number.split()), " ".join(invoice_number.split())
    current.note = " ".join(note.split())
    current.clean_fields(exclude=["collaborative", "participation"])
    errors = _missing(current) | _to_come(current)
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="changed the fee"):
        current.save()
    return current


@transaction.atomic
def remove_fee(*, fee: Fee, by: User, reason: str) -> Fee:
    """Take a fee away that was only planned. Raises ValidationError for another, and without a reason."""
    current = Fee.objects.select_for_update().get(pk=fee.pk, participation_id=fee.participation_id)
    if current.status != _Status.PLANNED:
        raise ValidationError("Only a fee that is planned and no more can be removed. Waive this one instead.")
    if not reason.strip():
        raise ValidationError({"reason": "Enter a reason."})
    with recording(by=by, verb="removed the planned fee", reason=reason.strip()):
        current.delete()
    return current


def _to_come(fee: Fee) -> dict[str, str]:
    """Days of what has happened that are still to come, by field."""
    days = {name: getattr(fee, name) for name in _PAST}
    return {name: "This is still to come." for name, day in days.items() if day and day > timezone.localdate()}


def _missing(fee: Fee) -> dict[str, str]:
    """What the fee's status needs and lacks, by field."""
    errors: dict[str, str] = {}
    if fee.status in (_Status.INVOICED, _Status.PAID):
        if not fee.invoice_number:
            errors["invoice_number"] = "Enter the invoice number."
        if fee.invoiced_on is None:
            errors["invoiced_on"] = "Enter the invoice date."
    if fee.status == _Status.PAID and fee.paid_on is None:
        errors["paid_on"] = "Enter the day on which it was paid."
    if fee.status != _Status.PAID and fee.paid_on is not None:
        errors["paid_on"] = "It has a day of payment, so its status must be Paid."
    if fee.paid_on and fee.invoiced_on and fee.paid_on < fee.invoiced_on:
        errors["paid_on"] = "The day of payment must not be before the invoice date."
    if fee.status == _Status.PO_REQUESTED and fee.po_requested_on is None:
        errors["po_requested_on"] = "Enter the day on which the purchase order was requested."
    if fee.status == _Status.WAIVED and not fee.note:
        errors["note"] = "Enter why it is waived."
    if fee.status in _BEFORE_INVOICE and fee.invoice_number:
        errors["invoice_number"] = "It has an invoice number, so its status must be Invoiced or Paid."
    return errors
