"""What is due: of one project, or of all projects of a person."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaborative.http import page, paginate
from collaborative.roles import Action
from evaluation.forms import AgendaForm
from evaluation.presenters import agenda as presenter
from evaluation.queries.agenda import agenda
from measures.queries import projects_to
from organisations.http import ScopedRequest, get_or_404
from organisations.presenters.places import trail

WEEKS_AHEAD = 8
PER_PAGE = 50


@require_safe
def due(request: ScopedRequest, slug: str) -> HttpResponse:
    """What is due in all projects that this person may read."""
    access = request.access
    if not access.may(Action.SEE_WORK) and not access.participations_for(Action.SEE_WORK):
        raise Http404("Not for this person")
    return page(request, "evaluation/due.jinja", _context(request, None) | {"here": reverse("due", args=[slug])})


@require_safe
def project_due(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What is due in one project."""
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    context = {
        "project": project,
        "here": reverse("project-due", args=[slug, pk]),
        "trail": trail(request.access, project.participation),
    }
    return page(request, "evaluation/due.jinja", _context(request, project) | context)


def _context(request: ScopedRequest, project: Any) -> dict[str, Any]:
    """The list, or the month that the address names, narrowed as it says."""
    today, access, form = timezone.localdate(), request.access, AgendaForm(request.GET)
    by_month = request.GET.get("show") == "month"
    first = presenter.month_asked(request.GET.get("month", ""), today)
    until = presenter.last_of(first) if by_month else today + timedelta(weeks=WEEKS_AHEAD)
    found = presenter.chosen(
        agenda(access, today=today, until=until, project=project),
        request.user,
        access,
        whose=form.chosen_whose,
        what=form.chosen_what,
    )
    lines = presenter.lines(found, access, today, one_project=project is not None)
    context = {"filters": form, "by_month": by_month, "weeks": WEEKS_AHEAD, "today": today}
    if by_month:
        # What was due before this month and is still to be done has no day in it.
        late = sum(line.on < first for line in lines)
        return context | {"month": presenter.month_of(lines, first, today), "late_before": late}
    shown = paginate(request, lines, PER_PAGE)
    return context | {"page_obj": shown, "groups": presenter.groups(shown, today)}
