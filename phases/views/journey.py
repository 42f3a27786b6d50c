"""An organisation's journey: its phases with dates, and its pauses."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page
from collaborative.nhsuk.filters import date_long
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.models import Participation
from organisations.presenters.places import trail
from organisations.queries import participations_at
from organisations.views.confirming import Question, ask_seen, asks
from phases.actions.journey import AnyPause, pause, set_dates, withdraw_pause
from phases.forms.journey import DatesForm, PauseForm
from phases.models import Outcome, Pause, Phase
from phases.presenters import journey as presenter
from phases.presenters.collisions import collision, gone
from phases.queries import journey as query
from phases.queries.marks import dates_mark, pause_mark
from phases.timeline import Bar, bars

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _here(participation: Participation) -> str:
    return reverse("journey", args=[participation.collaborative.slug, participation.organisation.ods_code])


def _trail(request: ScopedRequest, participation: Participation) -> list[dict[str, Any]]:
    return trail(request.access, participation, {"text": "Journey", "href": _here(participation)})


def _place(request: ScopedRequest, ods: str, action: Action) -> Participation:
    return get_or_404(participations_at(request.access, action), organisation__ods_code=ods)


def _phase(request: ScopedRequest, number: int) -> Phase:
    return get_or_404(request.access.collaborative.phases.filter(removed_at=None), number=number)


@require_safe
def journey(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Every phase with its dates and why they changed, its pauses and gates."""
    participation = _place(request, ods, Action.SEE_WORK)
    phases, kept = query.phases_of(participation.collaborative), query.kept_of(request.access, participation)
    stages = [query.stage_of(phase, kept.plans.get(phase.pk)) for phase in phases]
    drawn = bars(stages, query.paused_periods(participation), timezone.localdate())
    waiting = {row.phase_id: row for row in kept.reviews if row.outcome == Outcome.WAITING}
    context = {
        "participation": participation,
        "rows": [(phase, bar, waiting.get(phase.pk)) for phase, bar in zip(phases, drawn, strict=True)],
        "kept": kept,
        "changes": [row for row in kept.changes if row.before or row.reason],
        "shared": list(query.programme_pauses(participation.collaborative)),
        "presenter": presenter,
        "may_plan": request.access.may(Action.PLAN_JOURNEY, participation.pk),
        "may_review": request.access.may(Action.REVIEW_GATE, participation.pk),
        "trail": trail(request.access, participation),
    }
    return page(request, "phases/journey.jinja", context)


@page_or_form
def journey_dates(request: ScopedRequest, slug: str, ods: str, number: int) -> HttpResponse:
    """Set the dates of a phase."""
    participation, phase = _place(request, ods, Action.PLAN_JOURNEY), _phase(request, number)
    kept = query.kept_of(request.access, participation)
    plan, seen = kept.plans.get(phase.pk), request.POST.get("seen", "")
    form = DatesForm(posted(request), plan)
    save = partial(set_dates, participation=participation, phase=phase, by=request.user, seen=seen)
    if attempt(form, lambda: save(dates=form.dates, reason=form.cleaned_data["reason"])) is not None:
        messages.success(request, "The dates are saved.")
        return go(request, _here(participation))
    context = {"form": form, "phase": phase, "back": _here(participation), "trail": _trail(request, participation)}
    context |= collision(form, dates_mark(phase, plan), request.POST)
    return page(request, "phases/journey_dates.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def journey_pause(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Add a pause."""
    participation = _place(request, ods, Action.PLAN_JOURNEY)
    form = PauseForm(posted(request))
    before = _bars(request, participation) if form.is_bound else []
    made = attempt(form, lambda: pause(participation=participation, by=request.user, **form.cleaned_data))
    if made is not None:
        messages.success(request, _saved(request, made, before))
        return go(request, _here(participation))
    context = {"form": form, "back": _here(participation), "trail": _trail(request, participation)}
    return page(request, "phases/pause_form.jinja", context, status=422 if form.is_bound else 200)


def _bars(request: ScopedRequest, participation: Participation) -> list[Bar]:
    plans = {row.phase_id: row for row in query.plans_of(request.access, participation)}
    stages = [query.stage_of(phase, plans.get(phase.pk)) for phase in query.phases_of(participation.collaborative)]
    return bars(stages, query.paused_periods(participation), timezone.localdate())


def _saved(request: ScopedRequest, row: Pause, before: list[Bar]) -> str:
    """What a saved pause does to the dates of the phases."""
    shared = query.programme_pauses(row.participation.collaborative)
    return presenter.pause_saved(row, list(shared), before, _bars(request, row.participation))


@page_or_form
def journey_pause_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """End a pause, put it right, or take it back."""
    # What was taken back meanwhile is told to who sends something, so that nothing typed is lost.
    rows = query.pauses_to(request.access, Action.PLAN_JOURNEY, taken_back=request.method == "POST")
    row = get_or_404(rows, pk=pk)
    here = _here(row.participation)
    if asks(request, "withdraw"):
        return ask_no_pause(request, row, here, _trail(request, row.participation))
    form = PauseForm(posted(request), initial={name: getattr(row, name) for name in PauseForm.base_fields})
    seen = request.POST.get("seen", "")
    before = _bars(request, row.participation) if form.is_bound else []
    save = partial(pause, participation=row.participation, by=request.user, current=row, seen=seen)
    if (made := attempt(form, lambda: save(**form.cleaned_data))) is not None:
        messages.success(request, _saved(request, made, before))
        return go(request, here)
    context = {"form": form, "current": row, "back": here, "trail": _trail(request, row.participation)}
    context |= collision(form, pause_mark(row), request.POST)
    if gone(form):
        context["add"] = reverse("journey-pause", args=[slug, row.participation.organisation.ods_code])
    return page(request, "phases/pause_form.jinja", context, status=422 if form.is_bound else 200)


def ask_no_pause(request: ScopedRequest, row: AnyPause, back: str, steps: list[dict[str, Any]]) -> HttpResponse:
    """Ask before a pause is taken back, of one organisation or of all."""
    until = date_long(row.ends_on) or "further notice"
    question = Question(
        title="Take the pause back?",
        text=f"{date_long(row.starts_on)} to {until}: {row.reason} It then moves nothing. The history keeps it.",
        submit="Take the pause back",
        done="The pause is taken back: it no longer counts.",
        back=back,
        trail=steps,
    )
    withdraw = partial(withdraw_pause, current=row, by=request.user)
    return ask_seen(request, "withdraw", withdraw, question, seen=pause_mark(row))
