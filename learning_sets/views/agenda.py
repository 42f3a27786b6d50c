"""The agenda of a set, for who runs the collaborative."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page
from collaborative.roles import Action
from learning_sets.actions.agenda import append_session, change_session, move_session, take_out_session
from learning_sets.forms.sets import SessionForm, initial_of_session
from learning_sets.models import LearningSet, SetSession
from learning_sets.presenters import sets as presenter
from learning_sets.queries.sets import agenda_of, sessions_in
from learning_sets.views.common import page_or_form, seen_set, way
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.queries.places import taking_part


@page_or_form
def set_agenda(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The sessions with buttons to move them, and a form for one more."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    form = SessionForm(posted(request), places=list(taking_part(request.access.collaborative)))
    if attempt(form, lambda: append_session(learning_set=row, by=request.user, said=form.said)) is not None:
        messages.success(request, "The session is added.")
        return go(request, "set-agenda", slug=slug, pk=pk)
    rows = list(agenda_of(row))
    context = {"form": form, "row": row, "agenda": rows, "late": presenter.runs_over(row, rows)}
    context |= {"presenter": presenter, "trail": way(request, row)}
    return page(request, "learning_sets/agenda.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def set_session(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change a session, move it, or take it out."""
    require(request, Action.RUN_COLLABORATIVE)
    row: SetSession = get_or_404(sessions_in(request.access), pk=pk)
    do = request.POST.get("do", "")
    if do:
        _moved(request, row, do)
        return go(request, "set-agenda", slug=slug, pk=row.learning_set_id)
    places = list(taking_part(request.access.collaborative))
    form = SessionForm(posted(request), places=places, initial=initial_of_session(row))
    if attempt(form, lambda: change_session(session=row, by=request.user, said=form.said)) is not None:
        messages.success(request, "The session is saved.")
        return go(request, "set-agenda", slug=slug, pk=row.learning_set_id)
    learning_set: LearningSet = row.learning_set
    context = {"form": form, "row": row, "trail": way(request, learning_set)}
    context |= {"back": reverse("set-agenda", args=[slug, learning_set.pk])}
    return page(request, "learning_sets/session.jinja", context, status=422 if form.is_bound else 200)


def _moved(request: ScopedRequest, row: SetSession, do: str) -> None:
    if do == "remove":
        take_out_session(session=row, by=request.user)
        messages.success(request, f"{row.title} is taken out of the agenda.")
    elif do in ("earlier", "later"):
        move_session(session=row, by=request.user, earlier=do == "earlier")
