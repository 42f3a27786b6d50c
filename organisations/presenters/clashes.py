"""What two people put otherwise in the same row, field by field."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from collaborative.nhsuk.filters import date_long


@dataclass(frozen=True)
class Difference:
    """One field that two people put otherwise, in words."""

    label: str
    theirs: str
    mine: str


def differences(row: Any, form: forms.Form) -> list[Difference]:
    """Where a row as it is now differs from what somebody sent. Give the form once it is valid."""
    found = []
    for name, mine in form.cleaned_data.items():
        if name != "seen" and (theirs := getattr(row, name)) != mine:
            field = form.fields[name]
            found.append(Difference(str(field.label), _words(field, theirs), _words(field, mine)))
    return found


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return date_long(value)
    if value in (None, ""):
        return "nothing"
    chosen = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
    return str(chosen.get(value, value))
