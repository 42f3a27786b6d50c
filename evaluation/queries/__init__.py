"""Reads that span several apps."""

from evaluation.queries.due import due_count
from evaluation.queries.names import StillTheirs, still_theirs
from evaluation.queries.work import (
    Begun,
    MeasureWork,
    OrganisationWork,
    ProjectWork,
    Team,
    caseload,
    organisation_work,
    project_work,
    team,
    work_of,
)

__all__ = [
    "Begun",
    "MeasureWork",
    "OrganisationWork",
    "ProjectWork",
    "StillTheirs",
    "Team",
    "caseload",
    "due_count",
    "organisation_work",
    "project_work",
    "still_theirs",
    "team",
    "work_of",
]
