"""What a row said when a page was opened, as a short mark: who saves an older state overwrites nothing."""

import hashlib
from typing import Any

from phases.models import (
    DATES,
    Characteristic,
    GateCriterion,
    Inequality,
    Involvement,
    InvolvementTime,
    Pause,
    Phase,
    PhasePlan,
    Population,
    ProgrammePause,
)

_POPULATION = (
    "name",
    "description",
    "why_chosen",
    "project_id",
    "geography",
    "setting",
    "size",
    "size_source",
    "comparator",
    "comparator_name",
    "pcref",
    "core20",
    "plus_group",
    "clinical_area_id",
)
_INEQUALITY = (
    "dimension",
    "statement",
    "evidence_source",
    "evidence_date",
    "size_words",
    "size_number",
    "size_unit",
    "removed_at",
)

_PAUSE = ("starts_on", "ends_on", "reason", "withdrawn_at")
_TIME = ("person_id", "day", "hours", "what", "payment")
_INVOLVEMENT = ("who", "happened_on", "what", "step_id", "node_id", "population_id", "thing", "thing_key")


def _mark(*values: Any) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:20]


def population_mark(row: Population) -> str:
    """The mark of all that is said of a population. One query."""
    marks = Characteristic.objects.filter(participation_id=row.participation_id, population=row)
    said = [getattr(row, name) for name in _POPULATION]
    return _mark(said, sorted(marks.values_list("code_id", "words"), key=str))


def inequality_mark(row: Inequality) -> str:
    """The mark of what is said to be unequal."""
    return _mark([getattr(row, name) for name in _INEQUALITY])


def phase_mark(row: Phase) -> str:
    """The mark of a phase and all that is asked at its end. A phase's number can become another's, so it is left out.
    One query."""
    asked = GateCriterion.objects.filter(phase=row, retired_at=None)
    return _mark(row.pk, row.name, row.purpose, list(asked.values_list("text", flat=True)))


def dates_mark(phase: Phase, row: PhasePlan | None) -> str:
    """The mark of the dates of this very phase; of none before there are any."""
    return _mark(phase.pk, [getattr(row, name, None) for name in DATES])


def pause_mark(row: Pause | ProgrammePause) -> str:
    """The mark of a pause, of one organisation or of all."""
    return _mark([getattr(row, name) for name in _PAUSE])


def time_mark(row: InvolvementTime) -> str:
    """The mark of hours that a partner gave and where their payment stands."""
    return _mark([getattr(row, name) for name in _TIME])


def involvement_mark(row: Involvement) -> str:
    """The mark of who took part in what; a partner's own word of it is not part of that."""
    return _mark([getattr(row, name) for name in _INVOLVEMENT])
