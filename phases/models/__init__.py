"""What a team believes will help, and how it came to it."""

from phases.models.ideas import Belief, ChangeIdea
from phases.models.programme import ProgrammeEdit, ProgrammeLink, ProgrammeNode, ProgrammeTheory, ProgrammeTheoryVersion
from phases.models.theory import Theory, TheoryDrop, TheoryEdit, TheoryLink, TheoryNode, TheoryVersion

__all__ = [
    "Belief",
    "ChangeIdea",
    "ProgrammeEdit",
    "ProgrammeLink",
    "ProgrammeNode",
    "ProgrammeTheory",
    "ProgrammeTheoryVersion",
    "Theory",
    "TheoryDrop",
    "TheoryEdit",
    "TheoryLink",
    "TheoryNode",
    "TheoryVersion",
]
