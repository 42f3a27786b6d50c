"""The people of the demonstration: accounts nobody can sign in to but by the demonstration's own page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from learning_sets.receivers import write_to_booked
from learning_sets.signals import bookings_made
from organisations.actions.invitations import accept_invitation, invite
from organisations.actions.people import assign_coach
from organisations.models import Invitation, Participation
from organisations.receivers import send_invitation, tell_of_interest
from organisations.signals import interest_changed, invitation_made
from phases.receivers import write_to_signers
from phases.signals import signatures_wanted

Person = tuple[str, str, str]


@contextmanager
def no_mail() -> Iterator[None]:
    """Nobody reads the mail of invented people, so none is sent in the body."""
    invitation_made.disconnect(send_invitation)
    interest_changed.disconnect(tell_of_interest)
    signatures_wanted.disconnect(write_to_signers)
    bookings_made.disconnect(write_to_booked)
    try:
        yield
    finally:
        invitation_made.connect(send_invitation)
        interest_changed.connect(tell_of_interest)
        signatures_wanted.connect(write_to_signers)
        bookings_made.connect(write_to_booked)


def account(person: Person, by: User) -> User:
    """The person's account, made on first use, without a password."""
    name, email, phone = person
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    with recording(by=by, verb="made an account for the demonstration"):
        return User.objects.create_user(email, name, None, phone=phone)


def join(
    user: User, role: Role, by: User, collaborative: Collaborative, participation: Participation | None = None
) -> User:
    """Invite the person to a role and let them accept."""
    invitation, _ = invite(
        by=by,
        email=user.email,
        name=user.name,
        role=role,
        collaborative=collaborative,
        participation=participation,
    )
    accept_invitation(invitation=invitation, user=user)
    return user


def coach_from(participation: Participation, coach: User, by: User, day: date) -> None:
    """Assign the coach from this day."""
    assign_coach(participation=participation, coach=coach, by=by, starts_on=day)


def leave_open(person: Person, by: User, participation: Participation, *, expired: bool = False) -> None:
    """An invitation nobody has accepted yet, or one whose time is over."""
    name, email, _ = person
    made, _ = invite(
        by=by,
        email=email,
        name=name,
        role=Role.MEMBER,
        collaborative=participation.collaborative,
        participation=participation,
    )
    if expired:
        # No action makes time pass.
        Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(days=3))
