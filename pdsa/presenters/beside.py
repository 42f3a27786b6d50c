"""What stands beside a test: its tasks and which are late; and the words of its plan as others read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from collaborative.nhsuk.filters import date_long
from pdsa.models import Purpose, Scale, Task


@dataclass(frozen=True)
class TaskShown:
    """A task with what is said under it."""

    pk: int
    what: str
    about: str
    done: bool
    overdue: bool


def task_shown(task: Task, today: date) -> TaskShown:
    """One task. It is overdue from the day after it was due until it is done."""
    done = task.done_at is not None
    day = f"done on {date_long(task.done_at)}" if done else f"by {date_long(task.due_on)}" if task.due_on else ""
    overdue = not done and task.due_on is not None and task.due_on < today
    return TaskShown(task.pk, task.what, " · ".join(filter(None, (task.who, task.place, day))), done, overdue)


def tasks(rows: Iterable[Task], today: date) -> list[TaskShown]:
    """Tasks in their order, what is still to be done first."""
    shown = [task_shown(row, today) for row in rows]
    return sorted(shown, key=lambda one: one.done)


_PLAN_NAMES = {
    "idea": "Change idea",
    "objective": "What it is to find out",
    "purpose": "What it is for",
    "scale": "Scale",
    "segment": "Who it is for",
    "data_plan": "How they will know",
    "data_when": "When it is collected",
    "data_how": "How it is collected",
}
_CHOICES = {"purpose": dict(Purpose.choices), "scale": dict(Scale.choices)}


def plan_words(title: str, said: Mapping[str, object]) -> list[tuple[str, str]]:
    """The words of a shared plan as name and text, those that are empty left out."""
    found = [("What is tested", title)]
    for name, label in _PLAN_NAMES.items():
        word = str(said.get(name) or "")
        found.append((label, str(_CHOICES.get(name, {}).get(word, word))))
    questions = said.get("questions")
    found.append(("Questions", "\n".join(map(str, questions)) if isinstance(questions, list) else ""))
    return [(label, word) for label, word in found if word]
