"""Writes about what was learnt: kept by its team, and let to everybody in the collaborative on purpose."""

from dataclasses import dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import Learning, SharedLearning
from coaching.queries.learning import PARTS, learning_mark
from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation, Project
from phases.actions.collisions import refuse_older, refuse_unseen


@dataclass(frozen=True, kw_only=True)
class LearningFields:
    """What a team says of something learnt; see coaching.models.Learning."""

    title: str
    worked: str = ""
    did_not: str = ""
    for_whom: str = ""
    others: str = ""


@transaction.atomic
def keep_learning(*, project: Project, by: User, said: LearningFields) -> Learning:
    """Keep something learnt. Sent again by the same person in the same words, it is what it made the first time.
    Raises ValidationError where nothing but a title is said.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    row = Learning(
        collaborative_id=project.collaborative_id,
        participation_id=project.participation_id,
        project=project,
        made_by=by,
        made_at=timezone.now(),
    )
    _fill(row, said)
    for made in Learning.objects.filter(participation_id=project.participation_id, project=project, made_by=by):
        if learning_mark(made) == learning_mark(row):
            return made
    with recording(by=by, verb="kept what was learnt"):
        _write(row, said)
    return row


@transaction.atomic
def change_learning(*, learning: Learning, by: User, said: LearningFields, seen: str = "") -> Learning:
    """Put it otherwise. What others find stays as it was shared. seen: its mark when this person began."""
    row = _locked(learning)
    refuse_older(seen, learning_mark(row))
    with recording(by=by, verb="changed what was learnt"):
        _write(row, said)
    return row


@transaction.atomic
def remove_learning(*, learning: Learning, by: User, seen: str = "") -> None:
    """Take it away, also from where everybody finds it; history keeps the team's own."""
    row = _locked(learning)
    refuse_unseen(seen, learning_mark(row))
    with recording(by=by, verb="took back what was learnt"):
        withdraw_learning(learning=row, by=by)
        row.delete()


@transaction.atomic
def share_learning(*, learning: Learning, by: User, seen: str = "") -> SharedLearning:
    """Let everybody in the collaborative find these words, as they are now where they are shared already.

    seen: the mark of the words that this person has read; refuses where somebody has changed them since, because
    nobody has then read them with the eyes of others.
    """
    row = _locked(learning)
    if seen and seen != learning_mark(row):
        raise ValidationError("Somebody has changed the words since you opened the page. Nothing is shared: read them.")
    said = {part: getattr(row, part) for part in PARTS}
    with recording(by=by, verb="shared what was learnt"):
        shared, _ = SharedLearning.objects.update_or_create(
            collaborative_id=row.collaborative_id,
            participation_id=row.participation_id,
            learning_key=row.pk,
            withdrawn_at=None,
            defaults={"title": row.title, "said": said, "shared_at": timezone.now()},
            create_defaults={"title": row.title, "said": said, "shared_at": timezone.now(), "shared_by": by},
        )
    return shared


@transaction.atomic
def withdraw_learning(*, learning: Learning, by: User) -> None:
    """Take it back from where everybody finds it: its words are gone from there."""
    rows = SharedLearning.objects.select_for_update().filter(
        participation_id=learning.participation_id, learning_key=learning.pk, withdrawn_at=None
    )
    with recording(by=by, verb="withdrew what was learnt"):
        for row in rows:
            row.title, row.said, row.withdrawn_at = "Withdrawn", {}, timezone.now()
            row.save()


def _locked(learning: Learning) -> Learning:
    Participation.objects.select_for_update(no_key=True).get(pk=learning.participation_id)
    return Learning.objects.get(participation_id=learning.participation_id, pk=learning.pk)


def _fill(row: Learning, said: LearningFields) -> None:
    for one in fields(said):
        setattr(row, one.name, getattr(said, one.name).strip())


def _write(row: Learning, said: LearningFields) -> None:
    if not any(getattr(said, part).strip() for part in PARTS):
        raise ValidationError({"worked": "Say what worked, what did not, for whom, or what others should know"})
    _fill(row, said)
    row.save()
