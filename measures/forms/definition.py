"""Defining a measure and changing its definition."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from measures.actions import MeasureFields
from measures.actions.measures import DIFFERENTLY, WORDING
from measures.models import EVENT_KINDS, Direction, Frequency, GapScale, Kind, Measure, MeasureType

EARLIEST = date(2000, 1, 1)
_OF_GROUPS = ("groups", "comparator", "unknown")
LOCKED = ("kind", "frequency", "starts_on")
_LINES = {"rows": 4}
# Group names that usually mean that the group is not known; Z, X and 99 are the NHS ethnic category codes for it.
_UNKNOWN_CODES = frozenset({"z", "x", "99"})
_UNKNOWN_WORDS = re.compile(
    r"\b(not (stated|known|recorded|given|disclosed|asked)|unknown|unrecorded|missing|declined|prefers? not to say)\b"
)


def _latest() -> date:
    return timezone.localdate() + timedelta(days=366)


def looks_unknown(name: str) -> bool:
    """Whether a group's name looks like people whose group is not stated or not known: ‘Not stated’, ‘Z’, ‘99’."""
    bare = name.strip().casefold()
    return bare in _UNKNOWN_CODES or bool(_UNKNOWN_WORDS.search(bare))


class _NamesField(forms.MultipleChoiceField):
    """Some of the groups named in the same form; which of them are still there is seen when all is cleaned."""

    def valid_value(self, value: str) -> bool:
        return True


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
        help_text="Such as ‘People seen within four weeks’, ‘Days waited’ or ‘Falls with harm’. For cases between "
        "events, what the cases are: ‘Admissions’.",
    )
    denominator_label = forms.CharField(
        label="Out of how many?",
        max_length=200,
        required=False,
        help_text="For a percentage or a rate, such as ‘People referred’. For an average, who is measured: "
        "‘People asked’. Leave empty for the others.",
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
        label="Unit",
        max_length=40,
        required=False,
        help_text="Such as ‘days’. Only for a measured number, an average or a count.",
    )
    direction = forms.ChoiceField(
        label="Which way is better?",
        error_messages={"required": "Choose which way is better."},
        choices=Direction,
        widget=forms.RadioSelect,
    )
    frequency = forms.ChoiceField(
        label="How often is it counted?",
        choices=Frequency,
        widget=forms.RadioSelect,
        initial=Frequency.MONTH,
        required=False,
        help_text="Rare events are entered each time they happen, whatever is chosen here.",
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
        help_text="One on each line, for example ethnic groups, with a line for those not stated and one for those not "
        "known. Leave empty for none. Rare events have too few for groups.",
    )
    comparator = forms.CharField(
        label="Which group are the others compared with?",
        required=False,
        max_length=120,
        help_text="Write it as above, for example ‘White British’.",
        widget=forms.TextInput(attrs={"list": "group-names", "autocomplete": "off"}),
    )
    unknown = _NamesField(
        label="Which of the groups mean not stated or not known?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They are compared with nobody. Their share is watched, because recording alone could make a gap.",
    )
    gap_scale = forms.ChoiceField(
        label="How is the gap told?",
        choices=GapScale,
        widget=forms.RadioSelect,
        initial=GapScale.DIFFERENCE,
        required=False,
        help_text="Counts have no gap: a group of more people has more of everything. To compare them, use a "
        "percentage or a rate.",
    )
    definition = forms.CharField(
        label="Exactly who and what is counted",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=_LINES),
        help_text="Who is included and left out, and where the numbers come from, so that every year is counted alike.",
    )
    collected_by = forms.CharField(label="Who collects the numbers?", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Offered are the others; one that is sent all the same is refused in words by the action.
        self.fields["frequency"].widget.choices = [one for one in Frequency.choices if one[0] != Frequency.EVENT]
        if self.initial.get("frequency") == Frequency.EVENT:
            self.fields["frequency"].initial = self.initial["frequency"] = Frequency.MONTH
        cast("_NamesField", self.fields["unknown"]).choices = [(name, name) for name in self.group_names()]

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

    def clean_unknown(self) -> list[str]:
        """Those of the groups that were ticked. Where one was named that looks like it and was not yet offered, it is
        ticked and the person asked to look."""
        names: list[str] = self.cleaned_data.get("groups", [])
        ticked = {name.casefold() for name in self.cleaned_data["unknown"]}
        offered = {name.casefold() for name in self.data.get("unknown_offered", "").splitlines()}
        guessed = {name.casefold() for name in names if looks_unknown(name)} - offered - ticked
        chosen = [name for name in names if name.casefold() in ticked | guessed]
        if guessed:
            self._send("unknown", chosen)
            raise ValidationError(
                "Is this right? We ticked what looks like not stated or not known. Untick what is not, and save again."
            )
        return chosen

    def _send(self, name: str, values: list[str]) -> None:
        """Put something else into what was sent, to be shown in its place."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent.setlist(name, values)
        self.data = sent

    def clean(self) -> dict[str, Any] | None:
        said = super().clean()
        if self.cleaned_data.get("kind") in EVENT_KINDS:
            self.cleaned_data["frequency"] = Frequency.EVENT.value
        elif not self.cleaned_data.get("frequency"):
            self.add_error("frequency", "Choose how often it is counted.")
        target = self.cleaned_data.get("target")
        if self.cleaned_data.get("kind") == Kind.PERCENTAGE and target is not None and not 0 <= target <= 100:
            self.add_error("target", "Enter a target from 0 to 100: this measure is a percentage.")
        return said

    def group_names(self) -> list[str]:
        """The groups as far as they are known, to offer one of them."""
        lines = (" ".join(line.split()) for line in str(self["groups"].value() or "").splitlines())
        return [line for line in lines if line]

    def said(self) -> dict[str, Any]:
        """What a valid form says, for the action."""
        return {"fields": self._fields(), **{name: self.cleaned_data[name] for name in _OF_GROUPS}}

    def _fields(self) -> MeasureFields:
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
            gap_scale=said["gap_scale"] or self.get_initial_for_field(self.fields["gap_scale"], "gap_scale"),
        )


class RevisionForm(MeasureForm):
    """The same for a measure that is there: with a reason, and what numbers already entered have fixed stays."""

    counted = forms.ChoiceField(
        label="Is it counted differently from now on?",
        required=False,
        choices=(
            (WORDING, "Only the wording changed: the same people and things are counted"),
            (DIFFERENTLY, "Counted differently"),
        ),
        widget=forms.RadioSelect,
        help_text="Answer this where you changed what you count, out of how many, or exactly who and what. Numbers "
        "counted differently cannot be compared, so every chart then begins a new part.",
    )
    counted_from = DateField(
        label="First day it is counted differently",
        required=False,
        earliest=EARLIEST,
        help_text="The new part begins with the week, month or quarter this day is in.",
    )
    reason = forms.CharField(
        label="Why are you changing it?",
        error_messages={"required": "Say why you are changing it."},
        max_length=400,
        help_text="It is kept in the history, so that a step in the chart can be explained later.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, locked: bool, programmes: Sequence[str] = (), **kwargs: Any) -> None:
        """programmes: names of the programme measures for which the measure counts by a version."""
        super().__init__(*args, **kwargs)
        self.locked = locked
        if programmes:
            named = " and ".join(f"‘{name}’" for name in programmes)
            self.fields["counted"].help_text += (
                f" From then on its numbers are not in the programme’s total of {named}, until you say by which version"
                " they are counted."
            )
        for name in LOCKED if locked else ():
            self.fields[name].disabled = True
        for name in () if locked else ("counted", "counted_from"):
            del self.fields[name]

    def said(self) -> dict[str, Any]:
        """What a valid form says, for the action."""
        names = [name for name in ("counted", "counted_from", "reason", "version") if name in self.fields]
        return super().said() | {name: self.cleaned_data[name] for name in names}

    @property
    def new_part(self) -> date | None:
        """A day of the first period that is counted differently, as a valid form says; None where none is."""
        since: date | None = self.cleaned_data.get("counted_from")
        return since if self.cleaned_data.get("counted") == DIFFERENTLY else None

    def words(self) -> dict[str, str]:
        """What a valid form says, by the keys of a kept version."""
        said: dict[str, Any] = {**asdict(self._fields()), **{name: self.cleaned_data[name] for name in _OF_GROUPS}}
        return {key: _word(value) for key, value in said.items()}

    def has_read(self, version: int, words: Mapping[str, str]) -> None:
        """The person is now shown this version, with these words in the boxes: sending the form again is a decision."""
        for key, value in words.items():
            if key == "starts_on":
                for name, part in zip(("year", "month", "day"), value.split("-"), strict=True):
                    self._send(f"{key}_{name}", [part])
            else:
                self._send(key, value.splitlines() if key == "unknown" else [value])
        self._send("version", [str(version)])


def _word(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else "" if value is None else str(value)


def initial_of(measure: Measure) -> dict[str, Any]:
    """What the form shows of a measure as it is."""
    names = [*MeasureFields.__dataclass_fields__, "version"]
    groups = list(measure.strata.all())
    return {
        **{name: getattr(measure, name) for name in names},
        "target": None if measure.target is None else measure.target.normalize(),
        "groups": "\n".join(group.name for group in groups),
        "comparator": next((group.name for group in groups if group.is_comparator), ""),
        "unknown": [group.name for group in groups if group.is_unknown],
    }
