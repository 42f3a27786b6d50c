"""What both pages that invite share: the act, and the link shown once."""

from typing import Any

from django.http import HttpRequest

from organisations.actions.invitations import invite
from organisations.forms.people import InviteForm
from organisations.http import ScopedRequest, attempt
from organisations.models import Participation
from organisations.presenters.places import invitation_link

_LINK_KEY = "invitation_just_made"


def invite_from(request: ScopedRequest, form: InviteForm, participation: Participation | None) -> bool:
    """Invite whom the form names; False where the form was refused. The link is kept for one page only."""
    made = attempt(
        form,
        lambda: invite(
            by=request.user,
            collaborative=request.access.collaborative,
            participation=participation,
            **form.cleaned_data,
        ),
    )
    if made is None:
        return False
    invitation, token = made
    request.session[_LINK_KEY] = {
        "name": invitation.name,
        "email": invitation.email,
        "link": invitation_link(token),
    }
    return True


def link_just_made(request: HttpRequest) -> dict[str, Any] | None:
    """The invitation made a moment ago: name, email and link. Asking for it forgets it."""
    return request.session.pop(_LINK_KEY, None)
