"""Rows of coaching."""

from coaching.models.blockers import Blocker, BlockerStep, Reply
from coaching.models.followups import Ending, FollowUp
from coaching.models.learning import Learning, SharedLearning
from coaching.models.scores import CoachingSettings, ProgressLevel, Score, ScoreComment, Voice
from coaching.models.support import SupportKind, SupportRequest, SupportState
from coaching.models.sustaining import Holding, SustainAnswer, SustainFactor, SustainItem, SustainRound
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
    "Holding",
    "How",
    "Learner",
    "Learning",
    "Lesson",
    "Mode",
    "PrivateWords",
    "ProgressLevel",
    "Reply",
    "Score",
    "ScoreComment",
    "SharedLearning",
    "SupportKind",
    "SupportRequest",
    "SupportState",
    "SustainAnswer",
    "SustainFactor",
    "SustainItem",
    "SustainRound",
    "Visit",
    "Voice",
]
