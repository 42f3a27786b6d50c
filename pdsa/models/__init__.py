"""Plan-do-study-act cycles: the record of a test and what belongs to it; and the meetings of who runs them."""

from pdsa.models.captures import Capture, File
from pdsa.models.cycles import CarriedOut, Cycle, Decision, Involvement, Prediction, Purpose, Scale
from pdsa.models.meetings import Attendance, Meeting, MeetingAction, MeetingDecision
from pdsa.models.shared import SharedPlan
from pdsa.models.spread import Fidelity, Spread
from pdsa.models.work import CycleMeasure, Note, Task, TookPart

__all__ = [
    "Attendance",
    "Capture",
    "CarriedOut",
    "Cycle",
    "CycleMeasure",
    "Decision",
    "Fidelity",
    "File",
    "Involvement",
    "Meeting",
    "MeetingAction",
    "MeetingDecision",
    "Note",
    "Prediction",
    "Purpose",
    "Scale",
    "SharedPlan",
    "Spread",
    "Task",
    "TookPart",
]
