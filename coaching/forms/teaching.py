"""Forms of what was taught."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from coaching.actions.teaching import LessonFields
from coaching.forms.visits import CONFIDENCE
from coaching.models import How, Lesson
from coaching.queries.teaching import TOPICS
from collaborative.models import User
from collaborative.nhsuk.fields import DateField


class LessonForm(forms.Form):
    """What was taught, when, how and to whom."""

    topic = forms.CharField(
        label="What was taught",
        help_text=f"For example: {', '.join(TOPICS[:4])}.",
        max_length=200,
        error_messages={"required": "Say what was taught"},
    )
    taught_on = DateField(label="When", latest=timezone.localdate)
    how = forms.ChoiceField(
        label="How", choices=How.choices, widget=forms.RadioSelect, error_messages={"required": "Say how"}
    )
    people = forms.MultipleChoiceField(label="Who was there", required=False, widget=forms.CheckboxSelectMultiple)
    others = forms.IntegerField(label="How many others", required=False, min_value=0, max_value=500)
    note = forms.CharField(
        label="Anything to remember", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, *, people: Sequence[User], lesson: Lesson | None = None) -> None:
        super().__init__(data, initial=_initial(lesson) if lesson else None)
        self._people = {str(row.pk): row for row in people}
        named = [(key, row.get_full_name()) for key, row in self._people.items()]
        self.fields["people"].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody was there."""
        given = super().clean() or {}
        understood = not self.has_error("people") and not self.has_error("others")
        if understood and not given["people"] and not given["others"]:
            self.add_error("people", "Choose who was there, or say how many others were")
        return given

    @property
    def said(self) -> LessonFields:
        """What was typed, as the action takes it."""
        given = dict(self.cleaned_data)
        given["people"] = [self._people[key] for key in given["people"]]
        return LessonFields(**given | {"others": given["others"] or 0})


def _initial(row: Lesson) -> dict[str, Any]:
    given = {name: getattr(row, name) for name in ("topic", "taught_on", "how", "others", "note")}
    return given | {"people": [str(one.person_id) for one in row.learners.all()]}


class SureForm(forms.Form):
    """How sure somebody is of what they were taught."""

    confidence = forms.TypedChoiceField(
        label="How sure are you of it?", coerce=int, empty_value=None, required=False, choices=CONFIDENCE
    )
    words = forms.CharField(label="In your own words", required=False, max_length=500)
