"""What every page of a team shows of what is due."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from collaborative.roles import Action
from evaluation.queries import due_count
from organisations.queries import Access


def due(request: HttpRequest) -> dict[str, Any]:
    """How many things wait for this person, and where they are listed. Counted only by a page that shows it."""
    access: Access | None = getattr(request, "access", None)
    if access is None or not (
        access.participations_for(Action.ENTER_DATA) or access.participations_for(Action.LOG_CYCLE)
    ):
        return {}
    return {
        "due_count": SimpleLazyObject(lambda: due_count(access, timezone.localdate())),
        "due_url": reverse("collaborative-home", args=[access.collaborative.slug]),
    }
