"""How ready a team finds itself, now and before. For the team and its coach alone: nothing here leaves them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Participation, Readiness, ReadinessAnswer, ReadinessQuestion
from organisations.queries.access import Access, owned

SHOWN = 4


@dataclass(frozen=True)
class ReadinessTable:
    """The latest self-assessments, oldest first, with the questions asked in any of them and the answers given.

    answers: by question id and self-assessment id.
    """

    times: list[Readiness]
    questions: list[ReadinessQuestion]
    answers: Mapping[tuple[int, int], ReadinessAnswer]


def readiness_questions(collaborative: Collaborative) -> QuerySet[ReadinessQuestion]:
    """Every question in its order, those out of use included."""
    return ReadinessQuestion.objects.filter(collaborative=collaborative)


def readiness_of(access: Access, participation: Participation) -> ReadinessTable:
    """The latest self-assessments of one participation side by side (three queries)."""
    rows = (
        owned(Readiness, access, Action.SEE_READINESS).filter(participation=participation).select_related("created_by")
    )
    times = list(rows.order_by("-taken_on", "-pk")[:SHOWN])[::-1]
    given = ReadinessAnswer.objects.filter(participation=participation, readiness__in=times)
    answers = {(row.question_id, row.readiness_id): row for row in given}
    asked = {question for question, _ in answers}
    questions = [row for row in readiness_questions(access.collaborative) if row.is_active or row.pk in asked]
    return ReadinessTable(times, questions, answers)
