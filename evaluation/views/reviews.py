"""What waits for a coach's eye, what coaches said, and what a team answers."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from evaluation.actions.reviews import answer_question, review
from evaluation.forms import AnswerForm, ReviewForm
from evaluation.presenters import reviews as presenter
from evaluation.queries.reviews import (
    KINDS,
    Waiting,
    charts_to_see,
    coached,
    place_of,
    questions_to,
    reviewed,
    reviews_at,
    signs_to_see,
    waiting_for_review,
)
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from phases.queries.journey import gates_waiting

PER_PAGE = 20
_DONE = {"approved": "Approved.", "asked": "Asked. It comes back here with the answer.", "remarked": "Comment sent."}


def _items(waiting: list[Waiting], slug: str) -> list[presenter.Item]:
    states, decisions = charts_to_see(waiting)
    signs = signs_to_see(waiting, timezone.localdate())
    return [presenter.item_of(one, slug, states, decisions, signs) for one in waiting]


@require_safe
def queue(request: ScopedRequest, slug: str) -> HttpResponse:
    """All that waits for this coach, longest first, each to be decided on the spot; then what waits for teams."""
    require(request, Action.SEE_CASELOAD)
    waiting = waiting_for_review(request.access)
    shown = paginate(request, [one for one in waiting if not one.is_with_team], PER_PAGE)
    context = {
        "page_obj": shown,
        "items": _items(list(shown), slug),
        "gates": gates_waiting(request.access),
        "with_team": [presenter.asked_of(one, slug) for one in waiting if one.is_with_team],
        "organisations": coached(request.access),
    }
    return page(request, "evaluation/queue.jinja", context)


def _more_waits(request: ScopedRequest) -> bool:
    """Whether there is anything left to review; the queue alone has nothing to offer once there is not."""
    return any(not one.is_with_team for one in waiting_for_review(request.access)) or bool(
        gates_waiting(request.access)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@confirms_kept
def review_page(request: ScopedRequest, slug: str, of: str, pk: int) -> HttpResponse:
    """One thing: what there is to see, what was said of it, and what the coach says now."""
    key: Any = (of, pk)
    if of not in KINDS or not request.access.participations_for(Action.REVIEW_WORK):
        raise Http404("Nothing to review")
    waiting = waiting_for_review(request.access, only=key)
    thing = waiting[0] if waiting else reviewed(request.access, key)
    if thing is None:
        raise Http404("Nothing to review")
    form = ReviewForm(posted(request), initial={"seen": thing.upto.isoformat()})
    done = attempt(form, lambda: review(thing=thing, by=request.user, **form.cleaned_data))
    if done is not None:
        messages.success(request, _DONE[done.verdict])
        return go(request, "review-queue" if _more_waits(request) else "coach-dashboard", slug)
    (item,) = _items([thing], slug)
    context = {"form": form, "item": item, "waits": bool(waiting), "back": reverse("review-queue", args=[slug])}
    return page(request, "evaluation/review.jinja", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@confirms_kept
def question(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A coach's question, and the team's answer."""
    row = get_or_404(questions_to(request.access, Action.SEE_WORK), pk=pk)
    place = row.project.participation
    may_answer = request.access.may(Action.ANSWER_REVIEW, place.pk)
    if request.method == "POST" and not may_answer:
        raise Http404("Not for this person")
    form = AnswerForm(posted(request))
    answer = partial(answer_question, question=row, by=request.user)
    if attempt(form, lambda: answer(text=form.cleaned_data["text"])) is not None:
        messages.success(request, "Answered. Your coach is told.")
        return go(request, "reviews", slug, place.organisation.ods_code)
    row = questions_to(request.access, Action.SEE_WORK).get(pk=pk) if form.is_bound else row
    back = reverse("reviews", args=[slug, place.organisation.ods_code])
    context = {
        "form": form if may_answer and (row.is_open_question or form.is_bound) else None,
        "said": presenter.told_of(row, slug),
        "back": back,
        "trail": trail(request.access, place, {"text": "What your coach says", "href": back}),
    }
    return page(request, "evaluation/question.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def reviews(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """All that coaches said of one organisation's work, the latest first."""
    place = get_or_404(place_of(request.access, ods))
    shown = paginate(request, reviews_at(request.access, place), PER_PAGE)
    context = {
        "participation": place,
        "page_obj": shown,
        "lines": [presenter.told_of(row, slug) for row in shown],
        "may_answer": request.access.may(Action.ANSWER_REVIEW, place.pk),
        "trail": trail(request.access, place),
    }
    return page(request, "evaluation/reviews.jinja", context)
