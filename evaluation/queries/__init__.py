"""Reads that span several apps."""

from evaluation.queries.due import Dues, due_count, dues_of
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
    "Dues",
    "MeasureWork",
    "OrganisationWork",
    "ProjectWork",
    "StillTheirs",
    "Team",
    "caseload",
    "due_count",
    "dues_of",
    "organisation_work",
    "project_work",
    "still_theirs",
    "team",
    "work_of",
]
