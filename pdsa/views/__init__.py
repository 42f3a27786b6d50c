"""Pages of this app."""

from pdsa.views.captures import capture_finish, capture_new, captures
from pdsa.views.files import cycle_files, file_open, file_remove
from pdsa.views.lists import board, cycle_new, cycles
from pdsa.views.meetings import (
    meeting_action,
    meeting_actions,
    meeting_decision,
    meeting_decisions,
    meeting_edit,
    meeting_new,
    meeting_people,
    meeting_remove,
    meetings,
)
from pdsa.views.moves import cycle_next, cycle_start, cycle_stop
from pdsa.views.people import cycle_note, cycle_notes, cycle_people
from pdsa.views.record import cycle, cycle_edit
from pdsa.views.sharing import cycle_share, plan_use, plans
from pdsa.views.spread import spread, spread_new, spread_remove, spreads
from pdsa.views.tasks import cycle_task, cycle_tasks

__all__ = [
    "board",
    "capture_finish",
    "capture_new",
    "captures",
    "cycle",
    "cycle_edit",
    "cycle_files",
    "cycle_new",
    "cycle_next",
    "cycle_note",
    "cycle_notes",
    "cycle_people",
    "cycle_share",
    "cycle_start",
    "cycle_stop",
    "cycle_task",
    "cycle_tasks",
    "cycles",
    "file_open",
    "file_remove",
    "meeting_action",
    "meeting_actions",
    "meeting_decision",
    "meeting_decisions",
    "meeting_edit",
    "meeting_new",
    "meeting_people",
    "meeting_remove",
    "meetings",
    "plan_use",
    "plans",
    "spread",
    "spread_new",
    "spread_remove",
    "spreads",
]
