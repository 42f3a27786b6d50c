"""allauth, told that accounts are by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from collaborative.models import User
from organisations.actions.accounts import open_account
from organisations.models import Invitation
from organisations.queries.people import invitation_still_open

# The invitation's id: a session is kept in the database, where no token may lie.
SESSION_KEY = "invitation"


def invitation_in(request: HttpRequest | None) -> Invitation | None:
    """The open invitation this browser followed, or None."""
    pk = request.session.get(SESSION_KEY) if request is not None else None
    return invitation_still_open(pk) if pk else None


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Sign-up is open only to a browser that followed an open invitation, and only for its address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return invitation_in(request) is not None

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Save the account with the answers to our own questions in one piece, on record as the person's own act."""
        super().save_user(request, user, form, commit=False)
        user.name, user.phone = form.cleaned_data["name"], form.cleaned_data["phone"]
        return open_account(by=user) if commit else user

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email).lower()
        invitation = invitation_in(self.request)
        is_signup = self.request is not None and self.request.path_info.endswith("/signup/")
        if is_signup and invitation is not None and invitation.email.lower() != email:
            raise ValidationError(f"Use the address you were invited at: {invitation.email}.")
        return email
