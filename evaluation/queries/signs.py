"""The six signs of many tests, as data."""

from dataclasses import dataclass
from datetime import date

from collaborative.roles import Action
from organisations.queries import Access
from pdsa.models import Cycle
from pdsa.queries.signs import records_of
from pdsa.signs import Answer, told


@dataclass(frozen=True)
class Assessed:
    """A test with its project and organisation, and what is told of each sign."""

    cycle: Cycle
    answers: tuple[Answer, ...]


def told_at(access: Access) -> set[int]:
    """Where (participations, ids) this person is told the signs of tests: where they write tests, or review them. Who
    only reads the work is not."""
    return {*access.participations_for(Action.LOG_CYCLE), *access.participations_for(Action.REVIEW_WORK)}


def assessed(access: Access, today: date) -> list[Assessed]:
    """Every test of which this person is told the signs, by organisation and project, first to last (three queries).

    What is missing is told no sooner than to a coach: the team sees it first.
    """
    rows = Cycle.objects.filter(collaborative_id=access.collaborative.pk, participation__in=told_at(access))
    rows = rows.select_related("participation__organisation")
    cycles = list(rows.order_by("participation__organisation__ods_code", "project_id", "created_at", "pk"))
    records = records_of(cycles)
    return [Assessed(cycle, told(records[cycle.pk], today)) for cycle in cycles]
