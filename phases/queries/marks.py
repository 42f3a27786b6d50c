"""What a row said when a page was opened, as a short mark: who saves an older state overwrites nothing."""

import hashlib
from typing import Any

from phases.models import DATES, Characteristic, Inequality, PhasePlan, Population

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


def dates_mark(row: PhasePlan | None) -> str:
    """The mark of the dates of a phase; of none before there are any."""
    return _mark([getattr(row, name, None) for name in DATES])
