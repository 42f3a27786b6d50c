"""Rows of coaching."""

from coaching.models.blockers import Blocker, BlockerStep, Reply
from coaching.models.followups import Ending, FollowUp
from coaching.models.scores import CoachingSettings, ProgressLevel, Score, ScoreComment, Voice
from coaching.models.support import SupportKind, SupportRequest, SupportState
from coaching.models.teaching import How, Learner, Lesson
from coaching.models.visits import (
    LEAST_CONFIDENT,
    MOST_CONFIDENT,
    Barrier,
    Mode,
    PrivateWords,
    Visit,
)

__all__ = [
    "LEAST_CONFIDENT",
    "MOST_CONFIDENT",
    "Barrier",
    "Blocker",
    "BlockerStep",
    "CoachingSettings",
    "Ending",
    "FollowUp",
    "How",
    "Learner",
    "Lesson",
    "Mode",
    "PrivateWords",
    "ProgressLevel",
    "Reply",
    "Score",
    "ScoreComment",
    "SupportKind",
    "SupportRequest",
    "SupportState",
    "Visit",
    "Voice",
]
