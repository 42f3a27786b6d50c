"""Forms about fees."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import AmountField, DateField
from organisations.forms.joining import EARLIEST
from organisations.models import Fee, Participation
from organisations.queries.fees import ARREARS, TO_INVOICE

# Of what has happened.
_PAST: dict[str, Any] = {"earliest": EARLIEST, "latest": timezone.localdate}


def _amount(**options: Any) -> forms.DecimalField:
    return AmountField(min_value=0, max_digits=10, decimal_places=2, **options)


def _rate(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_value=100, max_digits=5, decimal_places=2, **options)


class FeeFilter(forms.Form):
    """Which fees to list."""

    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "All"), (ARREARS, "In arrears"), (TO_INVOICE, "Due, not yet invoiced"), *Fee.Status.choices],
    )
    q = forms.CharField(label="Organisation, purchase order or invoice", required=False, max_length=100)
    mark_optional = False

    def chosen(self) -> dict[str, str]:
        """The filter's values; what was refused does not filter."""
        self.is_valid()
        return {"status": self.cleaned_data.get("status", ""), "search": self.cleaned_data.get("q", "")}


class FeeForm(forms.Form):
    """Where one fee stands. `seen` says as what it was shown; the currency is there only while it is planned."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    status = forms.ChoiceField(label="Status", choices=Fee.Status.choices, widget=forms.RadioSelect)
    due_on = DateField(label="Due date", help_text="When it is to be invoiced.", earliest=EARLIEST)
    currency = forms.CharField(label="Currency", max_length=3, help_text="Three letters, such as GBP.")
    net = _amount(label="Fee without VAT")
    vat_rate = _rate(label="VAT")
    po_requested_on = DateField(label="Purchase order requested on", required=False, **_PAST)
    po_number = forms.CharField(label="Purchase order number", max_length=60, required=False)
    invoice_number = forms.CharField(label="Invoice number", max_length=60, required=False)
    invoiced_on = DateField(label="Invoice date", required=False, **_PAST)
    paid_on = DateField(label="Paid on", required=False, **_PAST)
    note = forms.CharField(
        label="Note",
        max_length=500,
        required=False,
        help_text="It stands on the statement. Say here why a fee is waived.",
    )

    def __init__(self, *args: Any, is_planned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_planned:
            del self.fields["currency"]


class PlanForm(forms.Form):
    """Whose yearly fees to plan, from `places`; `seen` says which amounts were shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    organisations = forms.TypedMultipleChoiceField(
        label="Organisations",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one organisation"},
    )

    def __init__(self, *args: Any, places: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisations"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(row.pk, str(row.organisation)) for row in places]
        field.initial = [row.pk for row in places]


class FeeSettingsForm(forms.Form):
    """What a year costs. `seen` says as what it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    net = _amount(label="Yearly fee without VAT")
    vat_rate = _rate(label="VAT")
    currency = forms.CharField(label="Currency", max_length=3, help_text="Three letters, such as GBP.")
    years = forms.IntegerField(label="Number of years", min_value=1, max_value=10)
    payment_days = forms.IntegerField(
        label="Days to pay an invoice",
        min_value=0,
        max_value=365,
        help_text="Counted from the invoice date. A fee is in arrears after that.",
    )
    payee = forms.CharField(
        label="Who is paid",
        max_length=1000,
        required=False,
        help_text="Name and address, as they stand on a statement.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
