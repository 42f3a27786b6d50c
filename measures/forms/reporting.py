"""Small forms of a measure's page: a note on its chart, and when a group is reported."""

from django import forms

from collaborative.nhsuk.fields import DateField
from measures.forms.definition import EARLIEST


class NoteForm(forms.Form):
    """Something that happened and belongs on the chart."""

    label = forms.CharField(
        label="What happened?",
        error_messages={"required": "Say what happened."},
        max_length=200,
        help_text="Such as ‘New clinic opened’. Do not name a person.",
    )
    starts_on = DateField(label="Date", error_messages={"required": "Say when it happened."}, earliest=EARLIEST)


class ReportingForm(forms.Form):
    """Between which periods a group is reported."""

    active_from = DateField(
        label="First day it is reported",
        required=False,
        earliest=EARLIEST,
        help_text="Leave empty for since the measure began.",
    )
    active_until = DateField(
        label="Last day it is reported", required=False, earliest=EARLIEST, help_text="Leave empty for until now."
    )
    reason = forms.CharField(
        label="Why?",
        error_messages={"required": "Say why."},
        max_length=400,
        help_text="Such as ‘This clinic closed’.",
    )
