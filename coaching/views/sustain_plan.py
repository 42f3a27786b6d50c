"""The plan to keep what was won: what must hold, by whom, how it is checked, when next, and what if not."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone

from coaching.actions.sustaining import change_item, look_at_item, plan_item, remove_item
from coaching.forms.sustaining import ItemForm, LookForm
from coaching.models import SustainItem
from coaching.queries import sustaining as query
from coaching.views.sustaining import way
from coaching.views.visits import page_or_form
from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from measures.queries import measures_of_projects
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from phases.presenters.collisions import collision


def _choices(request: ScopedRequest, project: Any, row: SustainItem | None = None) -> dict[str, Any]:
    """What the form lets choose; who looks after a point stays in the list when they have left the team."""
    people = {one.pk: one for one in [*query.team_at(project), *([row.person] if row else [])]}
    return {
        "people": list(people.values()),
        "measures": list(measures_of_projects([project.pk])),
        "factors": query.factors_of(request.access.collaborative),
    }


@page_or_form
@confirms_kept
def sustain_item_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One more thing that must hold. ?factor= says for which factor."""
    project = get_or_404(query.project_to(request.access, Action.LOG_CYCLE), pk=pk)
    first = {"factor": request.GET.get("factor", "")}
    form = ItemForm(posted(request), **_choices(request, project), initial=first)
    add = partial(plan_item, project=project, by=request.user)
    if attempt(form, lambda: add(said=form.said)) is not None:
        messages.success(request, "It is in the plan.")
        return go(request, "sustaining", slug=slug, pk=pk)
    context = {"form": form, "project": project, "title": "What must hold?", "trail": way(request, project)}
    return page(request, "coaching/sustain_item.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def sustain_item(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One point of the plan: say how it stands, or put it otherwise."""
    row = get_or_404(query.items_to(request.access, Action.LOG_CYCLE), pk=pk)
    looks = request.POST.get("do") == "look"
    look = LookForm(request.POST if looks else None, prefix="look")
    form = ItemForm(
        None if looks else posted(request),
        **_choices(request, row.project, row),
        initial=ItemForm.initial_of(row),
    )
    seen = request.POST.get("seen", "")
    looked = attempt(look, lambda: look_at_item(item=row, by=request.user, seen=seen, **look.cleaned_data))
    change = partial(change_item, item=row, by=request.user, seen=seen)
    if looked is not None or attempt(form, lambda: change(said=form.said)) is not None:
        messages.success(request, "Saved.")
        return go(request, "sustaining", slug=slug, pk=row.project_id)
    context = {
        "form": form,
        "look": look,
        "row": row,
        "project": row.project,
        "title": row.must_hold,
        "overdue": row.is_overdue(timezone.localdate()),
        "look_seen": collision(look, query.item_mark(row), request.POST)["seen"],
        "trail": way(request, row.project),
        **collision(form, query.item_mark(row), request.POST),
    }
    return page(request, "coaching/sustain_item.jinja", context, status=422 if request.method == "POST" else 200)


@page_or_form
def sustain_item_remove(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before a point is taken out of the plan."""
    row, refused = get_or_404(query.items_to(request.access, Action.LOG_CYCLE), pk=pk), ""
    if request.method == "POST":
        try:
            remove_item(item=row, by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as error:
            refused = error.messages[0]
        else:
            messages.success(request, "It is no longer in the plan.")
            return go(request, "sustaining", slug=slug, pk=row.project_id)
    context = {"row": row, "project": row.project, "seen": query.item_mark(row), "refused": refused}
    context["trail"] = way(request, row.project)
    return page(request, "coaching/sustain_item_remove.jinja", context, status=422 if refused else 200)
