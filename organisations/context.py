"""What every page shows of where you are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from collaborative.roles import NATIONAL_ROLES, ROLE_LABELS, Role
from organisations.queries import Access


def _position(access: Access) -> str:
    """Such as 'QI coach for 9 organisations' or 'Project lead'."""
    words = [ROLE_LABELS[role] for role in sorted(access.roles - {Role.COACH})]
    if Role.COACH in access.roles:
        count = sum(Role.COACH in roles for roles in access.grants.values())
        words.append(f"QI coach for {count} organisation{'' if count == 1 else 's'}")
    team = access.all_roles - NATIONAL_ROLES - {Role.COACH}
    words += [ROLE_LABELS[role] for role in Role if role in team]
    return ", ".join(words)


def whereabouts(request: HttpRequest) -> dict[str, Any]:
    """The collaborative, the person's position in it and the demo flag, for the layout."""
    access: Access | None = getattr(request, "access", None)
    context: dict[str, Any] = {"demo_mode": settings.DEMO, "access": access, "whereabouts": None}
    if access is not None:
        context["collaborative"] = access.collaborative
        context["whereabouts"] = {"text": _position(access), "place": access.collaborative.name}
    return context
