"""The year of sets: for everybody to see, and for who runs the collaborative to plan."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from collaborative.http import go, page
from collaborative.roles import Action
from learning_sets.actions.sets import cancel_set, change_set, open_booking, schedule_set
from learning_sets.forms.sets import USUAL_END, USUAL_START, ReasonForm, SetForm, initial_of
from learning_sets.models import Mode
from learning_sets.presenters import sets as presenter
from learning_sets.queries import sets as query
from learning_sets.queries.bookings import mine_in
from learning_sets.queries.year import warnings_of
from learning_sets.views.common import page_or_form, plans, require_POST, require_safe, seen_set, way
from organisations.http import ScopedRequest, attempt, posted, require
from organisations.presenters.places import trail
from phases.presenters.collisions import collision


@require_safe
def sets(request: ScopedRequest, slug: str) -> HttpResponse:
    """The learning sets of the collaborative: those to come, then those that were."""
    rows, now = list(query.sets_seen(request.access)), timezone.now()
    coming = [row for row in rows if not row.is_over(now) and not row.is_cancelled]
    context = {
        "coming": coming,
        "past": [row for row in reversed(rows) if row not in coming],
        "line": presenter.line_of(coming),
        "warnings": warnings_of(request.access, coming) if plans(request) else {},
        "mine": mine_in(request.access, coming),
        "now": now,
        "presenter": presenter,
        "plans": plans(request),
        "trail": trail(request.access)[:1],
    }
    return page(request, "learning_sets/sets.jinja", context)


@page_or_form
def set_new(request: ScopedRequest, slug: str) -> HttpResponse:
    """Plan one set."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    number = query.next_number(collaborative)
    usual = {"title": f"Learning set {number}", "starts": USUAL_START, "ends": USUAL_END, "mode": Mode.IN_PERSON}
    form = SetForm(posted(request), initial=usual)
    made = attempt(form, lambda: schedule_set(collaborative=collaborative, by=request.user, said=form.said))
    if made is not None:
        messages.success(request, "The learning set is planned. Nobody can book until you open its booking.")
        return go(request, "set", slug=slug, pk=made.pk)
    context = {
        "form": form,
        "title": "Plan a learning set",
        "trail": way(request),
        "back": reverse("sets", args=[slug]),
    }
    return page(request, "learning_sets/set_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def set_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change what is said of a set."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    form = SetForm(posted(request), initial=initial_of(row))
    change = partial(change_set, learning_set=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: change(said=form.said)) is not None:
        messages.success(request, "The learning set is saved.")
        return go(request, "set", slug=slug, pk=pk)
    context = {"form": form, "title": "Change the learning set", "trail": way(request, row)}
    context |= {"back": reverse("set", args=[slug, pk])} | collision(form, query.set_mark(row), request.POST)
    return page(request, "learning_sets/set_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def set_cancel(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Call a set off."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    form = ReasonForm(posted(request))
    done = attempt(form, lambda: cancel_set(learning_set=row, by=request.user, reason=form.cleaned_data["reason"]))
    if done is not None:
        messages.success(request, "The learning set is called off. Everybody who is booked is told.")
        return go(request, "set", slug=slug, pk=pk)
    context = {"form": form, "row": row, "trail": way(request, row), "presenter": presenter}
    return page(request, "learning_sets/set_cancel.jinja", context, status=422 if form.is_bound else 200)


@require_POST
def set_open(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Let organisations book."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    if row.state == "planned":
        open_booking(learning_set=row, by=request.user)
        messages.success(request, "Booking is open. Every organisation sees it on its home page.")
    return go(request, "set", slug=slug, pk=pk)
