"""All that is known of who with lived experience took part in a project's work."""

from collections.abc import Sequence
from dataclasses import dataclass

from collaborative.roles import Action
from measures.models import Measure
from measures.queries import measures_of_projects
from organisations.models import Project
from organisations.queries import Access
from pdsa.models import Cycle
from pdsa.queries import cycles_of
from phases.models import Code, Involvement, Population, SignOff, TheoryNode
from phases.queries import coproduction


@dataclass(frozen=True)
class Record:
    """A project: what there is to take part in, who did, and what partners agreed to or not."""

    project: Project
    steps: Sequence[Code]
    populations: Sequence[Population]
    drivers: Sequence[TheoryNode]
    measures: Sequence[Measure]
    tests: Sequence[Cycle]
    involvements: Sequence[Involvement]
    sign_offs: Sequence[SignOff]


def record_of(access: Access, project: Project) -> Record:
    """One project's record, in nine queries however much there is."""
    return Record(
        project=project,
        steps=coproduction.steps(),
        populations=coproduction.populations_for(project),
        drivers=coproduction.drivers_of(project),
        measures=list(measures_of_projects([project.pk])),
        tests=list(cycles_of(project.pk)),
        involvements=list(coproduction.involvements_to(access, Action.SEE_WORK).filter(project=project)),
        sign_offs=list(coproduction.sign_offs_to(access, Action.SEE_WORK).filter(project=project)),
    )
