"""Defining a measure and changing its definition."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from measures.actions import MeasureFields
from measures.models import Direction, Frequency, Kind, Measure, MeasureType

EARLIEST = date(2000, 1, 1)
LOCKED = ("kind", "frequency", "starts_on")
_LINES = {"rows": 4}


def _latest() -> date:
    return timezone.localdate() + timedelta(days=366)


class MeasureForm(forms.Form):
    """What is counted, for whom, how often, and who collects it."""

    name = forms.CharField(
        label="Name of the measure",
        error_messages={"required": "Give the measure a name."},
        max_length=200,
        help_text="Short and plain, such as ‘Seen within four weeks’.",
    )
    measure_type = forms.ChoiceField(
        label="What does it tell you?", choices=MeasureType, widget=forms.RadioSelect, initial=MeasureType.OUTCOME
    )
    kind = forms.ChoiceField(
        label="How is it counted?", choices=Kind, widget=forms.RadioSelect, initial=Kind.PERCENTAGE
    )
    numerator_label = forms.CharField(
        label="What do you count?",
        error_messages={"required": "Say what you count."},
        max_length=200,
        help_text="Such as ‘People seen within four weeks’. For a measured number, what it is: ‘Days waited’.",
    )
    denominator_label = forms.CharField(
        label="Out of how many?",
        max_length=200,
        required=False,
        help_text="For a percentage or a rate, such as ‘People referred’. Leave empty for the others.",
    )
    rate_per = forms.IntegerField(
        label="For every how many?",
        min_value=1,
        max_value=1_000_000,
        initial=1000,
        required=False,
        help_text="Only for a rate: falls for every 1,000 bed days.",
    )
    unit = forms.CharField(
        label="Unit", max_length=40, required=False, help_text="Such as ‘days’. Only for a measured number or a count."
    )
    direction = forms.ChoiceField(
        label="Which way is better?",
        error_messages={"required": "Choose which way is better."},
        choices=Direction,
        widget=forms.RadioSelect,
    )
    frequency = forms.ChoiceField(
        label="How often is it counted?", choices=Frequency, widget=forms.RadioSelect, initial=Frequency.MONTH
    )
    starts_on = DateField(
        label="First day it is counted",
        error_messages={"required": "Enter the first day it is counted."},
        earliest=EARLIEST,
        latest=_latest,
        help_text="The first week, month or quarter is the one this day is in. Go back as far as you have numbers.",
    )
    target = forms.DecimalField(
        label="Target",
        max_digits=14,
        decimal_places=4,
        required=False,
        help_text="The number you want to reach, in the unit of the chart. It is drawn as a dashed line.",
    )
    groups = forms.CharField(
        label="Groups to compare",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs=_LINES),
        help_text="One on each line, for example ethnic groups. Leave empty for none.",
    )
    comparator = forms.CharField(
        label="Which group are the others compared with?",
        required=False,
        max_length=120,
        help_text="Write it as above, for example ‘White British’.",
        widget=forms.TextInput(attrs={"list": "group-names", "autocomplete": "off"}),
    )
    definition = forms.CharField(
        label="Exactly who and what is counted",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=_LINES),
        help_text="Who is included and left out, and where the numbers come from, so that every year is counted alike.",
    )
    collected_by = forms.CharField(label="Who collects the numbers?", max_length=200, required=False)

    def clean_groups(self) -> list[str]:
        """The names, in order, without empty lines."""
        names = [" ".join(line.split()) for line in self.cleaned_data["groups"].splitlines()]
        names = [name for name in names if name]
        for name in names:
            if len(name) > 120:
                raise ValidationError(f"‘{name[:40]}…’ is too long: use no more than 120 characters for a group.")
        return names

    def clean_comparator(self) -> str:
        """The group as it was named, however it is written here."""
        written = " ".join(self.cleaned_data["comparator"].split())
        names: list[str] = self.cleaned_data.get("groups", [])
        if not written:
            return ""
        for name in names:
            if name.casefold() == written.casefold():
                return name
        if not names:
            raise ValidationError("Name the groups first, or leave this empty.")
        raise ValidationError(f"Write one of the groups you named: {', '.join(names)}.")

    def clean(self) -> dict[str, Any] | None:
        said = super().clean()
        target = self.cleaned_data.get("target")
        if self.cleaned_data.get("kind") == Kind.PERCENTAGE and target is not None and not 0 <= target <= 100:
            self.add_error("target", "Enter a target from 0 to 100: this measure is a percentage.")
        return said

    def group_names(self) -> list[str]:
        """The groups as far as they are known, to offer one of them."""
        return [line.strip() for line in str(self["groups"].value() or "").splitlines() if line.strip()]

    def fields_of(self) -> MeasureFields:
        """What was said, for the action."""
        said = self.cleaned_data
        return MeasureFields(
            name=said["name"],
            measure_type=said["measure_type"],
            kind=said["kind"],
            numerator_label=said["numerator_label"],
            denominator_label=said["denominator_label"],
            rate_per=said["rate_per"] or 1000,
            unit=said["unit"],
            direction=said["direction"],
            frequency=said["frequency"],
            starts_on=said["starts_on"],
            target=said["target"],
            definition=said["definition"],
            collected_by=said["collected_by"],
        )


class RevisionForm(MeasureForm):
    """The same for a measure that is there: with a reason, and what numbers already entered have fixed stays."""

    reason = forms.CharField(
        label="Why are you changing it?",
        error_messages={"required": "Say why you are changing it."},
        max_length=400,
        help_text="It is kept in the history, so that a step in the chart can be explained later.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, locked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.locked = locked
        for name in LOCKED if locked else ():
            self.fields[name].disabled = True

    def has_read(self, version: int) -> None:
        """The person is now shown this version: sending the form again is a decision, not a collision."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent["version"] = str(version)
        self.data = sent


def initial_of(measure: Measure) -> dict[str, Any]:
    """What the form shows of a measure as it is."""
    names = [*MeasureFields.__dataclass_fields__, "version"]
    groups = list(measure.strata.all())
    return {
        **{name: getattr(measure, name) for name in names},
        "target": None if measure.target is None else measure.target.normalize(),
        "groups": "\n".join(group.name for group in groups),
        "comparator": next((group.name for group in groups if group.is_comparator), ""),
    }
