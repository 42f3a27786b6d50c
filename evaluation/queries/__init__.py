"""Reads that span several apps."""

from evaluation.queries.due import due_count
from evaluation.queries.work import (
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
    "MeasureWork",
    "OrganisationWork",
    "ProjectWork",
    "Team",
    "caseload",
    "due_count",
    "organisation_work",
    "project_work",
    "team",
    "work_of",
]
