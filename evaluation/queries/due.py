"""How many things wait for a person."""

from datetime import date

from collaborative.roles import Action
from measures.queries import due_of, measures_of_projects
from organisations.models import Project
from organisations.queries import Access, owned
from pdsa.queries import attention
from phases.queries.journey import pauses_of


def _open_projects(access: Access, action: Action) -> list[int]:
    return list(
        owned(Project, access, action).filter(closed_on__isnull=True).order_by("pk").values_list("pk", flat=True)
    )


def due_count(access: Access, today: date) -> int:
    """Measures with numbers to enter and tests past their day, as far as this person may see to them (five queries)."""
    measures = list(measures_of_projects(_open_projects(access, Action.ENTER_DATA)))
    doers = (*access.participations_for(Action.ENTER_DATA), *access.participations_for(Action.LOG_CYCLE))
    pauses = pauses_of(dict.fromkeys(doers, access.collaborative.pk)) if measures else None
    due = due_of(measures, today, access.collaborative.entry_days, pauses)
    late = attention(_open_projects(access, Action.LOG_CYCLE), today, pauses)
    return sum(bool(state.missing) for state in due.values()) + sum(len(cycles) for cycles in late.values())
