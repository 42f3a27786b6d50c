"""Enrolling an organisation with the people it begins with, in one piece."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from organisations.actions.invitations import invite
from organisations.actions.joining import accept_interest
from organisations.actions.places import enrol, took_part_until
from organisations.models import ExpressionOfInterest, Invitation, Organisation, Participation
from organisations.queries.people import team_of


@dataclass(frozen=True)
class Enrolment:
    """What is known of an organisation when it joins. The sponsor and the key contact may come later.

    organisation: not saved where the directory does not have it yet.
    """

    organisation: Organisation
    wave: int
    joined_on: date
    lead_name: str
    lead_email: str
    lead_days: Decimal | None = None
    sponsor_name: str = ""
    sponsor_email: str = ""
    key_contact_name: str = ""
    key_contact_email: str = ""
    key_contact_phone: str = ""
    qi_support_level: str = ""
    qi_support: str = ""
    again: str = ""


@transaction.atomic
def enrol_team(
    *, collaborative: Collaborative, by: User, facts: Enrolment, interest: ExpressionOfInterest | None = None
) -> tuple[Participation, list[Invitation]]:
    """Let an organisation take part, invite its lead and sponsor, and note what it told when it asked to join.

    All of it or nothing: raises ValidationError by the form's fields, also for an organisation that takes part already,
    has closed, or took part before and comes back without a reason (`again`). Who has their role still is not invited.
    """
    participation = _enrol(collaborative, by, facts)
    with recording(by=by, verb="enrolled the organisation"):
        for name in ("lead_days", "qi_support_level"):
            setattr(participation, name, getattr(facts, name))
        for name in ("key_contact_name", "key_contact_email", "key_contact_phone", "qi_support"):
            setattr(participation, name, getattr(facts, name).strip())
        participation.save()
    people = [("lead", Role.LEAD, facts.lead_name, facts.lead_email)]
    if facts.sponsor_email:
        people.append(("sponsor", Role.SPONSOR, facts.sponsor_name, facts.sponsor_email))
    held = {(row.role, row.user.email.lower()) for row in team_of(participation.pk)}
    invitations = [
        _invite(participation, by, *person) for person in people if (person[1], person[3].strip().lower()) not in held
    ]
    if interest is not None:
        accept_interest(interest=interest, by=by, participation=participation, organisation=participation.organisation)
    return participation, invitations


@transaction.atomic
def join_interest(*, interest: ExpressionOfInterest, participation: Participation, by: User) -> ExpressionOfInterest:
    """Note that an interest came from an organisation that takes part already; its proposer is told that it does.

    Raises ValidationError where it was decided already, or where the organisation has left.
    """
    current = Participation.objects.select_for_update(of=("self",)).select_related("organisation")
    place = current.get(pk=participation.pk, collaborative_id=interest.collaborative_id)
    if place.ended_on is not None:
        raise ValidationError({"organisation": took_part_until(place)})
    return accept_interest(interest=interest, by=by, participation=place, organisation=place.organisation)


def _enrol(collaborative: Collaborative, by: User, facts: Enrolment) -> Participation:
    organisation = facts.organisation
    try:
        return enrol(
            collaborative=collaborative,
            by=by,
            ods_code=organisation.ods_code,
            name=organisation.name,
            region=organisation.region,
            wave=facts.wave,
            joined_on=facts.joined_on,
            again=facts.again,
        )
    except ValidationError as refused:
        code = "organisation" if organisation.pk else "ods_code"
        raise _renamed(refused, {"ods_code": code}) from refused


def _invite(participation: Participation, by: User, field: str, role: Role, name: str, email: str) -> Invitation:
    try:
        invitation, _ = invite(
            by=by,
            email=email,
            name=name,
            role=role,
            collaborative=participation.collaborative,
            participation=participation,
        )
    except ValidationError as refused:
        raise _renamed(refused, {"email": f"{field}_email", "name": f"{field}_name"}) from refused
    return invitation


def _renamed(refused: ValidationError, fields: dict[str, str]) -> ValidationError:
    return ValidationError({fields.get(name, name): words for name, words in refused.message_dict.items()})
