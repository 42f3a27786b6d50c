"""The six signs of tests as a table for evaluators: one row a test and sign, and no word that a team wrote. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from collaborative.csvfile import csv_text
from evaluation.queries.signs import Assessed

HEADINGS = (
    "organisation",
    "project",
    "test",
    "series",
    "number in series",
    "purpose",
    "scale",
    "status",
    "decision",
    "started on",
    "ended on",
    "sign",
    "shows",
    "as of",
)


def signs_csv(found: Iterable[Assessed], today: date) -> str:
    """The table; shows: yes, no, or empty where it cannot be said yet or is not asked of such a test."""
    return csv_text([HEADINGS, *(row for one in found for row in _rows(one, today))])


def _rows(one: Assessed, today: date) -> Iterable[Sequence[str]]:
    cycle = one.cycle
    about = (
        cycle.participation.organisation.ods_code,
        str(cycle.project_id),
        str(cycle.pk),
        str(cycle.series),
        str(cycle.number),
        cycle.purpose,
        cycle.scale,
        cycle.status,
        cycle.decision,
        cycle.starts_on.isoformat() if cycle.is_started and cycle.starts_on else "",
        cycle.ends_on.isoformat() if cycle.is_ended and cycle.ends_on else "",
    )
    for answer in one.answers:
        yield (*about, answer.sign.value, answer.shows.value, today.isoformat())
