"""The six signs of many tests, as data."""

from dataclasses import dataclass
from datetime import date

from collaborative.roles import Action
from organisations.queries import Access, owned
from pdsa.models import Cycle
from pdsa.queries.signs import records_of
from pdsa.signs import Answer, told


@dataclass(frozen=True)
class Assessed:
    """A test with its project and organisation, and what is told of each sign."""

    cycle: Cycle
    answers: tuple[Answer, ...]


def assessed(access: Access, today: date) -> list[Assessed]:
    """Every test whose work this person may see, by organisation and project, first to last (three queries).

    What is missing is told no sooner than to a coach: the team sees it first.
    """
    rows = owned(Cycle, access, Action.SEE_WORK).select_related("participation__organisation")
    cycles = list(rows.order_by("participation__organisation__ods_code", "project_id", "created_at", "pk"))
    records = records_of(cycles)
    return [Assessed(cycle, told(records[cycle.pk], today)) for cycle in cycles]
