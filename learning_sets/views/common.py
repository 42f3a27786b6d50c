"""What every page of learning sets shares."""

from typing import Any

from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.roles import Action
from learning_sets.models import LearningSet
from learning_sets.queries.sets import sets_seen
from organisations.http import ScopedRequest, get_or_404
from organisations.presenters.places import trail

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
__all__ = ["page_or_form", "plans", "require_POST", "require_safe", "seen_set", "way"]


def seen_set(request: ScopedRequest, pk: int) -> LearningSet:
    """The set of this id, or the 404."""
    return get_or_404(sets_seen(request.access), pk=pk)


def plans(request: ScopedRequest) -> bool:
    """Whether this person plans the sets."""
    return request.access.may(Action.RUN_COLLABORATIVE)


def way(request: ScopedRequest, row: LearningSet | None = None) -> list[dict[str, Any]]:
    """Breadcrumbs of a page below the learning sets, or below one of them."""
    slug = request.access.collaborative.slug
    steps = [{"text": "Learning sets", "href": reverse("sets", args=[slug])}]
    if row is not None:
        steps.append({"text": row.title, "href": reverse("set", args=[slug, row.pk])})
    return [*trail(request.access)[:1], *steps]
