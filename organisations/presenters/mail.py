"""Mail in plain text."""

from django.conf import settings
from django.urls import reverse

from collaborative.nhsuk.filters import date_long
from collaborative.roles import Action, Role, may
from organisations.models import ExpressionOfInterest, Invitation
from organisations.presenters.places import invitation_link, place_of
from organisations.queries.joining import confirm_token
from organisations.queries.people import national_team

Mail = tuple[str, str, str]


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


def interest_mails(interest: ExpressionOfInterest, what: str) -> list[Mail]:
    """The mails to send about an expression of interest, as address, subject and body.

    `what`: confirm (the address), arrived (to the national team), accepted or declined (to the proposer).
    """
    if what == "arrived":
        return _arrived(interest)
    make = {"confirm": _confirm, "accepted": _accepted, "declined": _declined}[what]
    subject, body = make(interest)
    greeting = "Hello," if what == "confirm" else f"Hello {interest.name},"
    return [(interest.email, " ".join(subject.split()), f"{greeting}\n\n{body}")]


def _confirm(interest: ExpressionOfInterest) -> tuple[str, str]:
    # Nobody knows yet whose address this is, so nothing that was typed is sent to it.
    link = settings.BASE_URL + reverse("join-confirm", args=[confirm_token(interest)])
    who = interest.organisation.name if interest.organisation else "your organisation"
    return (
        f"Please confirm your interest in {interest.collaborative}",
        f"""Somebody, we think you, told us that {who} would like to join {interest.collaborative}.

Open this link and choose Confirm. The team that runs it sees what you wrote only after that:

{link}

The link works for 7 days.

If this was not you, you need not do anything. We will forget your address.
""",
    )


def _accepted(interest: ExpressionOfInterest) -> tuple[str, str]:
    return (
        f"{interest.organisation_name} is joining {interest.collaborative}",
        f"""Good news: {interest.organisation_name} is joining {interest.collaborative}.

Its project lead has been invited and can invite the rest of the team.
""",
    )


def _declined(interest: ExpressionOfInterest) -> tuple[str, str]:
    return (
        f"Your interest in {interest.collaborative}",
        f"""Thank you for telling us that {interest.organisation_name} would like to join {interest.collaborative}.

We are sorry that it cannot join at present. This is why:

{interest.reason}
""",
    )


def _arrived(interest: ExpressionOfInterest) -> list[Mail]:
    link = settings.BASE_URL + reverse("interest", args=[interest.collaborative.slug, interest.pk])
    subject = " ".join(f"{interest.organisation_name} would like to join {interest.collaborative}".split())
    team = national_team(interest.collaborative_id).filter(user__is_active=True)
    people = {
        row.user_id: row.user for row in team if may(frozenset({Role(row.role)}), Action.RUN_COLLABORATIVE)
    }.values()
    return [(user.email, subject, f"Hello {user},\n\nRead what they wrote, and decide:\n\n{link}\n") for user in people]
