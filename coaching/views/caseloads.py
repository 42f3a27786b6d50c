"""Who coaches how many, for who runs the collaborative."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching.forms.caseloads import CaseloadsForm
from coaching.presenters import caseloads as presenter
from coaching.presenters.stalled import rule_in_words
from coaching.queries.signs import coached, weeks_of
from collaborative.http import page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, require
from organisations.presenters.places import trail

PER_PAGE = 50


@require_safe
def caseloads(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every organisation with its coach, last contact, scores, and whether it is stalled."""
    require(request, Action.RUN_COLLABORATIVE)
    weeks = weeks_of(request.access.collaborative)
    rows = [presenter.row_of(one) for one in coached(request.access, weeks)]
    form = CaseloadsForm(request.GET)
    shown = paginate(request, presenter.chosen(rows, words=form.words, sort=form.order), PER_PAGE)
    context = {
        "filters": form,
        "loads": presenter.loads_of(rows),
        "total": len(rows),
        "stalled": sum(bool(row.stalled) for row in rows),
        "page_obj": shown,
        "rows": list(shown),
        "rule": rule_in_words(weeks),
        "here": reverse("caseloads", args=[slug]),
        "trail": trail(request.access)[:1],
    }
    return page(request, "coaching/caseloads.jinja", context)
