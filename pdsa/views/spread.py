"""The scale-up of a project: where what was adopted is spread."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone

from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from pdsa import presenters
from pdsa.actions import change_spread, remove_spread, spread_to
from pdsa.forms import SpreadForm
from pdsa.models import Decision, Spread
from pdsa.queries import adopted_of, projects_for, spread_mark, spreads_of, spreads_to, team_at
from pdsa.views.common import may_log, place, writable
from phases.presenters.collisions import collision


def spreads(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Every place of a project's scale-up, by the test that was adopted, with whom it reaches."""
    project = get_or_404(projects_for(request.access, Action.SEE_WORK), pk=pk)
    rows = spreads_of(request.access, project)
    context = {
        "project": project,
        "slug": slug,
        "tests": presenters.spreading(adopted_of(project), rows, slug, timezone.localdate()),
        "summary": presenters.summary(rows),
        "may_log": may_log(request, project.participation_id),
    }
    return page(request, "pdsa/spreads.jinja", context)


@confirms_kept
def spread_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One more place for what a test showed."""
    row = writable(request, pk)
    form = SpreadForm(posted(request))
    add = partial(spread_to, cycle=row, by=request.user)
    made = attempt(form, lambda: add(said=form.said, form_key=form.cleaned_data["form_key"]))
    if made is not None:
        messages.success(request, f"“{made.place}” is in the plan.")
        return go(request, "spreads", slug=slug, pk=row.project_id)
    context = {
        **place(row, slug),
        "form": form,
        "adopted": row.decision == Decision.ADOPT,
        "team": team_at(row.participation_id),
    }
    return page(request, "pdsa/spread_form.jinja", context, status=422 if form.is_bound else 200)


def _row(request: ScopedRequest, pk: int) -> Spread:
    return get_or_404(spreads_to(request.access, Action.LOG_CYCLE), pk=pk)


@confirms_kept
def spread(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One place: say what came of it, or put it otherwise."""
    row = _row(request, pk)
    form = SpreadForm(posted(request), initial=SpreadForm.initial_of(row) | {"form_key": None})
    change = partial(change_spread, spread=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: change(said=form.said)) is not None:
        messages.success(request, "Saved.")
        return go(request, "spreads", slug=slug, pk=row.cycle.project_id)
    context: dict[str, Any] = {
        **place(row.cycle, slug),
        "form": form,
        "row": row,
        "adopted": True,
        "team": team_at(row.participation_id),
        **collision(form, spread_mark(row), request.POST),
    }
    return page(request, "pdsa/spread_form.jinja", context, status=422 if form.is_bound else 200)


def spread_remove(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before a place is taken out of the plan."""
    row, refused = _row(request, pk), ""
    if request.method == "POST":
        try:
            remove_spread(spread=row, by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as error:
            refused = error.messages[0]
        else:
            messages.success(request, f"“{row.place}” is no longer in the plan.")
            return go(request, "spreads", slug=slug, pk=row.cycle.project_id)
    context = {**place(row.cycle, slug), "row": row, "seen": spread_mark(row), "refused": refused}
    return page(request, "pdsa/spread_remove.jinja", context, status=422 if refused else 200)
