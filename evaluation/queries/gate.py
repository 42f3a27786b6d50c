"""What there is to look at when a team and its coach ask whether it goes on from a phase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from collaborative.roles import Action
from measures.models import Measure
from measures.queries import measures_of_projects
from measures.queries.pages import periods_entered
from organisations.models import Participation, Project
from organisations.queries import Access, owned
from pdsa.queries import counted_by_status
from pdsa.states import Status
from phases.models import Design, Population
from phases.queries import Held, held_many
from phases.queries.design import Standing, designs_of, signatures_of, signers_at, standing
from phases.queries.edits import versions_of
from phases.queries.populations import populations_of
from phases.queries.theory import project_theories


@dataclass(frozen=True)
class Shown:
    """One project. entered: of how many periods each measure (id) has numbers. version: the latest kept of its theory.

    design: the latest version that was frozen to be signed, with where it stands.
    """

    project: Project
    theory: Held | None
    version: int | None
    measures: Sequence[Measure]
    entered: Mapping[int, int]
    tests: Mapping[Status, int]
    design: tuple[Design, Standing] | None


@dataclass(frozen=True)
class Evidence:
    """All that an organisation has to show: whom it works for, and its open projects."""

    populations: Sequence[Population]
    projects: Sequence[Shown]


def evidence_of(access: Access, place: Participation) -> Evidence:
    """What an organisation has to show today; three queries more for each project with a theory or a design."""
    projects = list(owned(Project, access, Action.SEE_WORK).filter(participation=place, closed_on=None).order_by("pk"))
    ids = [row.pk for row in projects]
    theories = {one.row.project_id: one for one in _theories(access, place)}
    measures = list(measures_of_projects(ids))
    entered, tests = periods_entered(measures), counted_by_status(ids)
    signers = signers_at([place.pk]).get(place.pk, [])

    def shown(project: Project) -> Shown:
        theory, design = theories.get(project.pk), designs_of(project).defer("content").first()
        return Shown(
            project=project,
            theory=theory,
            version=versions_of(theory.row).values_list("number", flat=True).first() if theory else None,
            measures=[row for row in measures if row.project_id == project.pk],
            entered=entered,
            tests=tests.get(project.pk, {}),
            design=(design, standing(design, signatures_of([design])[design.pk], signers)) if design else None,
        )

    there = [row for row in populations_of(access, place) if row.ended_on is None]
    return Evidence(there, [shown(row) for row in projects])


def _theories(access: Access, place: Participation) -> list[Held]:
    return held_many(list(project_theories(access, Action.SEE_WORK).filter(participation=place)))
