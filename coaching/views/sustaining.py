"""Whether the change of a project will last: rounds of answers, compared, and the plan to keep what was won."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from coaching.actions.sustaining import answer_round, close_round, open_round, put_factor
from coaching.forms.sustaining import AnswerForm, FactorForm
from coaching.models import SustainRound
from coaching.presenters import sustaining as presenter
from coaching.queries import sustaining as query
from coaching.queries.learning import learning_of, shared_of
from coaching.sustaining import FEWEST, best_of, line_of, unkept
from coaching.views.visits import page_or_form
from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from phases.presenters.collisions import collision


def way(request: ScopedRequest, project: Any, *pages: dict[str, Any], inside: bool = True) -> list[dict[str, Any]]:
    """Breadcrumbs of a page about whether the change of a project lasts."""
    slug = request.access.collaborative.slug
    here = {"text": "Sustaining", "href": reverse("sustaining", args=[slug, project.pk])}
    over = {"text": project.name, "href": reverse("project", args=[slug, project.pk])}
    return trail(request.access, project.participation, over, *([here] if inside else []), *pages)


@require_safe
def sustaining(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What the last assessment said, how it went over time, and what must hold."""
    access = request.access
    project = get_or_404(query.project_to(access, Action.SEE_WORK), pk=pk)
    rounds = query.rounds_of(access, project)
    results = query.results_of(rounds)
    names = {one.code: one.name for one in query.factors_of(access.collaborative)}
    opened = next((row for row in rounds if row.closed_at is None), None)
    latest = next((row for row in rounds if row.pk in results), None)
    context = {
        "project": project,
        "opened": opened,
        "own": query.own_answer(access, opened) if opened else None,
        "latest": latest,
        "result": results[latest.pk] if latest else None,
        "presenter": presenter,
        "times": presenter.times_of(rounds, results),
        "items": presenter.items_shown(
            list(query.items_to(access, Action.SEE_WORK).filter(project=project)), names, timezone.localdate()
        ),
        "lessons": learning_of(access, project),
        "shared": shared_of(project),
        **_may(request, project.participation_id),
        "trail": way(request, project, inside=False),
    }
    return page(request, "coaching/sustaining.jinja", context)


def _may(request: ScopedRequest, participation_id: int) -> dict[str, bool]:
    """What to offer this person."""
    may = request.access.may
    return {
        "may_answer": may(Action.TAKE_PART, participation_id),
        "may_lead": may(Action.SCORE_OWN, participation_id),
        "may_plan": may(Action.LOG_CYCLE, participation_id),
    }


@require_POST
def sustain_open(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask the team."""
    project = get_or_404(query.project_to(request.access, Action.SCORE_OWN), pk=pk)
    held = open_round(project=project, by=request.user)
    messages.success(request, "The assessment is open. Ask everybody on the team to answer alone.")
    return go(request, "sustain-round", slug=slug, pk=held.pk)


def _round(request: ScopedRequest, pk: int, action: Action) -> SustainRound:
    return get_or_404(query.rounds_to(request.access, action), pk=pk)


@require_safe
def sustain_round(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One assessment: while it is open how many have answered, then what the answers say together."""
    held = _round(request, pk, Action.SEE_WORK)
    result = query.results_of([held]).get(held.pk)
    context = {
        "held": held,
        "project": held.project,
        "own": query.own_answer(request.access, held),
        "result": result,
        "presenter": presenter,
        "fewest": FEWEST,
        **_may(request, held.participation_id),
        "trail": way(request, held.project),
    }
    return page(request, "coaching/sustain_round.jinja", context)


@page_or_form
@confirms_kept
def sustain_answer(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What this person says of the ten factors."""
    held = _round(request, pk, Action.TAKE_PART)
    if request.method != "POST" and held.closed_at is not None:
        return go(request, "sustain-round", slug=slug, pk=pk)
    own = query.own_answer(request.access, held)
    form = AnswerForm(posted(request), factors=unkept(held.factors), initial=own.levels if own else None)
    answer = partial(answer_round, held=held, by=request.user)
    if attempt(form, lambda: answer(levels=form.cleaned_data)) is not None:
        messages.success(request, "Your answers are saved. Nobody sees them before the assessment is closed.")
        return go(request, "sustain-round", slug=slug, pk=pk)
    here = {"text": "Assessment", "href": reverse("sustain-round", args=[slug, pk])}
    context = {"form": form, "held": held, "project": held.project, "trail": way(request, held.project, here)}
    return page(request, "coaching/sustain_answer.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def sustain_close(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before the answering is ended."""
    held, refused = _round(request, pk, Action.SCORE_OWN), ""
    if request.method != "POST" and held.closed_at is not None:
        return go(request, "sustain-round", slug=slug, pk=pk)
    if request.method == "POST":
        try:
            close_round(held=held, by=request.user)
        except ValidationError as error:
            refused = error.messages[0]
        else:
            messages.success(request, "The assessment is closed. Compare what you said.")
            return go(request, "sustain-round", slug=slug, pk=pk)
    here = {"text": "Assessment", "href": reverse("sustain-round", args=[slug, pk])}
    context = {"held": held, "project": held.project, "refused": refused, "fewest": FEWEST}
    context["trail"] = way(request, held.project, here)
    return page(request, "coaching/sustain_close.jinja", context, status=422 if refused else 200)


@require_safe
def sustain_factors(request: ScopedRequest, slug: str) -> HttpResponse:
    """The ten factors with what each level counts, and where that is from."""
    factors = query.factors_of(request.access.collaborative)
    best = best_of(factors)
    context = {
        "factors": factors,
        "best": best,
        "line": line_of(best),
        "may_run": request.access.may(Action.RUN_COLLABORATIVE),
        "trail": trail(request.access)[:1],
    }
    return page(request, "coaching/sustain_factors.jinja", context)


@page_or_form
def sustain_factor(request: ScopedRequest, slug: str, code: str) -> HttpResponse:
    """Put a factor into the collaborative's own words and values."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    now = next((one for one in query.factors_of(collaborative) if one.code == code), None)
    if now is None:
        raise Http404("No such factor")
    form = FactorForm(posted(request), initial=FactorForm.initial_of(now))
    put = partial(put_factor, collaborative=collaborative, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: put(factor=form.factor(now))) is not None:
        messages.success(request, "The factor is saved. Assessments that were opened before keep the old words.")
        return go(request, "sustain-factors", slug=slug)
    over = {"text": "Sustainability factors", "href": reverse("sustain-factors", args=[slug])}
    context = {"form": form, "factor": now, "trail": trail(request.access, None, over)}
    context |= collision(form, query.factor_mark(now), request.POST)
    return page(request, "coaching/sustain_factor.jinja", context, status=422 if form.is_bound else 200)
