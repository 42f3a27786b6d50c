"""Forms about the directory of organisations."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from organisations.tabular.ods import MAX_BYTES


class OdsForm(forms.Form):
    """A file of the Organisation Data Service."""

    file = forms.FileField(
        label="ODS file",
        help_text="CSV or JSON, up to 2 MB.",
        error_messages={"required": "Choose a file", "empty": "There is nothing in this file"},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.json,text/csv,text/plain,application/json"}),
    )

    def clean_file(self) -> tuple[str, str]:
        """The file's name and text."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("This file is larger than 2 MB. Split it into smaller ones.")
        content = file.read()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
        if "\x00" in text:
            raise ValidationError("This is not a text file. Save it as CSV and try again.")
        return (file.name or "")[:200], text
