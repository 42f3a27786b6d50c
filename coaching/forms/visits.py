"""The form of a visit note."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from coaching.actions.visits import VisitFields
from coaching.models import LEAST_CONFIDENT, MOST_CONFIDENT, Barrier, Mode, Visit
from collaborative.nhsuk.fields import DateField
from organisations.models import Project
from phases.models import Phase

_GROUPS = "Do not write anything that could identify a patient."
_SURE = ["not at all", "a little", "fairly", "very", "completely"]
CONFIDENCE = [("", "Not said")] + [
    (number, f"{number}: {words}")
    for number, words in zip(range(LEAST_CONFIDENT, MOST_CONFIDENT + 1), _SURE, strict=True)
]


def _area(label: str, hint: str = "", *, required: bool = False, rows: int = 3, most: int = 5000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most, widget=widget)


class VisitForm(forms.Form):
    """What a coach tells the team of a visit, and `private`, what only coaches read."""

    happened_on = DateField(label="Date", latest=timezone.localdate)
    mode = forms.ChoiceField(
        label="How did you meet?",
        choices=Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you met"},
    )
    minutes = forms.IntegerField(label="How many minutes", required=False, min_value=1, max_value=1440)
    present = forms.CharField(label="Who was there", help_text="By role, such as: lead, two nurses, a partner.")
    purpose = forms.CharField(label="What it was for", required=False, max_length=300)
    project = forms.ChoiceField(label="About", required=False)
    phase = forms.ChoiceField(label="Phase the work is in", required=False)
    reviewed = _area("What you looked at", "Charts, tests, the theory of change.", rows=2)
    discussed = _area("What you discussed", _GROUPS, required=True, rows=5)
    going_well = _area("What is going well")
    barriers = forms.MultipleChoiceField(
        label="What stands in the way", choices=Barrier.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    barrier_words = _area("In what way", rows=2)
    advice = _area("Advice you gave")
    support_asked = _area("Expert support they asked for", rows=2)
    coproduction_seen = _area("Coproduction you saw", "What part people with lived experience took.", rows=2)
    confidence = forms.TypedChoiceField(
        label="How confident is the team?",
        required=False,
        coerce=int,
        empty_value=None,
        choices=CONFIDENCE,
    )
    next_contact_on = DateField(label="Next contact", required=False)
    private = _area("Only for the coaches of this organisation", rows=5)

    def __init__(
        self, data: Any, *, projects: Sequence[Project], phases: Sequence[Phase], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["present"].required = False
        self.fields["present"].max_length = 500  # type: ignore[attr-defined]
        self.fields["discussed"].error_messages["required"] = "Say what you discussed"
        # No browser keeps what only coaches may read.
        self.fields["private"].widget.attrs["autocomplete"] = "off"
        self._projects = {str(row.pk): row for row in projects}
        self._phases = {str(row.pk): row for row in phases}
        _offer(
            self.fields["project"], "The whole organisation", [(key, row.name) for key, row in self._projects.items()]
        )
        _offer(self.fields["phase"], "Not said", [(key, str(row)) for key, row in self._phases.items()])

    @property
    def said(self) -> VisitFields:
        """All but the words among coaches, as the action takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "private"}
        given["project"] = self._projects.get(given["project"])
        given["phase"] = self._phases.get(given["phase"])
        return VisitFields(**given)


def _offer(field: forms.Field, nothing: str, choices: list[tuple[str, str]]) -> None:
    field.choices = [("", nothing), *choices]  # type: ignore[attr-defined]


def initial_of(row: Visit, private: str) -> dict[str, Any]:
    """What is said now."""
    given = {name: getattr(row, name) for name in VisitForm.base_fields if name not in ("project", "phase", "private")}
    return given | {"project": str(row.project_id or ""), "phase": str(row.phase_id or ""), "private": private}
