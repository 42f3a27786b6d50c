"""Who took part in a test, and notes on the way. Neither makes a new version of the test."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from pdsa.actions.record import lock
from pdsa.models import Cycle, Note, TookPart


@dataclass(frozen=True)
class Taker:
    """Somebody who took part: the name or role, and the person where it is one of the team."""

    name: str
    person: User | None = None


@transaction.atomic
def record_people(*, cycle: Cycle, by: User, add: Iterable[Taker] = (), remove: Iterable[str] = ()) -> list[TookPart]:
    """Add people to those who took part and take names away; all others stay, whoever wrote them meanwhile.

    Somebody who is there already stays once. Returns all who took part, by name.
    """
    current = lock(cycle)
    rows = TookPart.objects.filter(participation_id=current.participation_id, cycle=current)
    with recording(by=by, verb="recorded who took part in a test"):
        rows.filter(name__in=list(remove)).delete()
        there = set(rows.values_list("name", flat=True))
        for one in add:
            name = one.name.strip()
            if name and name not in there:
                TookPart.objects.create(
                    collaborative_id=current.collaborative_id,
                    participation_id=current.participation_id,
                    cycle=current,
                    name=name,
                    person=one.person,
                )
                there.add(name)
    return list(rows.order_by("name"))


@transaction.atomic
def add_note(
    *, cycle: Cycle, by: User, text: str, happened_on: date | None = None, form_key: UUID | None = None
) -> Note:
    """Write a note on the way, on a day (today where none is given); the same `form_key` again gives the first one.

    Raises ValidationError by field.
    """
    current = lock(cycle)
    made = Note.objects.filter(participation_id=current.participation_id, form_key=form_key).first()
    if form_key is not None and made is not None:
        return made
    if not text.strip():
        raise ValidationError({"text": "Write the note"})
    with recording(by=by, verb="wrote a note on a test"):
        return Note.objects.create(
            collaborative_id=current.collaborative_id,
            participation_id=current.participation_id,
            cycle=current,
            text=text.strip(),
            happened_on=happened_on or timezone.localdate(),
            form_key=form_key,
            made_by=by,
        )


@transaction.atomic
def remove_note(*, note: Note, by: User) -> None:
    """Take a note away; history keeps it."""
    with recording(by=by, verb="removed a note on a test"):
        Note.objects.filter(participation_id=note.participation_id, pk=note.pk).delete()
