"""Who takes part: organisations, their participations and projects, the people with their roles, and how they join."""

from organisations.models.digests import LONDON, Digest, DigestChoice, HowOften, Letter, Weekday
from organisations.models.fees import Fee, FeeSettings
from organisations.models.joining import ExpressionOfInterest, InterestNote, JoiningSettings, SponsorKnown
from organisations.models.notices import Notice, NoticeKind, NoticeSort
from organisations.models.onboarding import (
    ChecklistItem,
    ChecklistTick,
    Fact,
    Readiness,
    ReadinessAnswer,
    ReadinessQuestion,
)
from organisations.models.people import CoachAssignment, ExpertAssignment, Handover, Invitation, Membership
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
    "LONDON",
    "ChecklistItem",
    "ChecklistTick",
    "CoachAssignment",
    "Digest",
    "DigestChoice",
    "ExpertAssignment",
    "ExpressionOfInterest",
    "Fact",
    "Fee",
    "FeeSettings",
    "Handover",
    "HowOften",
    "InterestNote",
    "Invitation",
    "JoiningSettings",
    "Letter",
    "Membership",
    "Notice",
    "NoticeKind",
    "NoticeSort",
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
    "Weekday",
    "ods_code_validator",
    "phone_validator",
]
