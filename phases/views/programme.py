"""What only the national team sees: the programme's drivers by organisation, and ideas that teams offer."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from phases.actions import Saved
from phases.actions.sharing import take_up
from phases.forms.keeping import TakeUpForm
from phases.models import ProgrammeTheory
from phases.presenters.heat import heat_map
from phases.queries.programme import offered_ideas, spread
from phases.views.desk import Desk, desk_to_read


def _desk(request: ScopedRequest) -> Desk:
    require(request, Action.RUN_COLLABORATIVE)
    return desk_to_read(request, None)


@require_safe
def heat(request: ScopedRequest, slug: str) -> HttpResponse:
    """Which organisation took which driver on. No numbers of people, and no words of theirs."""
    desk = _desk(request)
    found = spread(request.access)
    drawn = heat_map(desk.there.graph, found.places, found.theories)
    differs = request.GET.get("show") == "differs"
    shown = drawn.differing() if differs else drawn
    return page(request, "phases/heat.jinja", {**desk.context("heat"), "map": shown, "differs": differs})


@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: ScopedRequest, slug: str) -> HttpResponse:
    """Ideas that teams offer, to be taken up with credit."""
    desk = _desk(request)
    form = TakeUpForm(posted(request))
    saved = attempt(form, lambda: _take_up(desk, form.cleaned_data["idea"], form.cleaned_data["under"]))
    if saved is not None:
        messages.success(request, f"{saved.said}. It is credited to them.")
        return go(request, desk.url("offers"))
    context = {
        **desk.context("offers"),
        "form": form if form.is_bound else None,
        "ideas": list(offered_ideas(request.access)),
        "drivers": [node for node in desk.there.graph.nodes if node.kind in ("primary", "secondary")],
        "known": {node.text.casefold() for node in desk.there.graph.of_kind("idea")},
    }
    return page(request, "phases/offers.jinja", context, status=422 if form.is_bound else 200)


def _take_up(desk: Desk, idea: int, under: str) -> Saved:
    theory = desk.theory
    assert isinstance(theory, ProgrammeTheory)
    row = get_or_404(offered_ideas(desk.request.access), pk=idea)
    return take_up(theory=theory, by=desk.request.user, idea=row, under=under)
