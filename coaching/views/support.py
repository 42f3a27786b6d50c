"""Experts whom an organisation asks for, as its team, its coach and the expert see it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching.actions.support import ask_for_support, end_support, say_outcome
from coaching.forms.support import AskForm, OutcomeForm
from coaching.models import SupportRequest
from coaching.presenters import support as presenter
from coaching.queries import support as query
from coaching.views.visits import page_or_form
from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action, Role
from organisations.forms.people import ReasonForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.queries import participations_at
from organisations.views.confirming import Question, ask
from phases.presenters.collisions import collision
from phases.queries.populations import projects_at

PER_PAGE = 20


def way(request: ScopedRequest, participation: Any, *pages: dict[str, Any]) -> list[dict[str, Any]]:
    """Breadcrumbs of a page below the expert support of an organisation; for who runs the collaborative, of all."""
    access, slug = request.access, request.access.collaborative.slug
    if access.may(Action.RUN_COLLABORATIVE):
        here = reverse("support-requests", args=[slug])
        return [*trail(access)[:1], {"text": "Expert support", "href": here}, *pages]
    here = reverse("support", args=[slug, participation.organisation.ods_code])
    return trail(access, participation, {"text": "Expert support", "href": here}, *pages)


@require_safe
def support(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What one organisation has asked for."""
    participation = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    shown = paginate(request, query.requests_at(request.access, participation), PER_PAGE)
    context = {
        "participation": participation,
        "page_obj": shown,
        "rows": list(shown),
        "may_ask": request.access.may(Action.ASK_FOR_SUPPORT, participation.pk),
        "presenter": presenter,
        "now": timezone.now(),
        "trail": trail(request.access, participation),
    }
    return page(request, "coaching/support.jinja", context)


@page_or_form
@confirms_kept
def support_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Ask for an expert."""
    participation = get_or_404(participations_at(request.access, Action.ASK_FOR_SUPPORT), organisation__ods_code=ods)
    kinds, projects = query.offered(request.access.collaborative), projects_at(request.access, participation)
    form = AskForm(posted(request), kinds=kinds, projects=list(projects))
    made = attempt(form, lambda: ask_for_support(participation=participation, by=request.user, **form.said))
    if made is not None:
        messages.success(request, "Your request is sent. The team that runs the collaborative looks for somebody.")
        return go(request, "support-request", slug=slug, pk=made.pk)
    context = {"form": form, "participation": participation, "trail": way(request, participation)}
    context |= {"back": reverse("support", args=[slug, ods])}
    return page(request, "coaching/support_form.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def support_request(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One request: who comes, until when, and what came of it."""
    row: SupportRequest = get_or_404(query.requests_seen(request.access), pk=pk)
    now, may = timezone.now(), partial(request.access.may, participation_id=row.participation_id)
    state = row.state(now)
    context = {
        "row": row,
        "participation": row.participation,
        "state": state,
        "story": presenter.story(row, now),
        "colour": presenter.COLOURS[state],
        "may_match": state == "asked" and may(Action.RUN_COLLABORATIVE),
        "may_end": state in {"asked", "coming", "open"} and may(Action.INVITE),
        "may_say": state in {"open", "over"} and (_gives(request, row) or may(Action.ASK_FOR_SUPPORT)),
        "gives": _gives(request, row),
        "trail": way(request, row.participation),
    }
    return page(request, "coaching/support_request.jinja", context)


def _gives(request: ScopedRequest, row: SupportRequest) -> bool:
    """Whether this person is the expert of the request, in its time."""
    mine = row.assignment is not None and row.assignment.expert_id == request.user.pk
    return mine and request.access.may(Action.GIVE_SUPPORT, row.participation_id)


@page_or_form
@confirms_kept
def support_outcome(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say what came of it: the team in its words, the expert in theirs."""
    row: SupportRequest = get_or_404(query.requests_to(request.access, Action.SEE_WORK), pk=pk)
    is_expert = _gives(request, row)
    if not is_expert and not request.access.may(Action.ASK_FOR_SUPPORT, row.participation_id):
        raise Http404("Not for this person")
    words = row.expert_outcome if is_expert else row.team_outcome
    form, seen = OutcomeForm(posted(request), initial={"words": words}), request.POST.get("seen", "")
    say = partial(say_outcome, request=row, by=request.user, is_expert=is_expert, seen=seen)
    if attempt(form, lambda: say(**form.cleaned_data)) is not None:
        messages.success(request, "What you said is saved.")
        return go(request, "support-request", slug=slug, pk=pk)
    context = {"form": form, "row": row, "participation": row.participation, "trail": way(request, row.participation)}
    context |= {"back": reverse("support-request", args=[slug, pk])}
    context |= collision(form, query.outcome_mark(words), request.POST)
    return page(request, "coaching/outcome_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def support_end(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the reason, then close a request, or the door to the expert who has come."""
    row: SupportRequest = get_or_404(query.requests_to(request.access, Action.INVITE), pk=pk)
    given, back = row.assignment, reverse("support-request", args=[slug, pk])
    question = Question(
        title=f"End the support of {given.expert}?" if given else "Close this request?",
        text=f"From this moment on {given.expert} does not see the pages of {row.participation.organisation}."
        if given
        else f"Nobody will come for “{row.kind}”. The request stays on record.",
        submit="End the support" if given else "Close the request",
        done="The support has ended." if given else "The request is closed.",
        back=back,
        trail=way(request, row.participation),
    )
    form = ReasonForm(posted(request))
    return ask(request, form, lambda: end_support(request=row, by=request.user, **form.cleaned_data), question)


@require_safe
def my_support(request: ScopedRequest, slug: str) -> HttpResponse:
    """An expert's own page: what is open to them, what is to come and what is over."""
    if Role.EXPERT not in request.access.roles:
        raise Http404("Not an expert here")
    now = timezone.now()
    rows = [(one, presenter.stands(one, now)) for one in query.own_support(request.access)]
    context = {
        "rows": rows,
        "requests": query.own_requests(request.access),
        "presenter": presenter,
        "trail": trail(request.access)[:1],
    }
    return page(request, "coaching/my_support.jinja", context)
