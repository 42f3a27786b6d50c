"""What people type about a meeting of their team."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from pdsa.forms.beside import OnceForm, PeopleForm
from pdsa.forms.fields import line
from pdsa.models import Attendance, MeetingAction


def in_a_year() -> date:
    """As far ahead as a team plans its meetings."""
    return timezone.localdate() + timedelta(days=366)


class NewMeetingForm(forms.Form):
    """When a team meets; its agenda then stands ready."""

    mark_optional = False
    held_on = DateField(label="Date of the meeting", latest=in_a_year)
    place = line("Where?", "A room, or how to join a call. You can leave it empty.")


class MeetingForm(forms.Form):
    """What there is to say of a meeting as a whole."""

    held_on = DateField(label="Date of the meeting", latest=in_a_year)
    place = line("Where?")
    notes = forms.CharField(
        label="What did you talk about?",
        help_text="A few lines are enough. Name no patient or carer.",
        required=False,
        widget=forms.Textarea(attrs={"rows": "6"}),
    )
    next_on = DateField(label="Date of the next meeting", required=False, latest=in_a_year)


class AttendanceForm(PeopleForm):
    """Who was at a meeting: people of the team to tick, and others by name or role."""

    def __init__(self, *args: Any, team: Sequence[User], recorded: Iterable[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, team=team, recorded=recorded, **kwargs)
        if "team" in self.fields:
            self.fields["team"].label = "Who of the team was there?"
        self.fields["others"].help_text = "One on each line: a name, or a role such as “ward manager”."


class DecisionForm(OnceForm):
    """What was decided."""

    text = forms.CharField(
        label="What did you decide?",
        help_text="One decision, as you would read it out.",
        widget=forms.Textarea(attrs={"rows": "2"}),
        error_messages={"required": "Write what you decided"},
    )


class MeetingActionForm(OnceForm):
    """Who does what until when."""

    what = forms.CharField(
        label="What is to be done?", max_length=300, error_messages={"required": "Say what is to be done"}
    )
    who = forms.CharField(
        label="Who does it?",
        help_text="Somebody of the team, or any other name.",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "team", "autocomplete": "off"}),
        error_messages={"required": "Say who does it"},
    )
    due_on = DateField(label="Due date")

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as an action takes it, without the key of the form."""
        return {name: self.cleaned_data[name] for name in ("what", "who", "due_on")}


class EndActionForm(forms.Form):
    """What came of an action."""

    ending = forms.ChoiceField(
        label="Is it done?",
        choices=[one for one in MeetingAction.Ending.choices if one[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is done"},
    )
    outcome = line("What came of it", "Or why it is no longer needed.")
