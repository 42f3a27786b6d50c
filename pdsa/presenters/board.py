"""A project's board: columns of ideas and tests, each card with its next step."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from collaborative.nhsuk.filters import date_long
from pdsa.models import Decision, Task
from pdsa.presenters.record import Tag, scale_of, tag_of
from pdsa.queries.board import Board, OnBoard
from pdsa.states import OPEN, Status
from phases.models import ChangeIdea

# How many decided tests a column shows, as the list has them all; and how many ideas are not folded away.
LATEST = 8


@dataclass(frozen=True)
class Card:
    """An idea or a test: what, at which scale and by whom, for whom, what is next and when; and the link to its next
    step, which asks for what that step needs. tag: where it says more than the column's name."""

    title: str
    href: str
    about: str = ""
    population: str = ""
    next: str = ""
    overdue: bool = False
    tag: Tag | None = None
    step: str = ""
    step_href: str = ""


@dataclass(frozen=True)
class Column:
    """One column: how many there are, the cards shown and those folded away, what it teaches while it is empty, and
    where the rest is."""

    key: str
    name: str
    count: int
    cards: tuple[Card, ...]
    folded: tuple[Card, ...]
    empty: str
    more_href: str = ""


_NAMES = {
    "ideas": ("Ideas", "Each idea of your theory is being tested or was. New ones are added in the theory of change."),
    "planned": ("Planned", "Plan the next small test here: what you will try, and what you predict."),
    "doing": ("Doing", "Nothing is being tried. A planned test comes here on the day it starts."),
    "studying": ("Studying", "A test comes here when it has ended, to compare what happened with what you predicted."),
    "adopted": ("Adopted", "What proved itself on a growing scale, and is now how you work."),
    "adapted": ("Adapted", "What was changed, or tested again on a larger scale. Most tests end here."),
    "abandoned": (
        "Abandoned",
        "What did not help. An idea dropped early has cost little and taught something.",
    ),
}
_NO_THEORY = "Ideas come from your theory of change. Begin one, or log a test: its idea is kept with it."
_DECIDED = {Decision.ADOPT: "adopted", Decision.ABANDON: "abandoned"}
_OPEN = {Status.PLAN: "planned", Status.DO: "doing", Status.STUDY: "studying", Status.ACT: "studying"}
# Where a long column leads to in the list; two of them hold more than one of the list's own choices.
_LISTED = {"adopted": "?status=adopt", "adapted": "", "abandoned": ""}
_STEPS = {Status.DO: ("Look at the results", "do"), Status.STUDY: ("Decide", "study"), Status.ACT: ("Decide", "act")}


def columns(board: Board, slug: str, project: int, today: date, *, may_log: bool) -> list[Column]:
    """The seven columns in their order. may_log: cards lead on to their next step."""
    cards: dict[str, list[Card]] = {key: [] for key in _NAMES}
    cards["ideas"] = [_idea(idea, slug, project, may_log) for idea in board.ideas]
    for one in sorted(board.tests, key=_order):
        cards[_column(one)].append(_test(one, slug, today, may_log=may_log, in_pause=board.in_pause))
    found = []
    for key, (name, empty) in _NAMES.items():
        shown = cards[key][:LATEST] if key in _LISTED or key == "ideas" else cards[key]
        folded = cards[key][LATEST:] if key == "ideas" else []
        rest = reverse("cycles", args=[slug, project]) + _LISTED[key] if len(shown + folded) < len(cards[key]) else ""
        teaches = _NO_THEORY if key == "ideas" and not board.has_theory else empty
        found.append(Column(key, name, len(cards[key]), tuple(shown), tuple(folded), teaches, rest))
    return found


def _column(one: OnBoard) -> str:
    status = Status(one.cycle.status)
    if status is Status.STOPPED:
        return "abandoned"
    return _OPEN.get(status) or _DECIDED.get(Decision(one.cycle.decision), "adapted")


def _order(one: OnBoard) -> tuple[float, int]:
    """Open tests by their next day, those without one last; closed ones the latest first."""
    cycle = one.cycle
    if cycle.status in OPEN:
        day = _next(one).day
        return (day.toordinal() if day else float("inf"), -cycle.pk)
    ended = cycle.decided_at or cycle.stopped_at
    return (-ended.timestamp() if ended else 0.0, -cycle.pk)


def _idea(idea: ChangeIdea, slug: str, project: int, may_log: bool) -> Card:
    """An idea leads to where it stands in the theory, and on to a first test of it."""
    new = f"{reverse('cycle-new', args=[slug, project])}?idea={idea.pk}" if may_log else ""
    return Card(idea.title, reverse("theory", args=[slug, project]), step="Plan a test" if new else "", step_href=new)


def _test(one: OnBoard, slug: str, today: date, *, may_log: bool, in_pause: bool) -> Card:
    """A test; in a pause its own step is not asked for, and a task that was agreed stays."""
    cycle, then = one.cycle, _next(one)
    asked = then.is_task or (cycle.status in (Status.PLAN, Status.DO) and not in_pause)
    step, step_href = _step(one, slug) if may_log else ("", "")
    says_more = cycle.status in (Status.ACT, Status.STOPPED) or cycle.decision == Decision.EXPAND
    return Card(
        title=cycle.title,
        href=reverse("cycle", args=[slug, cycle.pk]),
        about=" · ".join(filter(None, (scale_of(cycle), cycle.led_by))),
        population=cycle.segment,
        next=then.words,
        overdue=asked and then.day is not None and then.day < today,
        tag=tag_of(cycle) if says_more else None,
        step=step,
        step_href=step_href,
    )


class _Next(NamedTuple):
    words: str
    day: date | None = None
    is_task: bool = False


def _next(one: OnBoard) -> _Next:
    """What is next of a test in words, with its day: its own step or a task, whichever is first; of a closed one, when
    it was closed."""
    cycle = one.cycle
    if cycle.status not in OPEN:
        ended = cycle.decided_at or cycle.stopped_at
        return _Next(f"{'Decided' if cycle.decided_at else 'Stopped'} on {date_long(ended)}")
    own = cycle.ends_on if cycle.is_started else cycle.starts_on
    task = next((row for row in one.tasks if row.due_on), None)
    if task and task.due_on and (own is None or task.due_on < own):
        return _Next(_task_words(task), task.due_on, is_task=True)
    if own is None:
        return _Next("No date yet")
    verb = "Ended on" if cycle.is_ended else "Due to end on" if cycle.is_started else "Due to start on"
    return _Next(f"{verb} {date_long(own)}", own)


def _task_words(task: Task) -> str:
    return f"{task.what}{f', {task.who}' if task.who else ''}: by {date_long(task.due_on)}"


def _step(one: OnBoard, slug: str) -> tuple[str, str]:
    """The next step in words, and where the record asks for it."""
    cycle = one.cycle
    address = reverse("cycle", args=[slug, cycle.pk])
    if cycle.status == Status.PLAN:
        return "Start it", reverse("cycle-start", args=[slug, cycle.pk])
    if cycle.status in OPEN:
        words, part = _STEPS[Status(cycle.status)]
        return words, f"{address}#{part}"
    if cycle.decision in (Decision.ADAPT, Decision.EXPAND) and not one.has_next:
        return "Plan the next test", f"{address}#onward"
    return "", ""
