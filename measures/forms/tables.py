"""A table brought by paste or as a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from measures.tabular import MAX_BYTES

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes) -> str:
    """The text of a CSV file, whichever program wrote it. Raises ValidationError for what is no text."""
    if data.startswith(_SPREADSHEETS):
        raise ValidationError(
            "This is a spreadsheet, not a CSV file. In Excel choose File, Save as, CSV UTF-8, and bring that file; "
            "or copy the cells and paste them into the box."
        )
    if data.startswith(b"%PDF"):
        raise ValidationError("This is a PDF. Copy the table’s cells from the spreadsheet it was made from instead.")
    for encoding in ("utf-16",) if data.startswith(_WIDE_MARKS) else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError("We cannot read the letters in this file. Save it as CSV UTF-8 and try again.")


class TableForm(forms.Form):
    """A table, pasted or as a CSV file."""

    table = forms.CharField(
        label="Paste the cells here",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "app-paste"}),
        help_text="Copy them in your spreadsheet with the heading row, and paste.",
    )
    file = forms.FileField(
        label="Or choose a CSV file",
        required=False,
        allow_empty_file=True,
        help_text="Up to 2 MB and 20,000 rows.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    mark_optional = False

    def clean_file(self) -> tuple[str, str] | None:
        """The file's name and text."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError("This file is larger than 2 MB. Split it into smaller ones.")
        return file.name or "", decode(file.read())

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        said = super().clean() or {}
        pasted = (said.get("table") or "").strip()
        if pasted and said.get("file"):
            self.add_error("table", "Bring either a pasted table or a file, not both.")
        elif not pasted and not said.get("file") and not self.errors:
            self.add_error("table", "Paste a table, or choose a file.")
        return said

    def text_and_name(self) -> tuple[str, str]:
        """The table's text, and the file's name where there was one."""
        if self.cleaned_data["file"]:
            name, text = self.cleaned_data["file"]
            return text, name
        return self.cleaned_data["table"], ""


class ReasonForm(forms.Form):
    """Why numbers change that were already entered."""

    reason = forms.CharField(
        label="Why have these numbers changed?",
        error_messages={"required": "Say why these numbers have changed."},
        max_length=400,
        help_text="Such as ‘Late referrals were added’. It is kept with the old numbers.",
    )
