"""Writes about a team's projects."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation, Project

AIM_CHANGED = "changed"
_CHANGED = (
    "Somebody has changed the aim while you were writing. It now says: “{theirs}”. "
    "Your words are still here: save again to put them in its place"
)


@transaction.atomic
def create_project(
    *, participation: Participation, by: User, name: str, population: str, aim: str, starts_on: date
) -> Project:
    """A new project of this participation. Raises ValidationError by field, also for a name it has already."""
    project = Project(collaborative_id=participation.collaborative_id, participation=participation, created_by=by)
    with recording(by=by, verb="started the project"):
        return _write(project, name=name, population=population, aim=aim, starts_on=starts_on)


@transaction.atomic
def edit_project(
    *, project: Project, by: User, name: str, population: str, aim: str, starts_on: date, seen: str = ""
) -> Project:
    """Change what a project is. Raises ValidationError by field, also for the name of another project.

    seen: its aim when the person began, where that is known. An aim that somebody else has put otherwise since stays
    where this person left it alone, and is refused (code `changed`) where they did not.
    """
    current = _locked(project)
    if seen and not _same(current.aim, seen):
        if _same(aim, seen):
            aim = current.aim
        elif not _same(aim, current.aim):
            raise ValidationError({"aim": ValidationError(_CHANGED.format(theirs=current.aim), code=AIM_CHANGED)})
    with recording(by=by, verb="edited the project"):
        return _write(current, name=name, population=population, aim=aim, starts_on=starts_on)


@transaction.atomic
def reword_aim(*, project: Project, by: User, aim: str) -> Project:
    """Put a project's aim otherwise, and leave all else. Raises ValidationError by field."""
    current = _locked(project)
    current.aim = aim.strip()
    with recording(by=by, verb="edited the project"):
        current.clean_fields(exclude=[field.name for field in Project._meta.fields if field.name != "aim"])
        current.save(update_fields=["aim"])
    return current


def _locked(project: Project) -> Project:
    rows = Project.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(participation_id=project.participation_id, pk=project.pk)


def _same(one: str, other: str) -> bool:
    """Whether two texts differ at most in spaces and line breaks, which browsers send as they please."""
    return one.split() == other.split()


def _write(project: Project, *, name: str, population: str, aim: str, starts_on: date) -> Project:
    project.name, project.population = " ".join(name.split()), " ".join(population.split())
    project.aim, project.starts_on = aim.strip(), starts_on
    # Two projects of one name at the same moment wait for each other here.
    Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    project.clean_fields(exclude=["collaborative", "participation", "created_by"])
    same = Project.objects.filter(participation_id=project.participation_id, name=project.name).exclude(pk=project.pk)
    if same.exists():
        raise ValidationError({"name": "This organisation already has a project with this name."})
    project.save()
    return project
