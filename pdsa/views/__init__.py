"""Pages of this app."""

from pdsa.views.lists import cycle_new, cycles
from pdsa.views.moves import cycle_next, cycle_start, cycle_stop
from pdsa.views.record import cycle, cycle_edit
from pdsa.views.tasks import cycle_task, cycle_tasks

__all__ = [
    "cycle",
    "cycle_edit",
    "cycle_new",
    "cycle_next",
    "cycle_start",
    "cycle_stop",
    "cycle_task",
    "cycle_tasks",
    "cycles",
]
