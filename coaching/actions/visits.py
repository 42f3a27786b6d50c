"""Writes about visits."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.actions.followups import Agreed, agree, end_follow_up
from coaching.models import Ending, FollowUp, PrivateWords, Visit
from coaching.queries.visits import visit_mark
from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation, Project
from phases.actions.collisions import refuse_older
from phases.models import Phase


@dataclass(frozen=True, kw_only=True)
class VisitFields:
    """What a coach tells the team of a visit; see coaching.models.Visit."""

    happened_on: date
    mode: str
    discussed: str
    project: Project | None = None
    phase: Phase | None = None
    minutes: int | None = None
    present: str = ""
    purpose: str = ""
    reviewed: str = ""
    going_well: str = ""
    barriers: list[str] = field(default_factory=list)
    barrier_words: str = ""
    advice: str = ""
    support_asked: str = ""
    coproduction_seen: str = ""
    confidence: int | None = None
    next_contact_on: date | None = None


@transaction.atomic
def write_visit(
    *,
    participation: Participation,
    by: User,
    said: VisitFields,
    private: str = "",
    agreed: Iterable[Agreed] = (),
    done: Iterable[FollowUp] = (),
    form_key: UUID | None = None,
) -> Visit:
    """A note of a visit. private: what only the coaches of the organisation read. agreed: what is to be done until the
    next one; done: what was still open and is done.

    The same `form_key` again gives the note it made the first time. Raises ValidationError by field.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    if form_key is not None:
        made = Visit.objects.filter(participation=participation, form_key=form_key).first()
        if made is not None:
            return made
    row = Visit(
        collaborative_id=participation.collaborative_id, participation=participation, coach=by, form_key=form_key
    )
    with recording(by=by, verb="wrote a visit note"):
        _write(row, said)
        _keep(row, by, private)
        agree(participation=participation, by=by, agreed=agreed, visit=row)
        for one in done:
            end_follow_up(follow_up=one, by=by, ending=Ending.DONE)
    return row


@transaction.atomic
def change_visit(*, visit: Visit, by: User, said: VisitFields, private: str, seen: str = "") -> Visit:
    """Say otherwise what there is to say of a visit. seen: its mark when this person began.

    Raises ValidationError by field; or where somebody else has changed it since.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=visit.participation_id)
    row = Visit.objects.get(participation_id=visit.participation_id, pk=visit.pk)
    kept = PrivateWords.objects.filter(participation_id=row.participation_id, visit=row).first()
    refuse_older(seen, visit_mark(row, kept.words if kept else ""))
    with recording(by=by, verb="changed a visit note"):
        _write(row, said)
        _keep(row, by, private)
    return row


def _write(row: Visit, said: VisitFields) -> None:
    errors = {}
    if said.project is not None and said.project.participation_id != row.participation_id:
        errors["project"] = "Choose a project of this organisation"
    if said.next_contact_on is not None and said.next_contact_on <= said.happened_on:
        errors["next_contact_on"] = "The next contact must be after this one"
    if errors:
        raise ValidationError(errors)
    for one in fields(said):
        setattr(row, one.name, getattr(said, one.name))
    row.save()


def _keep(row: Visit, by: User, private: str) -> None:
    owner = {"participation_id": row.participation_id, "visit": row}
    kept = PrivateWords.objects.filter(**owner).first()
    if not private.strip():
        if kept is not None:
            kept.delete()
        return
    if kept is None:
        kept = PrivateWords(collaborative_id=row.collaborative_id, **owner)
    if kept.words != private:
        kept.words, kept.written_by, kept.written_at = private, by, timezone.now()
        kept.save()
