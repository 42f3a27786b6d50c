"""A team's meeting on one page. Pure."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from collaborative.nhsuk.filters import date_long, plural
from evaluation.queries.meetings import Brief
from pdsa.models import MeetingAction
from pdsa.presenters import DECIDED
from pdsa.queries.meetings import Moved

_MOMENTS = {
    "created_at": "Planned",
    "do_started_at": "Started",
    "study_started_at": "Tried, and being studied",
    "stopped_at": "Stopped",
}


@dataclass(frozen=True)
class Point:
    """One thing that happened: what, what became of it, and where it is."""

    text: str
    about: str
    url: str


def points(brief: Brief, slug: str) -> list[Point]:
    """What moved since the last meeting: tests, their tasks, numbers."""
    tests = [
        Point(one.cycle.title, f"{_moved(one)} on {date_long(one.on)}", reverse("cycle", args=[slug, one.cycle.pk]))
        for one in brief.moved
    ]
    tasks = [
        Point(task.what, f"Task of the test “{task.cycle.title}”, done", _tasks_of(slug, task.cycle_id))
        for task in brief.done
    ]
    numbers = [
        Point(one.name, f"Numbers for {plural(one.periods, 'period')} came in", _measure(slug, one.measure_id))
        for one in brief.entered
    ]
    return tests + tasks + numbers


def _moved(one: Moved) -> str:
    return _MOMENTS.get(one.moment) or DECIDED.get(one.cycle.decision, "Decided")


def _tasks_of(slug: str, pk: int) -> str:
    return reverse("cycle", args=[slug, pk]) + "#tasks"


def _measure(slug: str, pk: int) -> str:
    return reverse("measure", args=[slug, pk])


@dataclass(frozen=True)
class ActionShown:
    """One action with what is said of it, and whether its day has passed."""

    row: MeetingAction
    about: str
    late: bool
    tag: str
    colour: str


def action_shown(row: MeetingAction, today: date) -> ActionShown:
    """An action as a line."""
    late = not row.ending and row.due_on < today
    day = f"{'was due' if late else 'by'} {date_long(row.due_on)}"
    tag, colour = ("Late", "orange") if late else ("", "")
    if row.ending:
        tag, colour = str(row.get_ending_display()), "green" if row.ending == "done" else "grey"
    return ActionShown(row, ", ".join(filter(None, (row.who, day, row.outcome))), late, tag, colour)
