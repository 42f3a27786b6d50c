"""Writing a full operational definition, and making a measure from one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from measures.actions.measures import DIFFERENTLY, WORDING
from measures.forms.definition import EARLIEST
from measures.models import Kind
from measures.strategy import catalogue
from measures.strategy.catalogue import BY_KEY, SECTIONS, TEXTS, Field
from organisations.models import Project

# What the programme says for everybody; the rest is each team's own.
SAID_FOR_ALL = tuple(key for key in TEXTS if key not in catalogue.OWN)


@dataclass(frozen=True)
class Part:
    """One part of the form, under its heading."""

    name: str
    fields: list[forms.BoundField]


def _field(field: Field) -> forms.Field:
    told: dict[str, Any] = {"label": field.name, "help_text": field.hint, "required": False}
    if field.key == "dimension":
        return forms.ChoiceField(choices=catalogue.DIMENSIONS, widget=forms.RadioSelect, **told)
    if field.key == "target":
        return forms.DecimalField(max_digits=14, decimal_places=4, **told)
    if field.rows == 1:
        return forms.CharField(max_length=field.most, **told)
    return forms.CharField(max_length=field.most, widget=forms.Textarea(attrs={"rows": field.rows}), **told)


class WordsForm(forms.Form):
    """Some fields of the catalogue, by parts."""

    def __init__(self, *args: Any, keys: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = tuple(keys)
        more = self.fields
        self.fields = {key: _field(BY_KEY[key]) for key in self.keys} | more

    def parts(self) -> list[Part]:
        """The parts that have fields, in the order of the page."""
        found = [Part(name, [self[key] for key in self.keys if BY_KEY[key].section == name]) for name in SECTIONS]
        return [part for part in found if part.fields]

    def words(self) -> dict[str, str]:
        """What a valid form says, by key."""
        said = {key: self.cleaned_data[key] for key in self.keys}
        if (target := said.get("target")) is not None:
            said["target"] = f"{target.normalize():f}"
        return {key: "" if value is None else value for key, value in said.items()}

    def put(self, words: Mapping[str, str]) -> None:
        """Show these words in the place of what was sent."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        for key, value in words.items():
            sent.setlist(key, [value])
        self.data = sent


class DescriptionForm(WordsForm):
    """The full definition of a team's measure."""

    counted = forms.ChoiceField(
        label="Is it counted differently from now on?",
        required=False,
        choices=(
            (WORDING, "Only the wording changed: the same people and things are counted"),
            (DIFFERENTLY, "Counted differently"),
        ),
        widget=forms.RadioSelect,
        help_text="Answer this where you changed what is said of who and what is counted. Numbers counted differently"
        " cannot be compared, so every chart then begins a new part.",
    )
    counted_from = DateField(
        label="First day it is counted differently",
        required=False,
        earliest=EARLIEST,
        help_text="The new part begins with the week, month or quarter this day is in.",
    )
    reason = forms.CharField(
        label="What did you change, and why?",
        error_messages={"required": "Say what you changed, and why."},
        max_length=400,
        help_text="It stands beside this version. For the first time, “Written in full” is enough.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, has_numbers: bool, **kwargs: Any) -> None:
        without = () if kind in (Kind.PERCENTAGE, Kind.RATE, Kind.AVERAGE) else ("denominator_label",)
        keys = [field.key for field in catalogue.ASKED if field.key not in without]
        super().__init__(*args, keys=keys, **kwargs)
        self.kind = kind
        self.fields["numerator_label"].required = True
        self.fields["numerator_label"].error_messages["required"] = "Say what is counted."
        for name in () if has_numbers else ("counted", "counted_from"):
            del self.fields[name]

    def clean_target(self) -> Any:
        """A percentage's goal is one."""
        target = self.cleaned_data["target"]
        if self.kind == Kind.PERCENTAGE and target is not None and not 0 <= target <= 100:
            raise ValidationError("Enter a goal from 0 to 100: this measure is a percentage.")
        return target

    def said(self) -> dict[str, Any]:
        """What a valid form says, for the action."""
        words = self.words()
        columns = {key: self.cleaned_data[key] for key in self.keys if BY_KEY[key].column}
        more: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("counted", "counted_from") if name in self.fields
        }
        return {
            "columns": columns,
            "texts": {key: words[key] for key in TEXTS},
            "reason": self.cleaned_data["reason"],
            "version": self.cleaned_data["version"],
            **more,
        }


class ProgrammeWordsForm(WordsForm):
    """The rest of a programme measure's definition."""

    counted = forms.ChoiceField(
        label="Is it counted differently from now on?",
        required=False,
        choices=(
            (WORDING, "Only the wording changed: the same people and things are counted"),
            (DIFFERENTLY, "Counted differently: this is a new version"),
        ),
        widget=forms.RadioSelect,
        help_text="Answer this where you changed what is said of who and what is counted. Teams with the words of"
        " before are shown the change. By a new version each counts only once it says so.",
    )
    counted_from = DateField(
        label="First day it is counted differently",
        required=False,
        earliest=EARLIEST,
        help_text="The chart begins a new part with the week, month or quarter this day is in.",
    )
    reason = forms.CharField(
        label="What did you change, and why?",
        required=False,
        max_length=400,
        help_text="Needed where who and what is counted is said otherwise. The history keeps it.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, keys=SAID_FOR_ALL, **kwargs)

    def said(self) -> dict[str, Any]:
        """What a valid form says, for the action."""
        more = {name: self.cleaned_data[name] for name in ("counted", "counted_from", "reason")}
        return {"texts": self.words(), "seen": self.base(), **more}

    def base(self) -> dict[str, str]:
        """What it said when the writer began; of nothing readable, nothing."""
        try:
            said = json.loads(self.cleaned_data["seen"] or "{}")
        except ValueError:
            return {}
        return {key: str(value) for key, value in said.items()} if isinstance(said, dict) else {}


class UseForm(forms.Form):
    """Where a copied definition is to be used, and from when."""

    project = forms.ChoiceField(
        label="In which project?", widget=forms.RadioSelect, error_messages={"required": "Choose a project."}
    )
    name = forms.CharField(
        label="What do you call it?", max_length=200, error_messages={"required": "Give the measure a name."}
    )
    starts_on = DateField(
        label="First day you count it",
        error_messages={"required": "Enter the first day you count it."},
        earliest=EARLIEST,
        help_text="The first week, month or quarter is the one this day is in. Go back as far as you have numbers.",
    )

    def __init__(self, *args: Any, projects: Iterable[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = {str(row.pk): row for row in projects}
        field = self.fields["project"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (key, f"{row.name} ({row.participation.organisation.name})") for key, row in self.projects.items()
        ]
        if len(self.projects) == 1:
            field.initial = next(iter(self.projects))

    def clean_starts_on(self) -> Any:
        """Not later than a year from now."""
        day = self.cleaned_data["starts_on"]
        if day is not None and day > timezone.localdate() + timedelta(days=366):
            raise ValidationError("This is more than a year from now.")
        return day

    def said(self) -> dict[str, Any]:
        """What a valid form says, for the action."""
        return {
            "project": self.projects[self.cleaned_data["project"]],
            "name": " ".join(self.cleaned_data["name"].split()),
            "starts_on": self.cleaned_data["starts_on"],
        }
