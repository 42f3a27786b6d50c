"""Writes about a team's projects."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation, Project


@transaction.atomic
def create_project(
    *, participation: Participation, by: User, name: str, population: str, aim: str, starts_on: date
) -> Project:
    """A new project of this participation. Raises ValidationError by field, also for a name it has already."""
    project = Project(collaborative_id=participation.collaborative_id, participation=participation, created_by=by)
    with recording(by=by, verb="started the project"):
        return _write(project, name=name, population=population, aim=aim, starts_on=starts_on)


@transaction.atomic
def edit_project(*, project: Project, by: User, name: str, population: str, aim: str, starts_on: date) -> Project:
    """Change what a project is. Raises ValidationError by field, also for the name of another project."""
    with recording(by=by, verb="edited the project"):
        return _write(project, name=name, population=population, aim=aim, starts_on=starts_on)


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
