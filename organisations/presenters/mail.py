"""Mail in plain text."""

from collaborative.nhsuk.filters import date_long
from organisations.models import Invitation
from organisations.presenters.places import invitation_link, place_of


def invitation_mail(invitation: Invitation, token: str) -> tuple[str, str]:
    """Subject and body of the mail that carries an invitation's link."""
    place = place_of(invitation)
    subject = " ".join(f"Your invitation to {place}".split())
    role = invitation.get_role_display()
    body = f"""Hello {invitation.name},

{invitation.invited_by} has invited you to {place}.

Your role: {role}

Open this link to see the invitation and to accept it:

{invitation_link(token)}

The link works until {date_long(invitation.expires_at)}, once, and for you alone. Please do not pass it on.

If you did not expect this, you need not do anything.
"""
    return subject, body
