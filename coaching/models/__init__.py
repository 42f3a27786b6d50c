"""Rows of coaching."""

from coaching.models.followups import Ending, FollowUp
from coaching.models.learning import Learning, SharedLearning
from coaching.models.scores import CoachingSettings, ProgressLevel, Score, ScoreComment, Voice
from coaching.models.sustaining import Holding, SustainAnswer, SustainFactor, SustainItem, SustainRound
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
    "CoachingSettings",
    "Ending",
    "FollowUp",
    "Holding",
    "Learning",
    "Mode",
    "PrivateWords",
    "ProgressLevel",
    "Score",
    "ScoreComment",
    "SharedLearning",
    "SustainAnswer",
    "SustainFactor",
    "SustainItem",
    "SustainRound",
    "Visit",
    "Voice",
]
