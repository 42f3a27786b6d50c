"""Rows of learning sets."""

from learning_sets.models.after import MaterialKind, SetFeedback, SetMaterial, SpeakerConsent
from learning_sets.models.bookings import ATTENDS, Booking, BookingState, SetReminder
from learning_sets.models.commitments import Commitment, CommitmentState
from learning_sets.models.feeds import CalendarFeed
from learning_sets.models.sets import LearningSet, Mode, SessionKind, SetSession, SetState
from learning_sets.models.year import CalendarDay, DayKind, SetSettings

__all__ = [
    "ATTENDS",
    "Booking",
    "BookingState",
    "CalendarDay",
    "CalendarFeed",
    "Commitment",
    "CommitmentState",
    "DayKind",
    "LearningSet",
    "MaterialKind",
    "Mode",
    "SessionKind",
    "SetFeedback",
    "SetMaterial",
    "SetReminder",
    "SetSession",
    "SetSettings",
    "SetState",
    "SpeakerConsent",
]
