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
    """Add or change a question. Raises ValidationError by field, also for one there is already."""
    question.theme, question.text = " ".join(theme.split()), " ".join(text.split())
    question.low, question.high = " ".join(low.split()), " ".join(high.split())
    question.position, question.is_active = position, is_active
    question.clean_fields(exclude=["collaborative"])
    same = ReadinessQuestion.objects.filter(collaborative_id=question.collaborative_id, text=question.text)
    if same.exclude(pk=question.pk).exists():
        raise ValidationError({"text": "This is asked already."})
    with recording(by=by, verb="changed the questions of readiness"):
        question.save()
    return question
