"""How far an organisation is: the suggestion with its evidence, the scores, and what is said of them."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching.actions.scores import comment_on_score, give_score, put_level, set_stalled_weeks
from coaching.forms.scores import CommentForm, LevelForm, ScoreForm, StalledForm
from coaching.presenters import scores as presenter
from coaching.presenters.stalled import rule_in_words
from coaching.queries import scores as query
from coaching.views.visits import page_or_form
from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from organisations.queries import participations_at
from phases.presenters.collisions import collision


@page_or_form
def progress(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Where the work of one organisation is, by its record, its team and its coach."""
    access = request.access
    # Who only reads is asked for no comment.
    action = Action.FOLLOW_UP if request.method == "POST" else Action.SEE_WORK
    participation = get_or_404(participations_at(access, action), organisation__ods_code=ods)
    comment = CommentForm(posted(request))
    if comment.is_valid():
        comment_on_score(participation=participation, by=request.user, words=comment.cleaned_data["words"])
        messages.success(request, "What you said is saved.")
        return go(request, "progress", slug=slug, ods=ods)
    scores = query.scores_at(access, participation)
    latest, levels = presenter.latest_of(scores), query.levels_of(access.collaborative)
    own = query.own_voice(access, participation)
    found = query.suggested(participation, timezone.localdate())
    context = {
        "participation": participation,
        "suggestion": found,
        "level": next((one for one in levels if one.tenths == found.tenths), None),
        "levels": {one.tenths: one for one in levels},
        "latest": latest,
        "months": presenter.months_of(scores),
        "picture": presenter.picture(scores),
        "gap": presenter.gap_of(latest, levels, own),
        "agreement": presenter.agreement_of(latest),
        "own": own,
        "comments": query.comments_at(access, participation),
        "form": comment,
        "trail": trail(access, participation),
    }
    return page(request, "coaching/progress.jinja", context, status=422 if comment.is_bound else 200)


@page_or_form
@confirms_kept
def score(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Score this month, as the team or as its coach."""
    access = request.access
    participation = get_or_404(participations_at(access, Action.SEE_WORK), organisation__ods_code=ods)
    voice = query.own_voice(access, participation)
    if voice is None:
        raise Http404("Not for this person")
    month = timezone.localdate().replace(day=1)
    scores = query.scores_at(access, participation)
    row = next((one for one in scores if one.voice == voice and one.month == month), None)
    levels = query.levels_of(access.collaborative)
    initial = {"tenths": row.tenths, "reason": row.reason} if row else None
    form = ScoreForm(posted(request), levels=levels, by_coach=voice == "coach", initial=initial)
    seen = request.POST.get("seen", "")
    give = partial(give_score, participation=participation, by=request.user, voice=voice, month=month, seen=seen)
    if attempt(form, lambda: give(**form.cleaned_data)) is not None:
        messages.success(request, "Your score is saved.")
        return go(request, "progress", slug=slug, ods=ods)
    here = reverse("progress", args=[slug, ods])
    context = {
        "form": form,
        "participation": participation,
        "levels": {str(one.tenths): one for one in levels},
        "suggestion": query.suggested(participation, timezone.localdate()),
        "month": month,
        "is_coach": voice == "coach",
        "back": here,
        "trail": trail(access, participation, {"text": "Progress", "href": here}),
        **collision(form, query.score_mark(row), request.POST),
    }
    return page(request, "coaching/score_form.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def progress_scale(request: ScopedRequest, slug: str) -> HttpResponse:
    """The scale, level by level, and when an organisation is called stalled."""
    collaborative = request.access.collaborative
    context = {
        "levels": query.levels_of(collaborative),
        "rule": rule_in_words(query.settings_of(collaborative).stalled_weeks),
        "may_run": request.access.may(Action.RUN_COLLABORATIVE),
        "trail": trail(request.access)[:1],
    }
    return page(request, "coaching/scale.jinja", context)


def _scale(request: ScopedRequest) -> list[dict[str, Any]]:
    here = reverse("progress-scale", args=[request.access.collaborative.slug])
    return trail(request.access, None, {"text": "Progress scale", "href": here})


@page_or_form
def progress_level(request: ScopedRequest, slug: str, tenths: int) -> HttpResponse:
    """Put a level of the scale into the collaborative's own words."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    level = next((one for one in query.levels_of(collaborative) if one.tenths == tenths), None)
    if level is None:
        raise Http404("No such level")
    form, seen = LevelForm(posted(request), initial=LevelForm.initial_of(level)), request.POST.get("seen", "")
    put = partial(put_level, collaborative=collaborative, by=request.user, seen=seen)
    if attempt(form, lambda: put(level=form.level(tenths))) is not None:
        messages.success(request, "The level is saved.")
        return go(request, "progress-scale", slug=slug)
    context = {"form": form, "level": level, "trail": _scale(request)}
    context |= collision(form, query.level_mark(level), request.POST)
    return page(request, "coaching/level_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def stalled_rule(request: ScopedRequest, slug: str) -> HttpResponse:
    """Set after how many weeks of silence an organisation is called stalled."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    weeks = query.settings_of(collaborative).stalled_weeks
    form = StalledForm(posted(request), initial={"stalled_weeks": weeks})
    put = partial(set_stalled_weeks, collaborative=collaborative, by=request.user)
    if attempt(form, lambda: put(**form.cleaned_data)) is not None:
        messages.success(request, "The rule is saved.")
        return go(request, "progress-scale", slug=slug)
    context = {"form": form, "rule": rule_in_words(weeks), "trail": _scale(request)}
    return page(request, "coaching/stalled_rule.jinja", context, status=422 if form.is_bound else 200)
