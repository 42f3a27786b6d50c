"""What a question can be about: who may ask, and how to find it."""

from collections.abc import Callable
from dataclasses import dataclass

from collaborative.roles import Action
from measures.models import Measure, ProgrammeMeasure
from organisations.models import Participation, Project
from organisations.queries import Access, owned
from pdsa.models import Cycle
from phases.models import ProgrammeTheory
from phases.queries.theory import held, programme_theory, project_theory
from sharing.models import About
from sharing.queries.publishing import publication_of


@dataclass(frozen=True)
class Subject:
    """One thing that people ask questions about.

    participation: the organisation whose people alone read them; None where the whole collaborative does. name: what it
    is called ("" where its words may be withdrawn). page: the name of its page, and what follows the
    collaborative in its address. parts: the boxes of a theory, by key.
    """

    about: About
    key: int
    name: str
    page: tuple[str, *tuple[object, ...]]
    participation: Participation | None = None
    parts: tuple[tuple[str, str], ...] = ()


Finder = Callable[[Access, int], Subject | None]


def talks(access: Access) -> bool:
    """Whether this person asks and answers in the collaborative at all."""
    return access.may(Action.DISCUSS) or bool(access.participations_for(Action.DISCUSS))


def talks_at(access: Access, participation_id: int) -> bool:
    """Whether they do among the people of one organisation: only who reads its work."""
    return access.may(Action.DISCUSS, participation_id) and access.may(Action.SEE_WORK, participation_id)


def _test(access: Access, key: int) -> Subject | None:
    rows = owned(Cycle, access, Action.SEE_WORK).select_related("participation__organisation")
    row = rows.filter(pk=key).first()
    return Subject(About.TEST, key, row.title, ("cycle", key), row.participation) if row else None


def _measure(access: Access, key: int) -> Subject | None:
    rows = owned(Measure, access, Action.SEE_WORK).select_related("participation__organisation")
    row = rows.filter(pk=key).first()
    return Subject(About.MEASURE, key, row.name, ("measure", key), row.participation) if row else None


def _theory(access: Access, key: int) -> Subject | None:
    rows = owned(Project, access, Action.SEE_WORK).select_related("participation__organisation")
    project = rows.filter(pk=key).first()
    row = project_theory(project) if project else None
    if project is None or row is None:
        return None
    parts = tuple((node.id, node.text) for node in held(row).graph.nodes)
    return Subject(About.THEORY, key, f"Theory of {project.name}", ("theory", key), project.participation, parts)


def _programme_theory(access: Access, key: int) -> Subject | None:
    row: ProgrammeTheory | None = programme_theory(access.collaborative)
    if row is None or row.pk != key:
        return None
    parts = tuple((node.id, node.text) for node in held(row).graph.nodes)
    name = f"Theory of {access.collaborative.name}"
    return Subject(About.PROGRAMME_THEORY, key, name, ("programme-theory",), parts=parts)


def _programme_measure(access: Access, key: int) -> Subject | None:
    row = ProgrammeMeasure.objects.filter(collaborative=access.collaborative, pk=key).first()
    return Subject(About.PROGRAMME_MEASURE, key, row.name, ("programme-measure", key)) if row else None


def _publication(access: Access, key: int) -> Subject | None:
    row = publication_of(access, key)
    # Its title may be withdrawn, so it is copied nowhere.
    return Subject(About.PUBLICATION, key, "", ("publication", key)) if row else None


# By kind. Apps to the right add theirs (`found_by`), because nothing here knows them.
_FINDERS: dict[About, Finder] = {
    About.TEST: _test,
    About.MEASURE: _measure,
    About.THEORY: _theory,
    About.PROGRAMME_THEORY: _programme_theory,
    About.PROGRAMME_MEASURE: _programme_measure,
    About.PUBLICATION: _publication,
}


def found_by(about: About, finder: Finder) -> None:
    """Let things of this kind be asked about; said once, when the app that has them is ready."""
    _FINDERS[about] = finder


def subject_of(access: Access, about: str, key: int) -> Subject | None:
    """The thing of this kind and id, where this person may ask about it; else None."""
    if about not in About.values or (finder := _FINDERS.get(About(about))) is None or key >= 2**63:
        return None
    found = finder(access, key)
    if found is None:
        return None
    reads = talks(access) if found.participation is None else talks_at(access, found.participation.pk)
    return found if reads else None
