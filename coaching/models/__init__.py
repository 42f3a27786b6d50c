"""Rows of coaching."""

from coaching.models.blockers import Blocker, BlockerStep, Reply
from coaching.models.followups import Ending, FollowUp
from coaching.models.scores import CoachingSettings, ProgressLevel, Score, ScoreComment, Voice
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
    "Mode",
    "PrivateWords",
    "ProgressLevel",
    "Reply",
    "Score",
    "ScoreComment",
    "Visit",
    "Voice",
]
