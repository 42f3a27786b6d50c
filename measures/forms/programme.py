"""What the national team says of a programme measure, and a team of how it counts for it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from collaborative.nhsuk.fields import DateField
from measures import periods
from measures.actions.programme import ProgrammeFields
from measures.forms.definition import EARLIEST
from measures.models import (
    POOLED_FREQUENCIES,
    POOLED_KINDS,
    Adoption,
    ChartKind,
    Direction,
    Frequency,
    Kind,
    Measure,
    MeasureType,
    ProgrammeMeasure,
    ProgrammeVersion,
)

DIFFERENTLY = "differently"
_LINES = {"rows": 5}
_CHARTS = [
    (ChartKind.RUN.value, "Run chart: the numbers in order, with their median"),
    (ChartKind.XMR.value, "XmR chart: the numbers in order, with limits of what is usual"),
]


class ProgrammeEditForm(forms.Form):
    """What can be put right of a programme measure at any time."""

    name = forms.CharField(
        label="Name of the measure",
        error_messages={"required": "Give the measure a name."},
        max_length=200,
        help_text="Short and plain, such as ‘Ethnicity recorded’.",
    )
    measure_type = forms.ChoiceField(
        label="What does it tell you?", choices=MeasureType, widget=forms.RadioSelect, initial=MeasureType.OUTCOME
    )
    numerator_label = forms.CharField(
        label="What is counted?", error_messages={"required": "Say what is counted."}, max_length=200
    )
    denominator_label = forms.CharField(
        label="Out of how many?",
        error_messages={"required": "Say out of how many, for example ‘People on the caseload’."},
        max_length=200,
    )
    rate_per = forms.IntegerField(
        label="For every how many?",
        min_value=1,
        max_value=1_000_000,
        initial=1000,
        required=False,
        help_text="Only for a rate: complaints for every 1,000 people.",
    )
    direction = forms.ChoiceField(
        label="Which way is better?",
        error_messages={"required": "Choose which way is better."},
        choices=Direction,
        widget=forms.RadioSelect,
    )
    target = forms.DecimalField(
        label="Target",
        max_digits=14,
        decimal_places=4,
        required=False,
        help_text="The number the whole collaborative wants to reach, in the unit of the chart.",
    )
    chart_kind = forms.ChoiceField(
        label="Chart",
        choices=_CHARTS,
        widget=forms.RadioSelect,
        initial=ChartKind.RUN,
        help_text="No P or U chart: its limits are made from the pooled denominators, which could be worked out again.",
    )

    def fields_of(self, programme: ProgrammeMeasure | None = None) -> ProgrammeFields:
        """What was said, for the action; what this form does not ask stays as it is."""
        said = {name: self.cleaned_data[name] for name in ProgrammeFields.__dataclass_fields__ if name in self.fields}
        if programme is not None:
            said |= {"kind": programme.kind, "frequency": programme.frequency}
        return ProgrammeFields(**said | {"rate_per": said["rate_per"] or 1000})


class ProgrammeForm(ProgrammeEditForm):
    """A new programme measure with its first version."""

    field_order = ("name", "measure_type", "kind", "numerator_label", "denominator_label", "rate_per")
    kind = forms.ChoiceField(
        label="How is it counted?",
        choices=[(kind.value, kind.label) for kind in POOLED_KINDS],
        widget=forms.RadioSelect,
        initial=Kind.PERCENTAGE,
        help_text="Only these two can be added up over organisations. The mean of averages is not the average of"
        " everybody, and a sum of counts grows with each organisation that reports.",
    )
    frequency = forms.ChoiceField(
        label="How often is it counted?",
        choices=[(frequency.value, frequency.label) for frequency in POOLED_FREQUENCIES],
        widget=forms.RadioSelect,
        initial=Frequency.MONTH,
        help_text="Organisations that count this measure must count it as often.",
    )
    effective_from = DateField(
        label="First day it is counted",
        error_messages={"required": "Enter the first day it is counted."},
        earliest=EARLIEST,
        help_text="The first week, month or quarter is the one this day is in. Go back as far as there are numbers.",
    )
    definition = forms.CharField(
        label="Exactly who and what is counted",
        error_messages={"required": "Say who and what is counted."},
        max_length=4000,
        widget=forms.Textarea(attrs=_LINES),
        help_text="Who is included and left out, and where the numbers come from, so that every organisation counts"
        " alike. This is version 1.",
    )


def initial_of(programme: ProgrammeMeasure) -> dict[str, Any]:
    """What the form shows of a programme measure as it is."""
    # Without the zeros that say nothing, and 100 not as 1E+2.
    target = None if programme.target is None else programme.target.normalize() + 0
    return {name: getattr(programme, name) for name in ProgrammeEditForm.base_fields} | {"target": target}


def version_initial(version: ProgrammeVersion) -> dict[str, Any]:
    """What the form shows of a version as it is."""
    return {name: getattr(version, name) for name in VersionForm.base_fields}


class VersionForm(forms.Form):
    """A version of how a programme measure is counted."""

    effective_from = DateField(
        label="First day it is counted like this",
        error_messages={"required": "Enter the first day it is counted like this."},
        earliest=EARLIEST,
    )
    definition = forms.CharField(
        label="Exactly who and what is counted",
        error_messages={"required": "Say who and what is counted."},
        max_length=4000,
        widget=forms.Textarea(attrs=_LINES),
    )
    reason = forms.CharField(
        label="Why is it counted differently?",
        error_messages={"required": "Say why it is counted differently."},
        max_length=400,
        help_text="It stands on the chart where the new part begins.",
    )

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if number == 1:
            del self.fields["reason"]

    def said(self) -> dict[str, Any]:
        """What was said, for the action."""
        return {"reason": ""} | self.cleaned_data


class CountForm(forms.Form):
    """From when and how a team's measure counts for the programme's; and whether that is another way than before, where
    it can be. `said`: what its organisation said of this programme measure.
    """

    mark_optional = False

    counted = forms.ChoiceField(
        label="How do you count?",
        error_messages={"required": "Choose how you count."},
        widget=forms.RadioSelect,
    )
    since = DateField(
        label="From when?",
        error_messages={"required": "Say from when."},
        earliest=EARLIEST,
        help_text="Any day of the first period. Go back as far as you counted in this way.",
    )
    anew = forms.ChoiceField(
        label="Is that another way of counting than before?",
        choices=[
            ("yes", "Yes: the measure’s charts begin a new part there"),
            ("no", "No: it is counted as before, and its charts go on"),
        ],
        widget=forms.RadioSelect,
        required=False,
        help_text="Numbers counted in two different ways should not be compared with one line. Where the version stays"
        " the same, no part begins.",
    )
    alike = forms.CharField(
        label="If No: why is it counted as before?",
        required=False,
        max_length=400,
        help_text="In one line, such as ‘We left out the same people before’. It is kept with what you say.",
    )
    reason = forms.CharField(
        label="How do you count differently, or what should be known?",
        required=False,
        max_length=400,
        help_text="You can leave this empty where you count as a version says. Your team and your coach can read this."
        " The programme sees only that you count, and by which version.",
    )

    def __init__(
        self, *args: Any, measure: Measure, programme: ProgrammeMeasure, said: Sequence[Adoption], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.said_before = any(row.measure_id == measure.pk for row in said)
        self.versions: Sequence[ProgrammeVersion] = sorted(
            programme.versions.all(), key=lambda version: version.number, reverse=True
        )
        if not said and len(self.versions) == 1:
            del self.fields["anew"], self.fields["alike"]
        elif self.said_before:
            self.fields["anew"].initial = "yes"
        field = self.fields["counted"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((str(version.number), _label(programme, version)) for version in self.versions),
            (DIFFERENTLY, "Differently: not in the programme’s total"),
        ]

    def clean_anew(self) -> str:
        """What was answered; needed where it makes a difference: nothing comes before a measure's first period, and the
        first version is no change where nothing was said before.
        """
        anew, since = str(self.cleaned_data["anew"]), self.cleaned_data.get("since")
        is_first = since is not None and periods.first_day(self.measure.frequency, since) <= self.measure.starts_on
        if not anew and (self.said_before or not (is_first or self.cleaned_data.get("counted") in ("1", DIFFERENTLY))):
            raise ValidationError("Choose Yes or No.")
        return anew

    def clean_alike(self) -> str:
        """What was said, in one line; needed of who counts as before."""
        alike = " ".join(self.cleaned_data["alike"].split())
        if not alike and self.cleaned_data.get("anew") == "no":
            raise ValidationError("Say why it is counted as before.")
        return alike

    def clean_reason(self) -> str:
        """What was said, in one line; needed of who counts differently."""
        reason = " ".join(self.cleaned_data["reason"].split())
        if not reason and self.cleaned_data.get("counted") == DIFFERENTLY:
            raise ValidationError("Say how you count differently.")
        return reason

    def said(self) -> dict[str, Any]:
        """What was said, for the action."""
        by_number = {str(version.number): version for version in self.versions}
        return {
            "version": by_number.get(self.cleaned_data["counted"]),
            "since": self.cleaned_data["since"],
            "reason": self.cleaned_data["reason"],
            "alike": self.cleaned_data["alike"] if self.cleaned_data.get("anew") == "no" else None,
        }


def _label(programme: ProgrammeMeasure, version: ProgrammeVersion) -> str:
    start = periods.label(programme.frequency, version.effective_from)
    return f"As version {version.number} says, which holds from {start}"
