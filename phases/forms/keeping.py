"""Forms about a whole theory: a version's name, a table to bring, and what is said about the programme's parts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from phases.theory import table
from phases.theory.graph import Theory


class VersionForm(forms.Form):
    """A name under which the theory is kept as it is now."""

    name = forms.CharField(
        label="Name of this version",
        max_length=200,
        help_text="For example, “As agreed with our partners”.",
        error_messages={"required": "Enter a name for this version"},
    )


class TableForm(forms.Form):
    """A theory as a pasted table or a CSV file. `read` holds it once the form is valid."""

    table = forms.CharField(
        label="Paste the table", required=False, widget=forms.Textarea(attrs={"rows": 10}), strip=False
    )
    file = forms.FileField(label="Or choose a CSV file", required=False)
    mark_optional = False
    read: Theory
    text: str

    def __init__(self, *args: Any, longest_aim: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.longest_aim = longest_aim

    def clean(self) -> dict[str, Any]:
        """Read the table; everything that is wrong with it, row by row."""
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload is not None and upload.size > table.MAX_BYTES:
            raise ValidationError({"file": "This file is larger than 1 MB. A theory is smaller than that."})
        try:
            self.text = upload.read().decode("utf-8-sig") if upload else cleaned.get("table", "")
        except UnicodeDecodeError:
            raise ValidationError({"file": "This file cannot be read. Save it as CSV UTF-8 and try again."}) from None
        found = table.read(self.text, self.longest_aim)
        if isinstance(found, Theory):
            self.read = found
        else:
            self.add_error("file" if upload else "table", [problem.text for problem in found])
        return cleaned


class BringForm(TableForm):
    """The same table again, once it is known what would change."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why are these parts of the programme’s theory not for you?", max_length=500, required=False
    )


class WhyNotForm(forms.Form):
    """Why a part of the programme's theory is not used, that it is put in after all, or that its words of today are
    taken over in place of one's own (`seen`)."""

    key = forms.CharField(widget=forms.HiddenInput)
    how = forms.ChoiceField(choices=[(how, how) for how in ("put", "say", "take")], widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Why is it not for you?", max_length=500, required=False)


class TakeUpForm(forms.Form):
    """An offered idea into the programme's theory, under one of its drivers."""

    idea = forms.IntegerField(widget=forms.HiddenInput)
    under = forms.CharField(error_messages={"required": "Choose where it belongs"})
