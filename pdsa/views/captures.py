"""Quick notes: caught in one field, and finished later."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from collaborative.http import confirms_kept, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.queries import owned
from pdsa.actions import add_to_test, capture, let_go, make_test
from pdsa.forms import LET_GO, NEW, CaptureForm, FinishForm
from pdsa.models import Capture
from pdsa.queries import captures_of, open_cycles_by_project, projects_for
from pdsa.views.common import to_cycle


@confirms_kept
def capture_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One field and a recording; the list of what waits is under it."""
    project = get_or_404(projects_for(request.access, Action.LOG_CYCLE), pk=pk)
    sent = request.method == "POST"
    form = CaptureForm(request.POST if sent else None, request.FILES if sent else None)
    if attempt(form, lambda: capture(project=project, by=request.user, **form.entries())) is not None:
        messages.success(request, "It is kept. Finish it when you have a moment.")
        return redirect("captures", slug=slug, pk=project.pk)
    context = {"project": project, "slug": slug, "form": form}
    return page(request, "pdsa/capture.jinja", context, status=422 if form.errors else 200)


def captures(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Quick notes that wait to be finished."""
    project = get_or_404(projects_for(request.access, Action.LOG_CYCLE), pk=pk)
    context = {"project": project, "slug": slug, "waiting": captures_of(project)}
    return page(request, "pdsa/captures.jinja", context)


@confirms_kept
def capture_finish(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Makes a test of a quick note, adds it to one, or takes it off the list."""
    rows = owned(Capture, request.access, Action.LOG_CYCLE).select_related("project", "made_by")
    row = get_or_404(rows.prefetch_related("files"), pk=pk)
    running = open_cycles_by_project([row.project_id]).get(row.project_id, [])
    form = FinishForm(posted(request), capture=row, running=running)
    done = attempt(form, lambda: _finish(request, slug, row, form))
    if done is not None:
        return done
    context = {"project": row.project, "slug": slug, "capture": row, "form": form}
    return page(request, "pdsa/capture_finish.jinja", context, status=422 if form.errors else 200)


def _finish(request: ScopedRequest, slug: str, row: Capture, form: FinishForm) -> HttpResponse:
    said = form.cleaned_data
    if said["what"] == NEW:
        cycle = make_test(row=row, by=request.user, title=said["title"], prediction=said["prediction"])
        messages.success(request, "Your test is saved. Start it when you are ready.")
        return to_cycle(slug, cycle)
    if said["what"] == LET_GO:
        let_go(row=row, by=request.user)
        messages.success(request, "It is off the list.")
        return redirect("captures", slug=slug, pk=row.project_id)
    cycle = add_to_test(row=row, by=request.user, cycle=form.running[said["what"]])
    messages.success(request, "The note stands on the test.")
    return to_cycle(slug, cycle, "notes")
