"""A project's ideas and tests as they stand on its board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from organisations.models import Project
from pdsa.models import Cycle, Task
from pdsa.queries import cycles_of
from pdsa.states import OPEN
from phases.models import ChangeIdea
from phases.queries.journey import pauses_of
from phases.queries.theory import held, project_theory
from phases.timeline import is_paused


@dataclass(frozen=True)
class Chosen:
    """What a board is narrowed to; empty for all. driver: a key of the theory. population, person: as written."""

    driver: str = ""
    population: str = ""
    person: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.driver or self.population or self.person)


@dataclass(frozen=True)
class OnBoard:
    """A test with what is still to be done for it, in the order of its days, and whether a later test came from it."""

    cycle: Cycle
    tasks: tuple[Task, ...] = ()
    has_next: bool = False


@dataclass(frozen=True)
class Board:
    """Ideas without a test, and tests, latest first; what there is to choose from: drivers (key and words, in the
    theory's order), populations and people by name. has_theory: the project has begun one. in_pause: nobody is asked
    for a test's next step today."""

    ideas: tuple[ChangeIdea, ...]
    tests: tuple[OnBoard, ...]
    drivers: tuple[tuple[str, str], ...] = ()
    populations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    has_theory: bool = False
    in_pause: bool = False
    beneath: Mapping[str, frozenset[int]] = field(default_factory=dict)  # the ideas (ids) beneath each driver, by key


def board_of(project: Project, today: date) -> Board:
    """All of a project's board (seven queries, however many tests there are).

    An idea that was taken out of the theory and never tested is not on it.
    """
    cycles = list(cycles_of(project.pk))
    tasks = _open_tasks(project)
    followed = {cycle.previous_id for cycle in cycles}
    tests = tuple(OnBoard(cycle, tuple(tasks.get(cycle.pk, ())), cycle.pk in followed) for cycle in cycles)
    ideas = ChangeIdea.objects.filter(participation_id=project.participation_id, project=project)
    tested = {cycle.idea_id for cycle in cycles}
    pauses = pauses_of({project.participation_id: project.collaborative_id})
    found = Board(
        ideas=tuple(idea for idea in ideas if idea.pk not in tested),
        tests=tests,
        populations=_names(cycle.segment for cycle in cycles),
        people=_names(name for one in tests for name in _people(one)),
        in_pause=is_paused(pauses.get(project.participation_id, ()), today),
    )
    return _with_theory(found, project)


def _open_tasks(project: Project) -> dict[int, list[Task]]:
    here = {"participation_id": project.participation_id, "cycle__project": project}
    rows = Task.objects.filter(**here, cycle__status__in=sorted(OPEN), done_at__isnull=True)
    found: dict[int, list[Task]] = defaultdict(list)
    for row in rows.order_by("due_on", "pk"):
        found[row.cycle_id].append(row)
    return found


def _with_theory(found: Board, project: Project) -> Board:
    """The board with the theory's drivers, and without the ideas that were taken out of it."""
    theory = project_theory(project)
    if theory is None:
        return found
    there = held(theory)
    placed = {key: idea.pk for key, idea in there.ideas.items() if key in there.graph.by_id}
    gone = {idea.pk for idea in there.ideas.values()} - set(placed.values())
    drivers = [node for kind in ("primary", "secondary") for node in there.graph.of_kind(kind)]  # type: ignore[arg-type]
    under = {node.id: (below.id for below in there.graph.beneath(node.id)) for node in drivers}
    return replace(
        found,
        ideas=tuple(idea for idea in found.ideas if idea.pk not in gone),
        drivers=tuple((node.id, node.text) for node in drivers),
        has_theory=True,
        beneath={key: frozenset(placed[id] for id in below if id in placed) for key, below in under.items()},
    )


def _people(one: OnBoard) -> tuple[str, ...]:
    """Who leads it, and who still has something to do for it."""
    return (one.cycle.led_by, *(task.who for task in one.tasks))


def _names(words: Iterable[str]) -> tuple[str, ...]:
    """Each name once, whatever its capitals, by name."""
    found: dict[str, str] = {}
    for word in words:
        name = " ".join(word.split())
        if name:
            found.setdefault(name.casefold(), name)
    return tuple(found[key] for key in sorted(found))


def narrowed(board: Board, chosen: Chosen) -> Board:
    """The board with what fits all that is chosen. An idea has no person and no population before it is planned as a
    test, so that it fits a choice of driver only."""
    tests, ideas = board.tests, board.ideas
    if chosen.driver:
        below = board.beneath.get(chosen.driver, frozenset())
        tests = tuple(one for one in tests if one.cycle.idea_id in below)
        ideas = tuple(idea for idea in ideas if idea.pk in below)
    if chosen.population:
        tests = tuple(one for one in tests if _same(chosen.population, [one.cycle.segment]))
    if chosen.person:
        tests = tuple(one for one in tests if _same(chosen.person, _people(one)))
    return replace(board, tests=tests, ideas=() if chosen.population or chosen.person else ideas)


def _same(name: str, among: Sequence[str]) -> bool:
    return " ".join(name.split()).casefold() in {" ".join(one.split()).casefold() for one in among}


def idea_to_test(project: Project, pk: str) -> str:
    """The title of this change idea of the project, "" where there is none."""
    if not pk.isdecimal():
        return ""
    rows = ChangeIdea.objects.filter(participation_id=project.participation_id, project=project, pk=int(pk))
    return rows.values_list("title", flat=True).first() or ""
