"""Who takes part: organisations, their participations and projects, the people with their roles, and how they join."""

from organisations.models.fees import Fee, FeeSettings
from organisations.models.joining import ExpressionOfInterest, InterestNote, JoiningSettings, SponsorKnown
from organisations.models.onboarding import (
    ChecklistItem,
    ChecklistTick,
    Fact,
    Readiness,
    ReadinessAnswer,
    ReadinessQuestion,
)
from organisations.models.people import CoachAssignment, Handover, Invitation, Membership
from organisations.models.places import (
    Organisation,
    OrganisationKind,
    Participation,
    QiSupport,
    Succession,
    ods_code_validator,
    phone_validator,
)
from organisations.models.projects import Project

__all__ = [
    "ChecklistItem",
    "ChecklistTick",
    "CoachAssignment",
    "ExpressionOfInterest",
    "Fact",
    "Fee",
    "FeeSettings",
    "Handover",
    "InterestNote",
    "Invitation",
    "JoiningSettings",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Participation",
    "Project",
    "QiSupport",
    "Readiness",
    "ReadinessAnswer",
    "ReadinessQuestion",
    "SponsorKnown",
    "Succession",
    "ods_code_validator",
    "phone_validator",
]
