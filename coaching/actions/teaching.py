"""Writes about what was taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from coaching.models import Learner, Lesson
from coaching.queries.teaching import lesson_mark
from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation
from phases.actions.collisions import refuse_older


@dataclass(frozen=True, kw_only=True)
class LessonFields:
    """What was taught, when, how and to whom; see coaching.models.Lesson."""

    topic: str
    taught_on: date
    how: str
    people: Sequence[User]
    note: str = ""
    others: int = 0


@transaction.atomic
def record_lesson(*, participation: Participation, by: User, said: LessonFields) -> Lesson:
    """Somebody was taught something. The same of the same people again, as where a form is sent twice, is recorded
    once."""
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    there = _recorded(participation, by, said)
    if there is not None:
        return there
    row = Lesson(collaborative_id=participation.collaborative_id, participation=participation, taught_by=by)
    with recording(by=by, verb="recorded what was taught"):
        return _write(row, said)


@transaction.atomic
def change_lesson(*, lesson: Lesson, by: User, said: LessonFields, seen: str = "") -> Lesson:
    """Say otherwise what was taught. seen: its mark when this person began.

    What learners said of it stays theirs: raises ValidationError for `people` where one who has spoken is left out.
    """
    row = Lesson.objects.select_for_update(no_key=True).get(participation_id=lesson.participation_id, pk=lesson.pk)
    refuse_older(seen, lesson_mark(row))
    with recording(by=by, verb="changed what was taught"):
        return _write(row, said)


def _recorded(participation: Participation, by: User, said: LessonFields) -> Lesson | None:
    words = {"topic": " ".join(said.topic.split()), "note": said.note, "others": said.others}
    rows = Lesson.objects.filter(participation=participation, taught_by=by, taught_on=said.taught_on, how=said.how)
    people = {person.pk for person in said.people}
    same = rows.filter(**words).prefetch_related("learners")
    return next((row for row in same if {one.person_id for one in row.learners.all()} == people), None)


def _write(row: Lesson, said: LessonFields) -> Lesson:
    row.topic, row.taught_on, row.how = " ".join(said.topic.split()), said.taught_on, said.how
    row.note, row.others = said.note, said.others
    row.save()
    owner = {"collaborative_id": row.collaborative_id, "participation_id": row.participation_id}
    learners = Learner.objects.filter(participation_id=row.participation_id, lesson=row).select_related("person")
    there = {one.person_id: one for one in learners}
    wanted = {person.pk: person for person in said.people}
    gone = [one for pk, one in there.items() if pk not in wanted]
    spoken = [one.person.get_full_name() for one in gone if one.confidence or one.words]
    if spoken:
        raise ValidationError({"people": f"Keep {' and '.join(spoken)}, who said how sure they are of it"})
    for one in gone:
        one.delete()
    for pk, person in wanted.items():
        if pk not in there:
            Learner.objects.create(**owner, lesson=row, person=person)
    return row


@transaction.atomic
def say_confidence(*, learner: Learner, by: User, confidence: int | None, words: str) -> Learner:
    """How sure somebody is of what they were taught, by their own account. Raises ValidationError where they are not
    named there any more."""
    # Who changes the lesson locks it too: nobody is left out of it who is just now speaking.
    Lesson.objects.select_for_update(no_key=True).get(participation_id=learner.participation_id, pk=learner.lesson_id)
    there = Learner.objects.filter(participation_id=learner.participation_id, pk=learner.pk).first()
    if there is None:
        raise ValidationError("You are not named in this any more. Ask your coach.")
    learner = there
    with recording(by=by, verb="said how sure they are of what they learned"):
        learner.confidence, learner.words = confidence, words
        learner.save()
    return learner
