"""Carrying an adopted idea to further teams: where, whom it reaches, how faithfully, by whom and by when."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from pdsa.actions.charts import draw_spread, rub_out_spread
from pdsa.actions.record import Refused, lock
from pdsa.models import Cycle, Decision, Fidelity, Spread
from pdsa.queries import named_in_team, spread_mark
from pdsa.states import Status
from phases.actions.collisions import refuse_older, refuse_unseen


@dataclass(frozen=True, kw_only=True)
class SpreadFields:
    """What a team says of one place; see pdsa.models.Spread."""

    place: str
    aimed: int | None = None
    reached: int | None = None
    fidelity: str = ""
    changed_how: str = ""
    who: str = ""
    due_on: date | None = None
    started_on: date | None = None
    done_on: date | None = None


@transaction.atomic
def spread_to(*, cycle: Cycle, by: User, said: SpreadFields, form_key: UUID | None = None) -> Spread:
    """One more place for what a test showed; where it has begun there, it stands on the test's charts.

    The same `form_key` again gives the place it made the first time; with the name of another place, as from a page
    gone back to, it makes that one too. Raises Refused where the test's decision is not to adopt, ValidationError by
    field.
    """
    current = lock(cycle)
    made = _made(current, form_key)
    if made is not None and made.place == said.place.strip():
        return made
    if current.status != Status.COMPLETE or current.decision != Decision.ADOPT:
        raise Refused("Only what a test has decided to adopt is spread.", code="decision")
    row = Spread(
        collaborative_id=current.collaborative_id,
        participation_id=current.participation_id,
        cycle=current,
        form_key=form_key if made is None else None,
    )
    with recording(by=by, verb="planned where an idea spreads"):
        _write(row, by, said)
    return row


def _made(cycle: Cycle, form_key: UUID | None) -> Spread | None:
    if form_key is None:
        return None
    return Spread.objects.filter(participation_id=cycle.participation_id, form_key=form_key).first()


@transaction.atomic
def change_spread(*, spread: Spread, by: User, said: SpreadFields, seen: str = "") -> Spread:
    """Say otherwise what there is to say of a place. seen: its mark when this person began.

    A start that is taken back is taken off the charts. Raises ValidationError by field; or where somebody else has
    changed it since.
    """
    row = _locked(spread)
    refuse_older(seen, spread_mark(row))
    with recording(by=by, verb="changed where an idea spreads"):
        _write(row, by, said)
    return row


@transaction.atomic
def remove_spread(*, spread: Spread, by: User, seen: str = "") -> None:
    """Take a place out of the plan and off the charts; history keeps it."""
    row = _locked(spread)
    refuse_unseen(seen, spread_mark(row))
    with recording(by=by, verb="took back where an idea spreads"):
        rub_out_spread(row, by)
        row.delete()


def _locked(spread: Spread) -> Spread:
    # The test first, as every other write to it does.
    lock(spread.cycle)
    rows = Spread.objects.select_for_update(of=("self",)).select_related("cycle__collaborative")
    return rows.get(participation_id=spread.participation_id, pk=spread.pk)


def _write(row: Spread, by: User, said: SpreadFields) -> None:
    for one in fields(said):
        value = getattr(said, one.name)
        setattr(row, one.name, value.strip() if isinstance(value, str) else value)
    if row.fidelity != Fidelity.CHANGED:
        row.changed_how = ""
    row.person = named_in_team(row.participation_id, row.who)
    errors = {**_wrong_dates(row, timezone.localdate()), **_wrong_words(row)}
    if errors:
        raise ValidationError(errors)
    row.save()
    if row.started_on is None:
        rub_out_spread(row, by)
    else:
        draw_spread(row, by)


def _wrong_dates(row: Spread, today: date) -> dict[str, str]:
    found = {}
    if row.started_on is not None and row.started_on > today:
        found["started_on"] = "The day it started must be today or in the past. Put a day to come under “By when?”"
    if row.done_on is not None and row.started_on is None:
        found["started_on"] = "Enter the day it started"
    elif row.done_on is not None and row.started_on is not None and row.done_on < row.started_on:
        found["done_on"] = "This must be the same as or after the day it started"
    elif row.done_on is not None and row.done_on > today:
        found["done_on"] = "This must be today or in the past"
    return found


def _wrong_words(row: Spread) -> dict[str, str]:
    others = Spread.objects.filter(participation_id=row.participation_id, cycle_id=row.cycle_id).exclude(pk=row.pk)
    if others.filter(place__iexact=row.place).exists():
        return {"place": "This place is in the plan already"}
    if row.fidelity == Fidelity.CHANGED and not row.changed_how:
        return {"changed_how": "Say what they do differently"}
    return {}
