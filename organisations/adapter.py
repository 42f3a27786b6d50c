"""allauth, told that accounts are by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from organisations.models import Invitation
from organisations.queries import open_invitation

SESSION_KEY = "invitation_token"


def invitation_in(request: HttpRequest | None) -> Invitation | None:
    """The open invitation this browser followed, or None."""
    token = request.session.get(SESSION_KEY) if request is not None else None
    return open_invitation(token) if token else None


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Sign-up is open only to a browser that followed an open invitation, and only for its address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return invitation_in(request) is not None

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email).lower()
        invitation = invitation_in(self.request)
        is_signup = self.request is not None and self.request.path_info.endswith("/signup/")
        if is_signup and invitation is not None and invitation.email.lower() != email:
            raise ValidationError(f"Use the address you were invited at: {invitation.email}.")
        return email
