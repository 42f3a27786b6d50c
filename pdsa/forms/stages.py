"""A test on its way: what happened, what it showed, what was decided; starting, stopping and going on."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from pdsa.actions import Compared
from pdsa.forms.fields import VersionedForm, radios, words
from pdsa.models import CarriedOut, Cycle, Decision, Prediction

DO_FIELDS = ("carried_out", "deviations", "observations", "problems", "unintended", "ends_on")
STUDY_FIELDS = ("learned", "surprises", "analysis")
ACT_FIELDS = ("decision", "rationale", "next_steps", "may_share")


class StageForm(VersionedForm):
    """A part of the record that is only fields of the test."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(cycle, name) for name in (*self.names, "version")}
        super().__init__(*args, **kwargs)

    def entries(self) -> dict[str, Any]:
        """All that was typed, as the stage's action takes it."""
        return {name: self.cleaned_data[name] for name in (*self.names, "version")}


class DoForm(StageForm):
    """What happened."""

    names = DO_FIELDS
    carried_out = radios("Did it go as planned?", CarriedOut.choices)
    deviations = words("What was different from the plan?")
    observations = words("What did you see and hear?", "What people said counts as much as numbers.")
    problems = words("What got in the way?", rows=2)
    unintended = words("What happened that nobody intended?", "Good or bad.", rows=2)
    ends_on = DateField(label="End date", required=False)


class StudyForm(StageForm):
    """What the test showed, beside what was predicted."""

    names = STUDY_FIELDS
    learned = words("What did you learn?")
    surprises = words("What surprised you?", rows=2)
    analysis = words("What do the numbers and charts show?", "A chart finds change; it does not say what caused it.")

    def __init__(self, *args: Any, cycle: Cycle, predictions: Iterable[Prediction], **kwargs: Any) -> None:
        super().__init__(*args, cycle=cycle, **kwargs)
        self.predictions = list(predictions)
        for row in self.predictions:
            self.fields[f"result_{row.pk}"] = radios(
                "Was it as you predicted?", Prediction.Result.choices, initial=row.result
            )
            self.fields[f"note_{row.pk}"] = words("What did you see?", rows=2)
            self.fields[f"note_{row.pk}"].initial = row.result_note

    def entries(self) -> dict[str, Any]:
        """All that was typed, as `save_study` takes it."""
        results = {
            row.pk: Compared(self.cleaned_data[f"result_{row.pk}"], self.cleaned_data[f"note_{row.pk}"])
            for row in self.predictions
        }
        return {**super().entries(), "results": results}


class ActForm(StageForm):
    """The decision."""

    names = ACT_FIELDS
    decision = radios("What did you decide?", [(row.value, row.name.capitalize()) for row in Decision])
    rationale = words("Why?")
    next_steps = words("What happens next?")
    may_share = forms.BooleanField(label="Other organisations may learn from this test", required=False)

    def hints(self) -> dict[str, str]:
        """What each decision means, by its value."""
        meanings = {row.value: str(row.label).partition(": ")[2] for row in Decision}
        return {value: meaning[:1].upper() + meaning[1:] for value, meaning in meanings.items()}


class StartForm(VersionedForm):
    """The day Do starts."""

    starts_on = DateField(label="Start date", latest=timezone.localdate)
    ends_on = DateField(label="Planned end date", help_text="You can leave this empty.", required=False)


class StopForm(VersionedForm):
    """Why a test ends before its time."""

    reason = forms.CharField(
        label="Why is it stopping?",
        help_text="A stopped test teaches too. Say it so that another team can learn from it.",
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": "Say why the test is stopping"},
    )


class NextForm(forms.Form):
    """The key of the press by which a ramp gets one more branch; none where the next test is asked for."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
