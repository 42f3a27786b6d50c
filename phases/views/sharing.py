"""How a project's theory differs from the programme's."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from collaborative.http import go, page
from organisations.http import ScopedRequest, attempt, posted
from phases.actions.sharing import put_in, say_why_not, take_words
from phases.forms.keeping import WhyNotForm
from phases.models import ProgrammeNode, Theory
from phases.presenters import pictures
from phases.presenters import theory as presenter
from phases.queries.edits import drops_of
from phases.queries.theory import Held
from phases.theory import diff
from phases.views.desk import Desk, desk_to_edit, desk_to_read, programme_of

_SAID = {
    "put": "Put into your theory.",
    "say": "Your reason is kept.",
    "take": "Your theory has the programme’s words now.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def difference(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What was kept, reworded, moved, added and left out, and why; what was left out can be put in."""
    desk = desk_to_edit(request, pk) if request.method == "POST" else desk_to_read(request, pk)
    beside = programme_of(desk)
    if beside is None or not isinstance(desk.theory, Theory):
        raise Http404("Nothing to compare")
    form = WhyNotForm(posted(request))
    if attempt(form, lambda: _act(desk, beside[1], form.cleaned_data)):
        messages.success(request, _SAID[form.cleaned_data["how"]])
        return go(request, desk.url("difference"))
    return _shown(desk, desk.theory, beside[1], form)


def _act(desk: Desk, programme: Held, said: dict[str, Any]) -> object:
    theory, key = desk.theory, said["key"]
    assert isinstance(theory, Theory)
    whose: dict[str, Any] = {"theory": theory, "by": desk.request.user}
    if said["how"] == "put":
        return put_in(**whose, programme=programme, key=key)
    if said["how"] == "take":
        return take_words(**whose, programme=programme, key=key, seen=said["seen"])
    node = programme.nodes.get(key)
    if not isinstance(node, ProgrammeNode) or key not in programme.graph.by_id:
        raise Http404("No such part")
    return say_why_not(**whose, node=node, reason=said["reason"])


def _shown(desk: Desk, theory: Theory, programme: Held, form: WhyNotForm) -> HttpResponse:
    drops = drops_of(theory)
    local = pictures.dressed(desk.there)
    copied = desk.there.copied
    found = diff.compare(local, programme.graph, {key: drop.reason for key, drop in drops.items()}, copied)
    drawn, marks = diff.together(local, programme.graph, found)
    context = {
        **desk.context("difference"),
        "form": form if form.is_bound else None,
        "picture": pictures.both(drawn, f"{desk.title}, compared with the programme’s", marks),
        "counts": presenter.counted(found.counts),
        "differences": presenter.differences(found, drops),
        "news": presenter.news_lines(diff.news(local, programme.graph, copied)),
    }
    return page(desk.request, "phases/theory_difference.jinja", context, status=422 if form.is_bound else 200)
