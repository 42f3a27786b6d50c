"""Saying which part of the theory of change a measure shows."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions.drivers import put_on_drivers
from measures.forms.drivers import DriversForm
from measures.presenters.page import trail
from measures.queries import measures_to
from measures.queries.drivers import boxes_for, boxes_of
from organisations.http import ScopedRequest, attempt, get_or_404, posted


@require_http_methods(["GET", "HEAD", "POST"])
def measure_drivers(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The aim and the drivers that a measure is on."""
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    boxes = boxes_for(row)
    form = DriversForm(posted(request), boxes, boxes_of(row))

    def act() -> bool:
        said = form.cleaned_data
        seen = said["seen"].split() if "seen" in form.data else None
        put_on_drivers(measure=row, by=request.user, keys=said["boxes"], seen=seen)
        return True

    if attempt(form, act):
        messages.success(request, "Saved. The theory shows how many measures each driver has.")
        return go(request, "measure", slug=slug, pk=pk)
    context = {"form": form, "measure": row, "boxes": boxes, "trail": trail(request, row.project, row)}
    return page(request, "measures/drivers.jinja", context, status=422 if form.is_bound else 200)
