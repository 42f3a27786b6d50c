"""Writes to what a team believes will help."""

from phases.actions.ideas import change_idea, set_belief
from phases.actions.saving import Clash, Saved

__all__ = ["Clash", "Saved", "change_idea", "set_belief"]
