"""A team's projects: start one, change what it says."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.actions.projects import AIM_CHANGED, create_project, edit_project
from organisations.forms.places import EditProjectForm, ProjectForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.queries.places import editable_projects, participations_at


def _form_page(request: ScopedRequest, form: ProjectForm, **context: object) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return page(request, "organisations/project_form.jinja", {"form": form, **context}, status=status)


def project_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Start a project."""
    participation = get_or_404(participations_at(request.access, Action.EDIT_PROJECT), organisation__ods_code=ods)
    form = ProjectForm(posted(request))
    made = attempt(form, lambda: create_project(participation=participation, by=request.user, **form.cleaned_data))
    if made is None:
        back = reverse("organisation-home", args=[slug, ods])
        steps = trail(request.access, participation)
        return _form_page(request, form, title="Start a project", back=back, trail=steps)
    messages.success(request, "The project is saved. Next, say what you will measure.")
    return go(request, "project", slug=slug, pk=made.pk)


def project_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change a project's name, aim and who it is for."""
    project = get_or_404(editable_projects(request.access), pk=pk)
    here, name = reverse("project", args=[slug, pk]), project.name
    initial = {field: getattr(project, field) for field in ProjectForm.base_fields} | {"seen": project.aim}
    form = EditProjectForm(posted(request), initial=initial)
    if attempt(form, lambda: edit_project(project=project, by=request.user, **form.cleaned_data)) is None:
        if form.has_error("aim", AIM_CHANGED):
            form.look_again(project.aim)
        steps = trail(request.access, project.participation, {"text": name, "href": here})
        return _form_page(request, form, title="Change the project", back=here, trail=steps)
    messages.success(request, "The project is saved.")
    return go(request, here)
