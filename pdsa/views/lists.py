"""The tests of a project as a list and as a board, and the first entry of a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone

from collaborative.http import confirms_kept, page, paginate
from collaborative.roles import Action
from measures.queries import measures_of_projects
from organisations.http import ScopedRequest, get_or_404
from pdsa import presenters
from pdsa.actions import plan_cycle
from pdsa.forms import BoardForm, FilterForm, NewCycleForm, refuse
from pdsa.queries import cycles_of, found_cycles, ideas_of, projects_for, waiting_captures
from pdsa.queries.board import board_of, idea_to_test, narrowed
from pdsa.views.common import may_log, to_cycle


def cycles(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """All tests of a project, to filter and search."""
    project = get_or_404(projects_for(request.access, Action.SEE_WORK), pk=pk)
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"status": "", "q": ""}
    rows = found_cycles(cycles_of(project.pk), status=chosen["status"], words=chosen["q"])
    shown = paginate(request, rows, per_page=20)
    writes = may_log(request, project.participation_id)
    context = {
        "project": project,
        "slug": slug,
        "filters": form,
        "filtered": any(chosen.values()),
        "tests": [presenters.row(cycle, slug) for cycle in shown],
        "shown": shown,
        "may_log": writes,
        "told_signs": writes or request.access.may(Action.REVIEW_WORK, project.participation_id),
        "waiting": waiting_captures([project.pk]).get(project.pk, 0),
    }
    return page(request, "pdsa/cycles.jinja", context)


def board(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ideas and tests in columns, each with the link to its next step; narrowed by what stands in the address."""
    project = get_or_404(projects_for(request.access, Action.SEE_WORK), pk=pk)
    today = timezone.localdate()
    whole = board_of(project, today)
    form = BoardForm(request.GET, board=whole)
    chosen = form.chosen()
    writes = may_log(request, project.participation_id)
    shown = narrowed(whole, chosen)
    context = {
        "project": project,
        "slug": slug,
        "filters": form,
        "filtered": chosen.is_any,
        "is_empty": not (whole.ideas or whole.tests),
        "columns": presenters.columns(shown, slug, project.pk, today, may_log=writes),
        "may_log": writes,
    }
    return page(request, "pdsa/board.jinja", context)


@confirms_kept
def cycle_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The first entry: two questions, and the rest on demand."""
    project = get_or_404(projects_for(request.access, Action.LOG_CYCLE), pk=pk)
    initial = {"idea_title": idea_to_test(project, request.GET.get("idea", ""))}
    form = NewCycleForm(request.POST or None, measures=measures_of_projects([project.pk]), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            cycle = plan_cycle(project=project, by=request.user, **form.entries())
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Your test is saved. Start it when you are ready.")
            return to_cycle(slug, cycle)
    context = {"project": project, "slug": slug, "form": form, "ideas": ideas_of(project)}
    return page(request, "pdsa/new.jinja", context, status=422 if form.errors else 200)
