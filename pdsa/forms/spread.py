"""A place to which an adopted idea is spread."""

from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import CountField, DateField
from pdsa.actions import SpreadFields
from pdsa.forms.beside import OnceForm
from pdsa.forms.fields import line, radios, words
from pdsa.models import Fidelity, Spread

_MOST = 10_000_000
_NAMES = ("place", "who", "due_on", "aimed", "started_on", "reached", "fidelity", "changed_how", "done_on")


class SpreadForm(OnceForm):
    """Where, who and by when first; what came of it as it comes."""

    place = forms.CharField(
        label="Which team, ward or unit?", max_length=200, error_messages={"required": "Enter the team, ward or unit"}
    )
    who = line(
        "Who sees to it?",
        "Somebody of the team, or any other name.",
        widget=forms.TextInput(attrs={"list": "team", "autocomplete": "off"}),
    )
    due_on = DateField(label="By when?", required=False)
    aimed = CountField(label="How many people should it reach there?", required=False, min_value=0, max_value=_MOST)
    started_on = DateField(
        label="When did it start there?",
        help_text="It then stands on the charts of the test’s measures.",
        required=False,
        latest=timezone.localdate,
    )
    reached = CountField(label="How many people has it reached so far?", required=False, min_value=0, max_value=_MOST)
    fidelity = radios("Do they do what was tested?", Fidelity.choices)
    changed_how = words("What do they do differently?", "And why, if you know.", rows=2)
    done_on = DateField(
        label="Since when is it how they work?",
        help_text="Leave it empty until it goes on without your help.",
        required=False,
        latest=timezone.localdate,
    )

    @staticmethod
    def initial_of(row: Spread) -> dict[str, Any]:
        """A place as it is."""
        return {name: getattr(row, name) for name in _NAMES}

    @property
    def said(self) -> SpreadFields:
        """What was typed, as the actions take it."""
        return SpreadFields(**{name: self.cleaned_data[name] for name in _NAMES})
