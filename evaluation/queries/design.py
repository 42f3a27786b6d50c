"""What the design of a project is made from, of every app."""

from dataclasses import dataclass

from measures.models import Measure
from measures.queries import measures_of_projects
from organisations.models import Project
from organisations.queries import Access
from pdsa.models import Cycle
from pdsa.queries import open_cycles_by_project
from pdsa.states import Status
from phases.models import Population
from phases.queries import Held, held, project_theory
from phases.queries.populations import populations_of


@dataclass(frozen=True)
class DesignRows:
    """A project with its populations of focus, its theory, its measures (outcome first) and its planned tests."""

    project: Project
    populations: tuple[Population, ...]
    theory: Held | None
    measures: tuple[Measure, ...]
    tests: tuple[Cycle, ...]


def design_rows(access: Access, project: Project) -> DesignRows:
    """All that is in the design of this project today, in a constant number of queries.

    A population that was not put to any project belongs to every project of its organisation.
    """
    populations = populations_of(access, project.participation)
    theory = project_theory(project)
    cycles = open_cycles_by_project([project.pk]).get(project.pk, [])
    return DesignRows(
        project=project,
        populations=tuple(row for row in populations if row.ended_on is None and row.project_id in (None, project.pk)),
        theory=held(theory) if theory else None,
        measures=tuple(measures_of_projects([project.pk])),
        tests=tuple(row for row in cycles if row.status == Status.PLAN),
    )
