"""Which things wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from collaborative.roles import Action
from evaluation.models import Review
from evaluation.queries.reviews import open_questions
from measures.models import Measure
from measures.queries import DueState, due_of, measures_of_projects
from organisations.models import Project
from organisations.queries import Access, owned
from pdsa.queries import Attention, attention
from phases.queries.journey import pauses_of


def _open_projects(access: Access, action: Action) -> list[int]:
    return list(
        owned(Project, access, action).filter(closed_on__isnull=True).order_by("pk").values_list("pk", flat=True)
    )


@dataclass(frozen=True)
class Dues:
    """Measures with numbers to enter, each with its state, tests past their day, and a coach's open questions."""

    numbers: Sequence[tuple[Measure, DueState]] = ()
    tests: Sequence[Attention] = ()
    questions: Sequence[Review] = ()

    @property
    def count(self) -> int:
        return len(self.numbers) + len(self.tests) + len(self.questions)


def dues_of(access: Access, today: date) -> Dues:
    """What is due, as far as this person may see to it (six queries)."""
    measures = list(measures_of_projects(_open_projects(access, Action.ENTER_DATA)))
    doers = (*access.participations_for(Action.ENTER_DATA), *access.participations_for(Action.LOG_CYCLE))
    pauses = pauses_of(dict.fromkeys(doers, access.collaborative.pk)) if measures else None
    due = due_of(measures, today, access.collaborative.entry_days, pauses)
    late = attention(_open_projects(access, Action.LOG_CYCLE), today, pauses)
    return Dues(
        numbers=[(row, due[row.pk]) for row in measures if due[row.pk].missing],
        tests=[one for cycles in late.values() for one in cycles],
        questions=list(open_questions(access)),
    )


def due_count(access: Access, today: date) -> int:
    """How many things are due for this person (six queries)."""
    return dues_of(access, today).count
