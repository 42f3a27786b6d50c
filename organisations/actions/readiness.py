"""A team asks itself how ready it is; the national team writes the questions and never sees the answers."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Participation, Readiness, ReadinessAnswer, ReadinessQuestion

Answers = Mapping[ReadinessQuestion, tuple[int, str]]


@transaction.atomic
def assess_readiness(
    *, participation: Participation, by: User, taken_on: date, answers: Answers, summary: str = ""
) -> Readiness:
    """Keep the answers (1 to 5, and why) of one day. Raises ValidationError where none is given, or a score is none."""
    if not answers:
        raise ValidationError("Answer at least one question.")
    owner = {"collaborative_id": participation.collaborative_id, "participation": participation}
    with recording(by=by, verb="assessed readiness"):
        made = Readiness.objects.create(**owner, taken_on=taken_on, summary=summary.strip(), created_by=by)
        rows = [
            ReadinessAnswer(**owner, readiness=made, question=question, score=score, comment=" ".join(why.split()))
            for question, (score, why) in answers.items()
        ]
        for row in rows:
            row.clean_fields(exclude=["collaborative", "participation", "readiness", "question"])
        ReadinessAnswer.objects.bulk_create(rows)
    return made


@transaction.atomic
def save_question(
    *,
    question: ReadinessQuestion,
    by: User,
    theme: str,
    text: str,
    low: str,
    high: str,
    position: int,
    is_active: bool,
) -> ReadinessQuestion:
    """Add or change a question. Raises ValidationError by field, also for one that is asked already.

    Answers were given to its words: one that is reworded is taken out of use, and the new words are a question of their
    own, which is returned.
    """
    replaced = ReadinessQuestion.objects.filter(pk=question.pk).first()
    question.theme, question.text = " ".join(theme.split()), " ".join(text.split())
    question.low, question.high = " ".join(low.split()), " ".join(high.split())
    question.position, question.is_active = position, is_active
    question.clean_fields(exclude=["collaborative"])
    same = ReadinessQuestion.objects.filter(
        collaborative_id=question.collaborative_id, text=question.text, is_active=True
    )
    if is_active and same.exclude(pk=question.pk).exists():
        raise ValidationError({"text": "This is asked already."})
    with recording(by=by, verb="changed the questions of readiness"):
        if replaced is not None and _words(replaced) != _words(question):
            ReadinessQuestion.objects.filter(pk=replaced.pk).update(is_active=False)
            question.pk, question._state.adding = None, True
        question.save()
    return question


def _words(question: ReadinessQuestion) -> tuple[str, str, str]:
    """What was answered: the question, and what 1 and 5 mean."""
    return question.text, question.low, question.high
