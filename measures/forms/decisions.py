"""What is asked before a chart's lines are drawn anew, its baseline is fixed, or a point is left out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

_YES_NO = [("yes", "Yes"), ("no", "No")]
_LONG = 600


def _textarea() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2})


class DecisionForm(forms.Form):
    """From or until when, and why. `choices`: the chart's periods as ISO date and label."""

    period = forms.ChoiceField(
        label="Period",
        error_messages={
            "required": "Choose a period.",
            "invalid_choice": "Choose one of the periods of this chart.",
        },
    )
    reason = forms.CharField(
        label="Why?",
        max_length=_LONG,
        error_messages={"required": "Say why."},
        widget=_textarea(),
        help_text="It stands beside the chart and is kept in the history. Do not name a person.",
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a period"), *choices]

    def clean_period(self) -> date:
        """The first day of the period."""
        return date.fromisoformat(self.cleaned_data["period"])

    def told(self) -> dict[str, Any]:
        """What was said, for the action."""
        return dict(self.cleaned_data)


def _asked(question: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question,
        choices=_YES_NO,
        widget=forms.RadioSelect,
        # In the summary of errors it stands without its question.
        error_messages={"required": f"{question} Choose Yes or No."},
    )


def _answer(label: str, hint: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=_LONG, widget=_textarea(), help_text=hint)


# Why a line stays where one of the four questions is answered with No.
STAYS = {
    "different": "If the new level is not clearly different, leave the line where it is. As long as it cannot be told "
    "from the old one, the line still describes your numbers, and any later change stands out against it.",
    "cause": "If you do not know the cause, leave the line for now and look for the cause first. A line drawn anew "
    "over a change that nobody can explain makes it look expected.",
    "desirable": "If the change is not wanted, leave the line where it is, so that everyone goes on seeing how far "
    "things are from where they were. A line drawn anew would make the worse level look like the usual one.",
    "lasting": "If you do not expect it to last, leave the line. If things go back to where they were, a new line "
    "would call that a change.",
}

# What a Yes lacks that does not say how that is known.
UNTOLD = {
    "different": "Say what shows that the new level is different.",
    "cause": "Say what caused the change, and how you know.",
    "desirable": "Say for whom the change is better.",
    "lasting": "Say why the change will last.",
}


class RebaseForm(DecisionForm):
    """Drawing the centre line anew: four questions, each to be answered with Yes and with how that is known.

    The questions are Wheeler's, for when limits may be computed anew.
    """

    different_yes = _asked("Is the new level clearly different from the old one?")
    different = _answer("What shows it?", "Such as ‘Nine months in a row below the median’.")
    cause_yes = _asked("Do you know what caused the change?")
    cause = _answer("What was it, and how do you know?", "Such as ‘The evening clinic opened in March’.")
    desirable_yes = _asked("Is the change wanted?")
    desirable = _answer("For whom is it better?", "Such as ‘People wait three weeks less’.")
    lasting_yes = _asked("Do you expect it to last?")
    lasting = _answer("Why will it last?", "Such as ‘The clinic is paid for from the regular budget’.")
    field_order = ("period", *(name for key in STAYS for name in (f"{key}_yes", key)), "reason")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a No with what speaks for leaving the line, and a Yes that does not say how it is known."""
        said = super().clean()
        for name, stays in STAYS.items():
            answer = self.cleaned_data.get(f"{name}_yes")
            if answer == "no":
                self.add_error(f"{name}_yes", stays)
            elif answer == "yes" and not self.cleaned_data.get(name, "").strip():
                self.add_error(name, UNTOLD[name])
        return said

    def told(self) -> dict[str, Any]:
        """What was said, for the action."""
        return {name: self.cleaned_data[name] for name in ("period", "reason", *STAYS)}


QUESTIONS = {name: str(RebaseForm.base_fields[f"{name}_yes"].label) for name in STAYS}


class BaselineForm(DecisionForm):
    """Fixing the baseline: up to when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].label = "The baseline ends with"
        self.fields[
            "period"
        ].help_text = (
            "Twelve points or more make a baseline to rely on. Fewer are allowed; read such a chart with care."
        )


class LeaveOutForm(DecisionForm):
    """Leaving a point out of what the lines are made of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].label = "Leave out"
        self.fields["period"].help_text = "The point stays on the chart, hollow. A wrong number is better corrected."


class TakeBackForm(forms.Form):
    """Taking a decision back."""

    reason = forms.CharField(
        label="Why do you take it back?",
        max_length=_LONG,
        error_messages={"required": "Say why."},
        widget=_textarea(),
        help_text="The history keeps the decision and why it was taken back.",
    )
