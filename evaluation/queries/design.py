"""What the design of a project is made from, of every app."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collaborative.roles import Action
from measures.models import Definition, Measure
from measures.queries import measures_of_projects
from measures.queries.definitions import latest_of_measures, said_of
from measures.queries.drivers import boxes_of_measures
from measures.queries.strategy import Stood, standings_of
from organisations.models import Project
from organisations.queries import Access
from pdsa.models import Cycle
from pdsa.queries import cycles_of
from phases.models import Pause, PhasePlan, Population, ProgrammePause, TheoryDrop
from phases.queries import Held, held, project_theory
from phases.queries.edits import Believed, belief_changes, drops_of
from phases.queries.journey import pauses_to, plans_of, programme_pauses
from phases.queries.populations import populations_of


@dataclass(frozen=True)
class TheoryRows:
    """A theory, why boxes of the programme's are not in it, and by the box's key why an idea is believed as it is."""

    held: Held
    drops: tuple[TheoryDrop, ...]
    believed: Mapping[str, Believed]


@dataclass(frozen=True)
class MeasureRow:
    """A measure with its latest definition, every word of it, how it stands to the programme's, and the keys of the
    boxes of the theory it is on."""

    measure: Measure
    definition: Definition | None
    said: Mapping[str, str]
    stood: Stood
    boxes: tuple[str, ...]


@dataclass(frozen=True)
class DesignRows:
    """A project with its populations of focus, its theory, its measures (outcome first), its organisation's journey and
    its tests."""

    project: Project
    populations: tuple[Population, ...]
    theory: TheoryRows | None
    measures: tuple[MeasureRow, ...]
    plans: tuple[PhasePlan, ...]
    pauses: tuple[Pause | ProgrammePause, ...]
    tests: tuple[Cycle, ...]


def design_rows(access: Access, project: Project) -> DesignRows:
    """All that is in the design of this project today, in a constant number of queries.

    A population that was not put to any project belongs to every project of its organisation.
    """
    place = project.participation
    populations = populations_of(access, place)
    own = pauses_to(access, Action.SEE_WORK).filter(participation=place)
    pauses: list[Pause | ProgrammePause] = [*own, *programme_pauses(access.collaborative)]
    return DesignRows(
        project=project,
        populations=tuple(row for row in populations if row.ended_on is None and row.project_id in (None, project.pk)),
        theory=_theory(project),
        measures=_measures(project),
        plans=tuple(plans_of(access, place)),
        pauses=tuple(sorted(pauses, key=lambda row: row.starts_on)),
        tests=tuple(cycles_of(project.pk)),
    )


def _theory(project: Project) -> TheoryRows | None:
    row = project_theory(project)
    if row is None:
        return None
    there = held(row)
    ideas = {node.id: there.ideas[node.id] for node in there.graph.of_kind("idea")}
    why = belief_changes(ideas.values())
    believed = {key: why[idea.pk][0] for key, idea in ideas.items() if idea.pk in why}
    return TheoryRows(there, tuple(drops_of(row).values()), believed)


def _measures(project: Project) -> tuple[MeasureRow, ...]:
    rows: Sequence[Measure] = list(measures_of_projects([project.pk]))
    latest = latest_of_measures(rows)
    stood = standings_of(rows, latest)
    boxes: Mapping[int, list[str]] = boxes_of_measures(rows) if rows else defaultdict(list)
    return tuple(
        MeasureRow(row, latest.get(row.pk), said_of(row, latest.get(row.pk)), stood[row.pk], tuple(boxes[row.pk]))
        for row in rows
    )
