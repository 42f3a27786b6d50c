"""Forms about a new team: its checklist, and what is known of it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from organisations.forms.joining import lead_days
from organisations.models import ChecklistItem, Fact, QiSupport, phone_validator


class TickForm(forms.Form):
    """One item ticked, or its tick taken back."""

    item = forms.TypedChoiceField(coerce=int)
    done = forms.BooleanField(required=False)
    note = forms.CharField(label="Note", max_length=300, required=False)

    def __init__(self, *args: Any, items: Iterable[ChecklistItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {item.pk: item for item in items}
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, item.text) for pk, item in self.items.items()]

    def clean_item(self) -> ChecklistItem:
        """The item itself."""
        return self.items[self.cleaned_data["item"]]


class ItemForm(forms.Form):
    """One item of the checklist."""

    text = forms.CharField(label="What a new team sees to", max_length=200)
    hint = forms.CharField(label="More about it", max_length=300, required=False)
    fact = forms.ChoiceField(
        label="Ticked by itself when",
        required=False,
        choices=[("", "---------"), *Fact.choices],
        help_text="With none, the team or its coach ticks it.",
    )
    position = forms.IntegerField(label="Place in the list", min_value=0, max_value=999)
    is_active = forms.BooleanField(label="In use", required=False, initial=True)


class FactsForm(forms.Form):
    """What is known of an organisation's part. `seen` says as what it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    key_contact_name = forms.CharField(label="Name of the key contact", max_length=200, required=False)
    key_contact_email = forms.EmailField(label="Email address of the key contact", max_length=254, required=False)
    key_contact_phone = forms.CharField(
        label="Telephone number of the key contact", max_length=40, required=False, validators=[phone_validator]
    )
    lead_days = lead_days(label="Time of the project lead")
    qi_support_level = forms.ChoiceField(
        label="Improvement support", required=False, choices=[("", "---------"), *QiSupport.choices]
    )
    qi_support = forms.CharField(
        label="More about that support", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("key_contact_name", "key_contact_email", "key_contact_phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
