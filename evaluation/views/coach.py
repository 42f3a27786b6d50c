"""The coach's dashboard."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from coaching.presenters.stalled import rule_in_words
from coaching.queries.signs import weeks_of
from collaborative.http import page, paginate
from collaborative.roles import Action
from evaluation.forms import CaseloadForm
from evaluation.presenters.coach import assess, chosen, row_of, summary
from evaluation.presenters.reviews import links_of
from evaluation.queries import caseload
from evaluation.queries.reviews import waiting_for_review
from measures.periods import first_day
from organisations.http import ScopedRequest, require
from phases.queries.design import waiting_for_signatures
from phases.queries.journey import gates_waiting

PER_PAGE = 30


def coach_dashboard(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every organisation assigned to this coach on one screen, who needs them first."""
    require(request, Action.SEE_CASELOAD)
    today = timezone.localdate()
    weeks = weeks_of(request.access.collaborative)
    work = caseload(request.access, today, first_day("quarter", today), weeks)
    rows = [assess(one, today) for one in work]
    form = CaseloadForm(request.GET)
    waiting = waiting_for_review(request.access)
    mine = [one for one in waiting if not one.is_with_team]
    shown = paginate(request, chosen(rows, show=form.chosen_show, sort=form.chosen_sort, words=form.words), PER_PAGE)
    context = {
        "filters": form,
        "total": len(rows),
        "summary": summary(rows),
        "to_review": len(mine),
        "longest": links_of(mine, slug),
        "with_teams": len(waiting) - len(mine),
        "overdue": sum(row.facts.overdue is not None for row in rows),
        "page_obj": shown,
        "stalled_rule": rule_in_words(weeks),
        "designs": waiting_for_signatures(request.access),
        "gates": gates_waiting(request.access),
        "rows": [row_of(row, slug) for row in shown],
        "here": reverse("coach-dashboard", args=[slug]),
    }
    return page(request, "evaluation/coach.jinja", context)
