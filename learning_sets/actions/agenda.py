"""Writes about the agenda of a set."""

from dataclasses import dataclass, fields
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from learning_sets.models import LearningSet, SetSession
from learning_sets.queries.sets import agenda_of
from organisations.models import Participation


@dataclass(frozen=True, kw_only=True)
class SessionFields:
    """What is said of a session; see learning_sets.models.SetSession."""

    title: str
    kind: str
    minutes: int
    speakers: str = ""
    participation: Participation | None = None


@transaction.atomic
def append_session(*, learning_set: LearningSet, by: User, said: SessionFields) -> SetSession:
    """Put a session at the end of the agenda. Raises ValidationError by field."""
    row = _locked(learning_set)
    session = SetSession(
        collaborative_id=row.collaborative_id, learning_set=row, position=_last(row) + 1, starts_at=row.starts_at
    )
    with recording(by=by, verb="added to the agenda of a learning set"):
        _write(session, said)
        _follow(row)
    return session


@transaction.atomic
def change_session(*, session: SetSession, by: User, said: SessionFields) -> SetSession:
    """Say otherwise what a session is; those after it move with its length. Raises ValidationError by field."""
    row = _locked(session.learning_set)
    with recording(by=by, verb="changed the agenda of a learning set"):
        _write(session, said)
        _follow(row)
    return session


@transaction.atomic
def move_session(*, session: SetSession, by: User, earlier: bool) -> bool:
    """Change places with the session before or after it; False where there is none."""
    row = _locked(session.learning_set)
    rows = list(agenda_of(row))
    at = next((index for index, one in enumerate(rows) if one.pk == session.pk), -1)
    other = at - 1 if earlier else at + 1
    if at < 0 or not 0 <= other < len(rows):
        return False
    rows[at], rows[other] = rows[other], rows[at]
    with recording(by=by, verb="changed the agenda of a learning set"):
        _number(row, rows)
    return True


@transaction.atomic
def take_out_session(*, session: SetSession, by: User) -> None:
    """Take a session out of the agenda; its row stays."""
    row = _locked(session.learning_set)
    with recording(by=by, verb="changed the agenda of a learning set"):
        session.removed_at = timezone.now()
        session.save()
        _follow(row)


@transaction.atomic
def follow_beginning(*, learning_set: LearningSet, by: User) -> None:
    """Let the sessions begin when the set begins, one after the other."""
    with recording(by=by, verb="changed the agenda of a learning set"):
        _follow(_locked(learning_set))


def _locked(learning_set: LearningSet) -> LearningSet:
    rows = LearningSet.objects.select_for_update(no_key=True)
    return rows.get(collaborative_id=learning_set.collaborative_id, pk=learning_set.pk)


def _last(learning_set: LearningSet) -> int:
    return max((one.position for one in agenda_of(learning_set)), default=0)


def _write(session: SetSession, said: SessionFields) -> None:
    place = said.participation
    if place is not None and place.collaborative_id != session.collaborative_id:
        raise ValidationError({"participation": "Choose an organisation of this collaborative"})
    for one in fields(said):
        setattr(session, one.name, getattr(said, one.name))
    session.save()


def _follow(learning_set: LearningSet) -> None:
    _number(learning_set, list(agenda_of(learning_set)))


def _number(learning_set: LearningSet, rows: list[SetSession]) -> None:
    begins = learning_set.starts_at
    for position, row in enumerate(rows, 1):
        if (row.position, row.starts_at) != (position, begins):
            row.position, row.starts_at = position, begins
            row.save()
        begins += timedelta(minutes=row.minutes)
