"""People as pages show them: the name, what they are here, and how to reach them. Pure."""

from dataclasses import dataclass

from collaborative.models import User
from collaborative.roles import ROLE_LABELS, Role
from evaluation.queries import Team
from organisations.models import Membership, Participation
from organisations.presenters.people import is_rung, rings_partners
from organisations.queries import Access


@dataclass(frozen=True)
class Person:
    """Somebody to ring or to write to; `phone` and its address are "" where there is no number."""

    name: str
    role: str
    email: str
    phone: str
    phone_url: str


def phone_url(number: str) -> str:
    """A tel: address that dials from anywhere: '020 7946 0123' is tel:+442079460123."""
    digits = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    return f"tel:+44{digits[1:]}" if digits.startswith("0") else f"tel:{digits}"


def person_of(user: User, role: str, *, is_rung: bool = True) -> Person:
    """The person in this role (in words); without their number where it is not for this reader."""
    phone = user.phone if is_rung else ""
    return Person(user.get_full_name(), role, user.email, phone, phone_url(phone) if phone else "")


def member(row: Membership) -> Person:
    """A member of a team."""
    return person_of(row.user, ROLE_LABELS[Role(row.role)])


def coaches(team: Team) -> list[Person]:
    """Who coaches the organisation today."""
    return [person_of(row.coach, ROLE_LABELS[Role.COACH]) for row in team.coaches]


def members(team: Team, participation: Participation, access: Access) -> list[Person]:
    """The team by name; a person with several roles stands once for each."""
    rings, contact = rings_partners(access, participation.pk), participation.key_contact_email
    return [
        person_of(row.user, ROLE_LABELS[Role(row.role)], is_rung=is_rung(row, contact, rings_partners=rings))
        for row in team.members
    ]
