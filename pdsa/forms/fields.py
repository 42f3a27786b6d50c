"""What the forms of tests share: boxes that may stay empty, and where a refusal's words go."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


def words(label: str, hint: str = "", rows: int = 3) -> forms.CharField:
    """A box for as much as somebody likes to say; it may stay empty."""
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": str(rows)})
    )


def line(label: str, hint: str = "", **options: Any) -> forms.CharField:
    """A box for a line; it may stay empty."""
    return forms.CharField(label=label, help_text=hint, required=False, max_length=200, **options)


def radios(label: str, choices: Iterable[tuple[str, Any]], hint: str = "", **options: Any) -> forms.ChoiceField:
    """A choice of one; it may stay open."""
    return forms.ChoiceField(
        label=label, help_text=hint, choices=list(choices), required=False, widget=forms.RadioSelect, **options
    )


def refuse(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused beside its fields, and what has no field on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class VersionedForm(forms.Form):
    """Carries the version of the test that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    mark_optional = False
