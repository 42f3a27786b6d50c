"""What was learnt: kept by its team, shared on purpose, found by everybody in the collaborative."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from coaching.actions.learning import (
    change_learning,
    keep_learning,
    remove_learning,
    share_learning,
    withdraw_learning,
)
from coaching.forms.learning import LearningForm, SearchForm
from coaching.models import Learning
from coaching.presenters import learning as presenter
from coaching.queries import learning as query
from coaching.queries.sustaining import project_to
from coaching.views.sustaining import way
from coaching.views.visits import page_or_form
from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from phases.presenters.collisions import collision

PER_PAGE = 10


@require_safe
def found(request: ScopedRequest, slug: str) -> HttpResponse:
    """What teams of the collaborative have learnt and let everybody find."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "shown": paginate(request, query.found_learning(request.access.collaborative, words), PER_PAGE),
        "filters": form,
        "words": words,
        "presenter": presenter,
        "trail": trail(request.access)[:1],
    }
    return page(request, "coaching/learning_found.jinja", context)


@page_or_form
@confirms_kept
def learning_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Keep something learnt."""
    project = get_or_404(project_to(request.access, Action.LOG_CYCLE), pk=pk)
    form = LearningForm(posted(request))
    keep = partial(keep_learning, project=project, by=request.user)
    made = attempt(form, lambda: keep(said=form.said))
    if made is not None:
        messages.success(
            request, "It is kept. Only who can open your organisation’s work reads it, until you share it."
        )
        return go(request, "learning", slug=slug, pk=made.pk)
    context = {"form": form, "project": project, "title": "Keep what you learnt", "trail": way(request, project)}
    return page(request, "coaching/learning_form.jinja", context, status=422 if form.is_bound else 200)


def _row(request: ScopedRequest, pk: int, action: Action = Action.LOG_CYCLE) -> Learning:
    return get_or_404(query.learning_to(request.access, action), pk=pk)


def _share_or_withdraw(request: ScopedRequest, row: Learning) -> None:
    match request.POST.get("do"):
        case "withdraw":
            withdraw_learning(learning=row, by=request.user)
            messages.success(request, "It is no longer shared.")
        case "share":
            try:
                share_learning(learning=row, by=request.user, seen=request.POST.get("seen", ""))
            except ValidationError as error:
                messages.error(request, error.messages[0])
            else:
                messages.success(request, "Everybody in the collaborative can now find it.")


@page_or_form
def learning(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One thing learnt. Sent to, it is let to everybody in the collaborative, or taken back."""
    row = _row(request, pk, Action.SEE_WORK if request.method != "POST" else Action.LOG_CYCLE)
    if request.method == "POST":
        _share_or_withdraw(request, row)
        return go(request, "learning", slug=slug, pk=pk)
    shared = query.shared_of(row.project).get(row.pk)
    context = {
        "row": row,
        "project": row.project,
        "parts": presenter.own_parts(row),
        "shared": shared,
        "as_shared": shared is not None and query.is_as_shared(row, shared),
        "seen": query.learning_mark(row),
        "may_plan": request.access.may(Action.LOG_CYCLE, row.participation_id),
        "trail": way(request, row.project),
    }
    return page(request, "coaching/learning.jinja", context)


@page_or_form
@confirms_kept
def learning_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put it otherwise."""
    row = _row(request, pk)
    form = LearningForm(posted(request), initial=LearningForm.initial_of(row))
    change = partial(change_learning, learning=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: change(said=form.said)) is not None:
        messages.success(request, "Saved.")
        return go(request, "learning", slug=slug, pk=pk)
    context = {"form": form, "row": row, "project": row.project, "title": row.title, "trail": way(request, row.project)}
    context |= collision(form, query.learning_mark(row), request.POST)
    return page(request, "coaching/learning_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def learning_remove(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before it is taken away."""
    row, refused = _row(request, pk), ""
    if request.method == "POST":
        try:
            remove_learning(learning=row, by=request.user, seen=request.POST.get("seen", ""))
        except ValidationError as error:
            refused = error.messages[0]
        else:
            messages.success(request, "It is taken away.")
            return go(request, "sustaining", slug=slug, pk=row.project_id)
    context = {"row": row, "project": row.project, "seen": query.learning_mark(row), "refused": refused}
    context["trail"] = way(request, row.project)
    return page(request, "coaching/learning_remove.jinja", context, status=422 if refused else 200)
