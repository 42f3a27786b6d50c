"""Forms about fees."""

from typing import Any

from django import forms

from collaborative.nhsuk.fields import DateField
from organisations.models import Fee
from organisations.queries.fees import ARREARS


def _amount(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=10, decimal_places=2, **options)


def _rate(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_value=100, max_digits=5, decimal_places=2, **options)


class FeeFilter(forms.Form):
    """Which fees to list."""

    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "All"), (ARREARS, "In arrears"), *Fee.Status.choices]
    )
    q = forms.CharField(label="Organisation, purchase order or invoice", required=False, max_length=100)
    mark_optional = False

    def chosen(self) -> dict[str, str]:
        """The filter's values; what was refused does not filter."""
        self.is_valid()
        return {"status": self.cleaned_data.get("status", ""), "search": self.cleaned_data.get("q", "")}


class FeeForm(forms.Form):
    """Where one fee stands."""

    status = forms.ChoiceField(label="Status", choices=Fee.Status.choices, widget=forms.RadioSelect)
    due_on = DateField(label="Due date")
    net = _amount(label="Fee without VAT")
    vat_rate = _rate(label="VAT")
    po_requested_on = DateField(label="Purchase order requested on", required=False)
    po_number = forms.CharField(label="Purchase order number", max_length=60, required=False)
    invoice_number = forms.CharField(label="Invoice number", max_length=60, required=False)
    invoiced_on = DateField(label="Invoice date", required=False)
    paid_on = DateField(label="Paid on", required=False)
    note = forms.CharField(
        label="Note",
        max_length=500,
        required=False,
        help_text="It stands on the statement. Say here why a fee is waived.",
    )


class FeeSettingsForm(forms.Form):
    """What a year costs."""

    net = _amount(label="Yearly fee without VAT")
    vat_rate = _rate(label="VAT")
    currency = forms.CharField(label="Currency", max_length=3, help_text="Three letters, such as GBP.")
    years = forms.IntegerField(label="Number of years", min_value=1, max_value=10)
    payee = forms.CharField(
        label="Who is paid",
        max_length=1000,
        required=False,
        help_text="Name and address, as they stand on a statement.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
