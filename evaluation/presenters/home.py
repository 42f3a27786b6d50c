"""An organisation's home: what needs the person who looks, the projects as cards, and the first five steps. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from collaborative.nhsuk.filters import date_long, plural
from collaborative.roles import Action
from evaluation.presenters.gaps import GapLink, leading_of, link_of
from evaluation.presenters.moves import Move, move_of, spec_of
from evaluation.queries import Begun, MeasureWork, ProjectWork, Team
from measures import periods
from measures.charts import static
from measures.charts.words import sentence
from measures.models import Measure, MeasureType
from measures.queries import DueState
from pdsa.queries import Attention, Due

May = Callable[[Action], bool]

# What to do with a test that is past its day, and why.
_TEST_ASKS = {
    Due.START: ("Start the test, or change its date", "It was due to start on {}."),
    Due.STUDY: ("Say what happened in the test", "It was due to end on {}."),
    Due.DECIDE: ("Decide what comes of the test", "It ended on {}; no decision is recorded yet."),
}


@dataclass(frozen=True)
class Ask:
    """One thing to do: what, on what, the detail in words, where, and whether it is late."""

    action: str
    name: str
    detail: str
    url: str
    late: bool


def asks(projects: Sequence[ProjectWork], slug: str, may: May) -> list[Ask]:
    """What this person can do now, late things first."""
    found: list[Ask] = []
    if may(Action.ENTER_DATA):
        measures = [one for project in projects for one in project.measures if one.due.missing]
        found += [numbers_ask(one.measure, one.due, slug) for one in measures]
    if may(Action.LOG_CYCLE):
        for project in projects:
            found += [test_ask(late, slug) for late in project.late_cycles]
    return sorted(found, key=lambda ask: not ask.late)


def test_ask(late: Attention, slug: str) -> Ask:
    """A test that is past its day, as something to do."""
    action, why = _TEST_ASKS[late.due]
    url = reverse("cycle", args=[slug, late.cycle.pk])
    return Ask(action, late.cycle.title, why.format(date_long(late.since)), url, late=True)


def numbers_ask(measure: Measure, due: DueState, slug: str) -> Ask:
    """The numbers a measure waits for, as something to do; it must wait for some."""
    frequency, missing, overdue = measure.frequency, due.missing, due.overdue
    first, last = periods.label(frequency, missing[0]), periods.label(frequency, missing[-1])
    whole = first if len(missing) == 1 else f"{plural(len(missing), frequency)}, {first} to {last}"
    late = f" {_overdue(len(overdue), len(missing))}" if overdue else ""
    url = reverse("measure-enter", args=[slug, measure.pk])
    return Ask("Enter numbers", measure.name, f"{whole}.{late}", url, late=bool(overdue))


def _overdue(count: int, missing: int) -> str:
    if count == missing:
        return "Overdue." if count == 1 else "All overdue."
    return f"{count} overdue."


@dataclass(frozen=True)
class Small:
    """A small chart with what it says, and what has become of the gap where groups are compared."""

    measure_id: int
    name: str
    kind: str
    svg: str
    sentence: str
    move: Move
    url: str
    gap: GapLink | None


def small_of(one: MeasureWork, slug: str, *, y_range: tuple[float, float] | None = None) -> Small:
    """One measure as a small chart."""
    spec = spec_of(one)
    return Small(
        measure_id=one.measure.pk,
        name=one.measure.name,
        kind=MeasureType(one.measure.measure_type).label.split(":")[0],
        svg=static.small(spec, uid=f"chart-{one.measure.pk}", y_range=y_range),
        sentence=sentence(spec),
        move=move_of(spec),
        url=reverse("measure", args=[slug, one.measure.pk]),
        gap=link_of(leading_of([one]), slug),
    )


@dataclass(frozen=True)
class Card:
    """One project on the home page."""

    name: str
    population: str
    aim: str
    url: str
    chart: Small | None
    tests: str
    tests_url: str
    note_url: str


def tests_in_words(work: ProjectWork) -> str:
    """Such as '2 tests under way, 1 planned'; empty where nothing is open."""
    running = sum(cycle.is_started for cycle in work.open_cycles)
    planned = len(work.open_cycles) - running
    parts = [f"{plural(running, 'test')} under way"] if running else []
    parts += [f"{planned} planned" if running else f"{plural(planned, 'test')} planned"] if planned else []
    return ", ".join(parts)


def card(work: ProjectWork, slug: str, may: May) -> Card:
    """The project with its first outcome chart (or first chart), its tests under way, and a quick note for who may."""
    first = next(iter(work.measures), None)
    return Card(
        name=work.project.name,
        population=work.project.population,
        aim=work.project.aim,
        url=reverse("project", args=[slug, work.project.pk]),
        chart=small_of(first, slug) if first else None,
        tests=tests_in_words(work) or "No test under way",
        tests_url=reverse("cycles", args=[slug, work.project.pk]),
        note_url=reverse("capture-new", args=[slug, work.project.pk]) if may(Action.LOG_CYCLE) else "",
    )


@dataclass(frozen=True)
class Step:
    """One of the first five steps: the words, whether it is done, and where to do it ("" for who may not)."""

    text: str
    done: bool
    url: str


def first_steps(projects: Sequence[ProjectWork], team: Team, begun: Begun, slug: str, ods: str, may: May) -> list[Step]:
    """The first five steps, ticked as they happen and for good; empty once all are done."""
    project = projects[0] if projects else None
    measures = [one for work in projects for one in work.measures]
    steps = [
        _step("Invite your team", len(team.members) > 1, may(Action.INVITE), "people", slug, ods),
        _step("Describe your project", begun.project, may(Action.EDIT_PROJECT), "project-new", slug, ods),
        _later("Define a measure", begun.measure, may(Action.DEFINE_MEASURE), project, "measure-new", slug),
        _step_of_measure(measures, begun.numbers, may(Action.ENTER_DATA), slug),
        _later("Plan the first test", begun.test, may(Action.LOG_CYCLE), project, "cycle-new", slug),
    ]
    return [] if all(step.done for step in steps) else steps


def _step(text: str, done: bool, allowed: bool, name: str, *args: Any) -> Step:
    return Step(text, done, reverse(name, args=args) if allowed and not done else "")


def _later(text: str, done: bool, allowed: bool, project: ProjectWork | None, name: str, slug: str) -> Step:
    if project is None:
        return Step(text, done, "")
    return _step(text, done, allowed, name, slug, project.project.pk)


def _step_of_measure(measures: Sequence[MeasureWork], done: bool, allowed: bool, slug: str) -> Step:
    if not measures:
        return Step("Enter the first numbers", done, "")
    return _step("Enter the first numbers", done, allowed, "measure-enter", slug, measures[0].measure.pk)


def work_context(projects: Sequence[ProjectWork], slug: str, may: May) -> dict[str, Any]:
    """What waits for this person and the projects. `acts`: whether they may do anything about the work."""
    return {
        "asks": asks(projects, slug, may),
        "acts": may(Action.ENTER_DATA) or may(Action.LOG_CYCLE),
        "cards": [card(work, slug, may) for work in projects],
    }
