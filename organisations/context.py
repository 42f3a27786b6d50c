"""What every page shows of where you are."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from collaborative.roles import NATIONAL_ROLES, OUTSIDE_ROLES, ROLE_LABELS, Role
from organisations.queries import Access
from organisations.queries.notices import unseen

# How many places a person had when they last chose one; with a single one there is nothing to switch to.
PLACES_KEY = "number_of_places"


def _position(access: Access) -> str:
    """Such as 'QI coach for 9 organisations' or 'Project lead'."""
    words = [ROLE_LABELS[role] for role in sorted(access.roles - OUTSIDE_ROLES)]
    if Role.COACH in access.roles:
        count = sum(Role.COACH in roles for roles in access.grants.values())
        words.append(f"QI coach for {count} organisation{'' if count == 1 else 's'}")
    words += [ROLE_LABELS[role] for role in (Role.EXPERT, Role.EDITOR) if role in access.roles]
    team = access.all_roles - NATIONAL_ROLES - OUTSIDE_ROLES
    words += [ROLE_LABELS[role] for role in Role if role in team]
    return ", ".join(words)


def whereabouts(request: HttpRequest) -> dict[str, Any]:
    """The collaborative and the person's position in it, for the layout, with the way to their other places."""
    access: Access | None = getattr(request, "access", None)
    context: dict[str, Any] = {"access": access, "whereabouts": None}
    if access is not None:
        several = request.session.get(PLACES_KEY, 2) > 1
        context["collaborative"] = access.collaborative
        context["whereabouts"] = {
            "text": _position(access),
            "place": access.collaborative.name,
            "switch_url": reverse("start") if several else None,
        }
        # Counted only by a page that shows it.
        context["new_notices"] = SimpleLazyObject(lambda: unseen(access.user, access.collaborative.pk).count())
    return context
