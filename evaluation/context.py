"""What every page shows: to a team what is due, to those who run the collaborative their menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from collaborative.roles import NATIONAL_ROLES, Action, Role
from evaluation.presenters.menu import menu
from evaluation.queries import due_count
from organisations.queries import Access, participations_at


def due(request: HttpRequest) -> dict[str, Any]:
    """How many things wait for this person, and where they are listed. Counted only by a page that shows it."""
    access: Access | None = getattr(request, "access", None)
    if access is None:
        return {}
    acts = (Action.ENTER_DATA, Action.LOG_CYCLE, Action.ANSWER_REVIEW)
    own = {pk for action in acts for pk in access.participations_for(action)}
    if not own:
        return {}
    return {
        "due_count": SimpleLazyObject(lambda: due_count(access, timezone.localdate())),
        "due_url": SimpleLazyObject(lambda: _due_url(access, own)),
    }


def _due_url(access: Access, own: set[int]) -> str:
    """The organisation's home, or, with several, the list of them."""
    slug = access.collaborative.slug
    if len(own) > 1:
        return reverse("collaborative-home", args=[slug])
    (place,) = participations_at(access, Action.SEE_WORK).filter(pk__in=own)
    return reverse("organisation-home", args=[slug, place.organisation.ods_code])


def national_menu(request: HttpRequest) -> dict[str, Any]:
    """The menu of the national team and of who writes for it, on every page of their collaborative."""
    access: Access | None = getattr(request, "access", None)
    if access is None or not access.roles & (NATIONAL_ROLES | {Role.EDITOR}):
        return {}
    return {"menu": SimpleLazyObject(lambda: menu(access, request.path))}
