"""The editor: every edit is a form that works by itself; a script sends the same forms and puts the answer in place."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from collaborative.http import page, wants_fragment
from organisations.http import ScopedRequest, attempt
from phases.actions import Clash, Saved
from phases.forms.boxes import BoxForm, OfferForm, form_for, panel_forms
from phases.models import Theory
from phases.presenters import pictures
from phases.presenters import theory as presenter
from phases.queries.edits import open_edits
from phases.queries.theory import Held, ideas_elsewhere
from phases.views.desk import Desk, desk_to_edit

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
_FRAGMENT = "phases/_editor.jinja"


@page_or_form
def edit(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Change a theory, box by box."""
    desk = desk_to_edit(request, pk)
    if request.method != "POST":
        return _shown(desk, desk.there, request.GET.get("node", ""), request.GET.get("under", ""))
    form = form_for(desk.there, request.POST)
    if isinstance(form, OfferForm) and not desk.may_offer:
        raise Http404("Not for this person")
    try:
        saved = attempt(form, lambda: form.act(desk.theory, request.user))
    except Clash as clash:
        return _clash(desk, clash)
    if saved is None:
        return _shown(desk, desk.there, form.data.get("key", ""), form.data.get("under", ""), sent=form)
    return _after(desk, saved, form)


def _after(desk: Desk, saved: Saved, form: BoxForm) -> HttpResponse:
    """The editor with the box that was edited, or that is new."""
    said = saved.said or saved.idle or "Nothing has changed"
    key, under = saved.key or form.data.get("key", ""), form.data.get("new") or form.data.get("under", "")
    if form.do == "add":
        # One thing after another can be added in the same place.
        key, under = form.data.get("key", ""), form.data.get("under", "")
    if wants_fragment(desk.request):
        stays = key if form.do in ("add", "also", "belief", "link", "offer") and "panel" in form.data else ""
        return _shown(desk, saved.held, stays, under, said=said, focus=saved.key or key, new=saved.keys)
    messages.success(desk.request, f"{said}.".replace("..", "."))
    if key in saved.held.graph.by_id:
        return redirect(desk.url("edit") + "?" + urlencode({"node": key, "under": under}) + "#panel")
    # Where it stood.
    beside = presenter.anchor_of(presenter.lines(saved.held.graph, saved.held), under, "")
    return redirect(desk.url("edit") + (f"#{beside}" if beside else ""))


def _shown(
    desk: Desk,
    there: Held,
    key: str,
    under: str,
    *,
    sent: BoxForm | None = None,
    said: str = "",
    focus: str = "",
    new: Sequence[str] = (),
) -> HttpResponse:
    node, row = there.graph.by_id.get(key), there.row
    dressed = pictures.dressed(there)
    lines = presenter.lines(dressed, there)
    context: dict[str, Any] = {
        **desk.context(),
        **presenter.open_words(open_edits(there), desk.request.user),
        "form": sent,
        "said": said,
        "focus": focus or key,
        "new": new,
        "picture": pictures.wide(dressed, desk.title),
        "lines": lines,
        "chosen": node,
        "chosen_anchor": presenter.anchor_of(lines, key, under),
        "chosen_under": under,
        "over": there.graph.links_over(key),
        "by_id": there.graph.by_id,
        "panel": panel_forms(there, node, under, sent=sent) if node else {},
        "loose": ideas_elsewhere(row, there) if isinstance(row, Theory) else [],
        "drivers": [one for one in there.graph.nodes if one.kind in ("primary", "secondary")],
    }
    status = 200 if sent is None else 422
    return page(desk.request, "phases/theory_edit.jinja", context, status=status, fragment=_FRAGMENT)


def _clash(desk: Desk, clash: Clash) -> HttpResponse:
    """Somebody else was quicker: both texts side by side, nothing is lost."""
    context = {**desk.context(), "clash": clash, "home": reverse("front")}
    return page(desk.request, "phases/theory_clash.jinja", context, status=409)
