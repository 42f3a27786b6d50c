"""Computing every chart of a collaborative anew."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions import recompute_all
from measures.queries.charts import charts_in
from organisations.http import ScopedRequest, require


def charts_anew(request: ScopedRequest, slug: str) -> HttpResponse:
    """Ask, then begin; progress is shown with the other work in the background."""
    require(request, Action.RUN_COLLABORATIVE)
    back = reverse("jobs", args=[slug])
    total = charts_in(request.access.scope().participation_ids)
    if request.method != "POST":
        return page(request, "measures/charts_anew.jinja", {"back": back, "trail": _trail(slug), "total": total})
    if not total:
        messages.info(request, "There are no charts yet.")
        return go(request, "jobs", slug=slug)
    _, is_new = recompute_all(collaborative=request.access.collaborative, by=request.user)
    if is_new:
        messages.success(request, "Every chart will be computed anew. You can leave this page.")
    else:
        messages.info(request, "Charts are being computed already. Start again when that is done.")
    return go(request, "jobs", slug=slug)


def _trail(slug: str) -> list[dict[str, str]]:
    return [
        {"text": "Organisations", "href": reverse("organisations", args=[slug])},
        {"text": "Background work", "href": reverse("jobs", args=[slug])},
    ]
