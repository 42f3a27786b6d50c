"""What the national team sees and sets of everybody's journey."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from organisations.views.confirming import Question, ask_seen, asks
from phases.actions.journey import (
    add_phase,
    describe_phase,
    pause_all,
    remove_phase,
    set_up_phases,
)
from phases.forms.journey import PauseForm, PhaseForm, WaveForm
from phases.models import Phase
from phases.presenters import journey as presenter
from phases.presenters.collisions import collision, gone
from phases.queries import journey as query
from phases.queries.marks import pause_mark, phase_mark
from phases.views.journey import ask_no_pause

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def timeline(request: ScopedRequest, slug: str) -> HttpResponse:
    """When each organisation is in which phase."""
    require(request, Action.RUN_COLLABORATIVE)
    form = WaveForm(request.GET, query.waves_of(request.access.collaborative))
    context = {
        "form": form,
        "timeline": presenter.timeline(query.journeys(request.access, form.chosen), timezone.localdate()),
        "phases": query.phases_of(request.access.collaborative),
        "may_open": request.access.participations_for(Action.SEE_WORK),
        "presenter": presenter,
        "trail": trail(request.access),
    }
    return page(request, "phases/timeline.jinja", context)


@page_or_form
def phases(request: ScopedRequest, slug: str) -> HttpResponse:
    """The phases, one more of them, and the usual three to begin with."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    if request.POST.get("do") == "usual":
        set_up_phases(collaborative=collaborative, by=request.user)
        messages.success(request, "The three usual phases are there. Change them as you like.")
        return go(request, "phases", slug=slug)
    form = PhaseForm(posted(request))
    if attempt(form, lambda: add_phase(collaborative=collaborative, by=request.user, **form.said)) is not None:
        messages.success(request, "The phase is added.")
        return go(request, "phases", slug=slug)
    context = {"form": form, "phases": query.phases_of(collaborative), "trail": trail(request.access)}
    return page(request, "phases/phases.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def phase(request: ScopedRequest, slug: str, number: int) -> HttpResponse:
    """Change what a phase is for and what is asked at its end."""
    require(request, Action.RUN_COLLABORATIVE)
    there = {row.number: row for row in query.phases_of(request.access.collaborative)}
    row = there.get(number) or get_or_404(request.access.collaborative.phases.filter(removed_at=None), number=number)
    if asks(request, "remove"):
        return _remove(request, row)
    name, lines = str(row), "\n".join(one.text for one in row.asked)  # type: ignore[attr-defined]
    form = PhaseForm(posted(request), initial={"name": row.name, "purpose": row.purpose, "criteria": lines})
    save = partial(describe_phase, phase=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: save(**form.said)) is not None:
        messages.success(request, "The phase is saved.")
        return go(request, "phases", slug=slug)
    context = {"form": form, "name": name, "removable": row.pk in query.unused([row]), "trail": trail(request.access)}
    context |= collision(form, phase_mark(row), request.POST)
    return page(request, "phases/phase_form.jinja", context, status=422 if form.is_bound else 200)


def _remove(request: ScopedRequest, row: Phase) -> HttpResponse:
    question = Question(
        title=f"Remove {row}?",
        text="The phases after it move up. The history keeps it. A phase that an organisation has dates in stays.",
        submit="Remove this phase",
        done=f"{row} is removed.",
        back=reverse("phases", args=[row.collaborative.slug]),
        trail=trail(request.access),
    )
    remove = partial(remove_phase, phase=row, by=request.user)
    return ask_seen(request, "remove", remove, question, seen=phase_mark(row))


@page_or_form
def programme_pauses(request: ScopedRequest, slug: str) -> HttpResponse:
    """When the whole collaborative pauses."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    form = PauseForm(posted(request))
    if attempt(form, lambda: pause_all(collaborative=collaborative, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The pause is saved. It counts for every organisation.")
        return go(request, "programme-pauses", slug=slug)
    context = {"form": form, "pauses": list(query.programme_pauses(collaborative)), "trail": trail(request.access)}
    return page(request, "phases/programme_pauses.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def programme_pause(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """End a pause of all, put it right, or take it back."""
    require(request, Action.RUN_COLLABORATIVE)
    rows = query.programme_pauses(request.access.collaborative, taken_back=request.method == "POST")
    row = get_or_404(rows, pk=pk)
    back = reverse("programme-pauses", args=[slug])
    if asks(request, "withdraw"):
        return ask_no_pause(request, row, back, trail(request.access))
    form = PauseForm(posted(request), initial={name: getattr(row, name) for name in PauseForm.base_fields})
    seen = request.POST.get("seen", "")
    save = partial(pause_all, collaborative=row.collaborative, by=request.user, current=row, seen=seen)
    if attempt(form, lambda: save(**form.cleaned_data)) is not None:
        messages.success(request, "The pause is saved.")
        return go(request, back)
    context = {"form": form, "current": row, "back": back, "trail": trail(request.access)}
    context |= collision(form, pause_mark(row), request.POST) | ({"add": back} if gone(form) else {})
    return page(request, "phases/pause_form.jinja", context, status=422 if form.is_bound else 200)
