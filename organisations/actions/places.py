"""Writes about collaboratives and the organisations that take part in them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.nhsuk.filters import date_long
from organisations.actions.onboarding import add_defaults
from organisations.models import Organisation, Participation, ods_code_validator
from organisations.queries.ods import is_closed, successors_of

MOST_ENTRY_DAYS = 365


@transaction.atomic
def create_collaborative(*, by: User, slug: str, name: str) -> Collaborative:
    """A new, empty collaborative. Raises ValidationError for a slug that is taken or cannot stand in an address."""
    collaborative = Collaborative(slug=slug, name=name)
    collaborative.full_clean()
    with recording(by=by, verb="made the collaborative"):
        collaborative.save()
        add_defaults(collaborative=collaborative, by=by)
    return collaborative


@transaction.atomic
def edit_collaborative(
    *, collaborative: Collaborative, by: User, name: str, description: str, data_notice: str, entry_days: int
) -> Collaborative:
    """Change what a collaborative says of itself, and how many days a team has to enter a period's numbers.

    Raises ValidationError by field: no name or one that is too long, a notice that is too long, days beyond a year.
    """
    current = Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    current.name, current.description = " ".join(name.split()), description.strip()
    current.data_notice, current.entry_days = " ".join(data_notice.split()), entry_days
    current.clean_fields(exclude=["slug"])
    if entry_days > MOST_ENTRY_DAYS:
        raise ValidationError({"entry_days": f"Days to enter numbers must be {MOST_ENTRY_DAYS} or fewer."})
    with recording(by=by, verb="changed the settings"):
        current.save(update_fields=["name", "description", "data_notice", "entry_days"])
    return current


@transaction.atomic
def enrol(
    *,
    collaborative: Collaborative,
    by: User,
    ods_code: str,
    name: str,
    region: str,
    wave: int,
    joined_on: date,
    again: str = "",
) -> Participation:
    """Let an organisation take part, known by its ODS code; one that is known already keeps its name and region.

    One that took part before goes on with the work it had, in the wave given and with the day it first joined; `again`
    says why. Raises ValidationError beside the field: a code that is none, a missing name, a second enrolment, a closed
    organisation (naming what it is now), wave 0, one that took part before without a reason.
    """
    code = ods_code.strip().upper()
    # The collaborative's row is the queue for changes of who takes part in it.
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    errors = obstacles_to_enrolment(collaborative=collaborative, ods_code=code, again=again)
    if not name.strip():
        errors["name"] = "Enter the organisation's name."
    if wave < 1:
        errors["wave"] = "Wave must be 1 or more."
    if errors:
        raise ValidationError(errors)
    before = Participation.objects.filter(collaborative=collaborative, organisation__ods_code=code).first()
    if before is not None:
        with recording(by=by, verb="let the organisation take part again", reason=again.strip()):
            before.ended_on, before.wave = None, wave
            before.save(update_fields=["ended_on", "wave"])
        return before
    with recording(by=by, verb="enrolled the organisation"):
        organisation, _ = Organisation.objects.get_or_create(
            ods_code=code, defaults={"name": " ".join(name.split()), "region": region.strip()}
        )
        return Participation.objects.create(
            collaborative=collaborative, organisation=organisation, wave=wave, joined_on=joined_on
        )


def closed_words(organisation: Organisation) -> str:
    """Why a closed organisation cannot join, naming what it is today."""
    after = [f"{row} ({row.ods_code})" for row in successors_of(organisation)]
    told = f"{organisation} ({organisation.ods_code}) has closed."
    return f"{told} It is now {' and '.join(after)}." if after else told


def took_part_until(participation: Participation) -> str:
    """That an organisation has left, and when."""
    return f"{participation.organisation} took part until {date_long(participation.ended_on)}."


def obstacles_to_enrolment(*, collaborative: Collaborative, ods_code: str, again: str) -> dict[str, str]:
    """Why the organisation with this code cannot be enrolled, by field (ods_code, again); empty where it can."""
    code = ods_code.strip().upper()
    errors: dict[str, str] = {}
    try:
        ods_code_validator(code)
    except ValidationError as refused:
        errors["ods_code"] = str(refused.message)
    before = Participation.objects.filter(collaborative=collaborative, organisation__ods_code=code).first()
    known = Organisation.objects.filter(ods_code=code).first()
    if before is not None and before.ended_on is None:
        errors["ods_code"] = f"{code} already takes part in {collaborative}."
    elif known is not None and is_closed(known):
        errors["ods_code"] = closed_words(known)
    elif before is not None and not again.strip():
        errors["again"] = f"{took_part_until(before)} Say why it takes part again."
    return errors
