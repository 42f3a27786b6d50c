"""What people type about a test: one form for each part of the record, none of which asks for more than a title."""

from pdsa.forms.beside import FilterForm, NoteForm, PeopleForm, SearchForm, TaskForm
from pdsa.forms.board import BoardForm
from pdsa.forms.captures import LET_GO, NEW, CaptureForm, FileForm, FinishForm
from pdsa.forms.fields import refuse
from pdsa.forms.meetings import (
    AttendanceForm,
    DecisionForm,
    EndActionForm,
    MeetingActionForm,
    MeetingForm,
    NewMeetingForm,
)
from pdsa.forms.plan import MOST_PREDICTIONS, NewCycleForm, PlanForm, PredictionFormSet, prediction_forms
from pdsa.forms.spread import SpreadForm
from pdsa.forms.stages import ActForm, DoForm, NextForm, StartForm, StopForm, StudyForm

__all__ = [
    "LET_GO",
    "MOST_PREDICTIONS",
    "NEW",
    "ActForm",
    "AttendanceForm",
    "BoardForm",
    "CaptureForm",
    "DecisionForm",
    "DoForm",
    "EndActionForm",
    "FileForm",
    "FilterForm",
    "FinishForm",
    "MeetingActionForm",
    "MeetingForm",
    "NewCycleForm",
    "NewMeetingForm",
    "NextForm",
    "NoteForm",
    "PeopleForm",
    "PlanForm",
    "PredictionFormSet",
    "SearchForm",
    "SpreadForm",
    "StartForm",
    "StopForm",
    "StudyForm",
    "TaskForm",
    "prediction_forms",
    "refuse",
]
