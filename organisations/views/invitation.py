"""The public page behind an invitation's link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from collaborative.http import go, page
from collaborative.models import User
from organisations.actions.invitations import accept_invitation
from organisations.adapter import SESSION_KEY, InvitationOnlyAdapter
from organisations.context import PLACES_KEY
from organisations.http import SignedInRequest, get_or_404
from organisations.models import Invitation
from organisations.presenters.places import place_of
from organisations.queries.people import has_account, invitations_of, open_invitation


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What you were invited to; make an account, sign in, or accept. One 404 for every link that opens nothing."""
    response = _answer(request, token)
    # The address is a secret and goes nowhere as a referrer. Not "no-referrer": under it browsers call a form's origin
    # "null", and our own forms would be refused as another site's.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    found = open_invitation(token)
    if found is None:
        return page(request, "organisations/invitation_closed.jinja", status=404)
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST":
        return _accept(request, found, user) if user else _make_account(request, found)
    context = {
        "invitation": found,
        "place": place_of(found),
        "has_account": has_account(found.email),
        "is_mine": _is_mine(found, user),
    }
    return page(request, "organisations/invitation.jinja", context)


@never_cache
def my_invitation(request: SignedInRequest, pk: int) -> HttpResponse:
    """An invitation to the address of whoever is signed in, without the link of the mail; POST accepts it."""
    found = get_or_404(invitations_of(request.user), pk=pk)
    if request.method == "POST":
        return _accept(request, found, request.user)
    context = {"invitation": found, "place": place_of(found), "is_mine": True}
    return page(request, "organisations/invitation.jinja", context)


def _is_mine(invitation: Invitation, user: User | None) -> bool:
    return user is not None and user.email.lower() == invitation.email.lower()


def _make_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """To the sign-up form. The link came by mail, so the address needs no second proof."""
    request.session[SESSION_KEY] = invitation.pk
    InvitationOnlyAdapter(request).stash_verified_email(request, invitation.email)
    return go(request, "account_signup")


def _accept(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    if not _is_mine(invitation, user):
        return go(request, request.path)
    try:
        accept_invitation(invitation=invitation, user=user)
    except ValidationError as refused:
        return page(request, "organisations/invitation_refused.jinja", {"problems": refused.messages}, status=422)
    # Whether there is a place to switch to is asked anew.
    request.session.pop(PLACES_KEY, None)
    messages.success(request, f"You have joined {place_of(invitation)}.")
    return go(request, "collaborative-home", slug=invitation.collaborative.slug)
