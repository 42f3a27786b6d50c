"""Forms of what a year of sets is planned by."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from collaborative.nhsuk.fields import DateField
from learning_sets.actions.year import DayFields
from learning_sets.asking import SCALE, WORDS, Question
from learning_sets.models import CalendarDay, DayKind, SetSettings
from learning_sets.pasting import COLUMNS, read_days

_MOST_DAYS = 180


class SettingsForm(forms.Form):
    """How a collaborative holds its sets."""

    per_year = forms.IntegerField(label="How many sets a year?", min_value=1, max_value=12)
    remind_before = forms.CharField(
        label="Remind people how many days before?",
        max_length=50,
        help_text="One number or several, with commas between them, such as 14, 2. Leave it empty for no reminder.",
        required=False,
    )
    link_hours = forms.IntegerField(
        label="How many hours before is the link shown?",
        min_value=0,
        max_value=720,
        help_text="To people who are booked.",
    )
    needs_days = forms.IntegerField(
        label="Delete what people need after how many days?",
        min_value=1,
        max_value=90,
        help_text="Counted from the set.",
    )
    scales = forms.CharField(
        label="Questions answered from 1 to 5",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="One question on each line.",
    )
    words = forms.CharField(
        label="Questions answered in words",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
        help_text="One question on each line.",
    )

    def clean_remind_before(self) -> list[int]:
        parts = [part for part in re.split(r"[,;\s]+", self.cleaned_data["remind_before"]) if part]
        if not all(part.isdecimal() and 1 <= int(part) <= _MOST_DAYS for part in parts):
            raise ValidationError(f"Enter numbers from 1 to {_MOST_DAYS}, like 14, 2")
        return [int(part) for part in parts]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        given = dict(self.cleaned_data)
        asked = [(SCALE, given.pop("scales")), (WORDS, given.pop("words"))]
        lines = [(kind, line.strip()) for kind, text in asked for line in text.splitlines() if line.strip()]
        return given | {"questions": [Question(f"q{at}", text, kind) for at, (kind, text) in enumerate(lines, 1)]}


def initial_of_settings(row: SetSettings) -> dict[str, Any]:
    """The settings as they are."""
    given = {name: getattr(row, name) for name in ("per_year", "link_hours", "needs_days")}
    lines = {kind: "\n".join(one["text"] for one in row.questions if one["kind"] == kind) for kind in (SCALE, WORDS)}
    before = ", ".join(str(days) for days in row.remind_before)
    return given | {"remind_before": before, "scales": lines[SCALE], "words": lines[WORDS]}


class DaysForm(forms.Form):
    """Days to plan around."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="What is it?", choices=[("", "Choose what it is"), *DayKind.choices])
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")
    nation = forms.CharField(label="Nation", max_length=50, required=False, help_text="Such as England.")
    region = forms.CharField(
        label="Region or council", max_length=100, required=False, help_text="Where it is not the whole nation."
    )
    source = forms.CharField(label="Where is the date from?", max_length=300, required=False)

    @property
    def said(self) -> DayFields:
        """What was typed, as the action takes it."""
        return DayFields(**self.cleaned_data)


def initial_of_days(row: CalendarDay) -> dict[str, Any]:
    """What is said of days now."""
    return {name: getattr(row, name) for name in DaysForm.base_fields}


class PasteForm(forms.Form):
    """Days as a table."""

    table = forms.CharField(
        label="Dates as a table",
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"The first line names the columns: {', '.join(COLUMNS)}. Dates like 2027-03-03 or 3/3/2027.",
        error_messages={"required": "Paste the table"},
    )

    def clean_table(self) -> list[DayFields]:
        rows, problems = read_days(self.cleaned_data["table"], kinds=DayKind.values)
        if problems:
            raise ValidationError(problems[:5])
        return [DayFields(**row) for row in rows]
