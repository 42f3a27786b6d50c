"""Writes about materials and recordings of a set, and about what people say of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from learning_sets.actions.sets import locked
from learning_sets.asking import LEAST, MOST, SCALE, question_of
from learning_sets.models import LearningSet, MaterialKind, SetFeedback, SetMaterial, SetSession, SpeakerConsent
from learning_sets.queries.after import takes_answers, token_of
from learning_sets.queries.sets import settings_of
from organisations.models import Participation


@transaction.atomic
def put_material(
    *,
    learning_set: LearningSet,
    by: User,
    title: str,
    kind: str,
    link: str,
    session: SetSession | None = None,
    speakers: Iterable[str] = (),
) -> SetMaterial:
    """Put a link to something beside a set, or one of its sessions. speakers: of a recording, everybody who speaks in
    it; it is shown to nobody until each of them agreed. Raises ValidationError by field."""
    names = list(dict.fromkeys(" ".join(name.split()) for name in speakers if name.strip()))
    if kind == MaterialKind.RECORDING and not names:
        raise ValidationError({"speakers": "Name everybody who speaks in the recording"})
    if session is not None and session.learning_set_id != learning_set.pk:
        raise ValidationError({"session": "Choose a session of this set"})
    owner = {"collaborative_id": learning_set.collaborative_id}
    with recording(by=by, verb="added material to a learning set"):
        row = SetMaterial.objects.create(
            **owner, learning_set=learning_set, session=session, title=title, kind=kind, link=link, added_by=by
        )
        if kind == MaterialKind.RECORDING:
            for name in names:
                SpeakerConsent.objects.create(**owner, material=row, who=name)
    return row


@transaction.atomic
def take_out_material(*, material: SetMaterial, by: User) -> None:
    """Take something away from a set; its row stays."""
    with recording(by=by, verb="took material away from a learning set"):
        material.removed_at = timezone.now()
        material.save()


@transaction.atomic
def agree_to_recording(*, consent: SpeakerConsent, by: User, given_on: date, evidence: str) -> SpeakerConsent:
    """Note that a speaker agrees that everybody of the collaborative sees a recording: since when, and how they said
    so. Raises ValidationError by field."""
    if not evidence.strip():
        raise ValidationError({"evidence": "Say how they agreed"})
    if given_on > timezone.localdate():
        raise ValidationError({"given_on": "The day must be today or earlier"})
    with recording(by=by, verb="noted a speaker's consent"):
        consent.given_on, consent.evidence = given_on, evidence.strip()
        consent.withdrawn_at, consent.withdrawn_by = None, None
        consent.save()
    return consent


@transaction.atomic
def end_recording_consent(*, consent: SpeakerConsent, by: User) -> SpeakerConsent:
    """A speaker no longer agrees: from this moment the recording is shown to nobody."""
    with recording(by=by, verb="noted that a speaker withdrew consent"):
        consent.withdrawn_at, consent.withdrawn_by = timezone.now(), by
        consent.save()
    return consent


@transaction.atomic
def say_of_set(
    *, learning_set: LearningSet, participation: Participation, by: User, answers: Mapping[str, Any]
) -> None:
    """What this person thought of a set, by the question's key, in place of what they said before.

    `by` becomes a token and is written nowhere. Raises ValidationError where no answers are taken, nothing is said, or
    a number is not on the scale.
    """
    row = locked(learning_set)
    if not takes_answers(row):
        raise ValidationError("Answers are not taken any more.")
    said = []
    for stored in settings_of(row.collaborative).questions:
        question = question_of(stored)
        answer = answers.get(question.key)
        if answer in (None, ""):
            continue
        if question.kind == SCALE and not LEAST <= int(answer) <= MOST:
            raise ValidationError({question.key: f"Choose a number from {LEAST} to {MOST}"})
        said.append({**question.stored, "answer": int(answer) if question.kind == SCALE else str(answer).strip()})
    if not said:
        raise ValidationError("Answer at least one question.")
    token = token_of(row, by)
    owner = {"collaborative_id": row.collaborative_id, "participation": participation, "learning_set": row}
    # A new row, so that nothing tells how often or when somebody thought again.
    SetFeedback.objects.filter(participation=participation, learning_set=row, token=token).delete()
    SetFeedback.objects.create(**owner, token=token, answers=said)


@transaction.atomic
def close_answers(*, learning_set: LearningSet, by: User) -> LearningSet:
    """Take no more answers, and destroy the key that told whose they are."""
    row = locked(learning_set)
    with recording(by=by, verb="closed the feedback on a learning set"):
        row.feedback_key = ""
        row.save(update_fields=["feedback_key"])
    return row
