"""What a team believes will help, and how it came to it."""

from phases.models.codes import Code, CodeKind, CodeMap, CodeSet
from phases.models.gatherings import Ballot, Gathering, PooledIdea, Stage
from phases.models.ideas import Belief, ChangeIdea
from phases.models.populations import Characteristic, Comparator, Dimension, Inequality, PhaseSettings, Population
from phases.models.programme import ProgrammeEdit, ProgrammeLink, ProgrammeNode, ProgrammeTheory, ProgrammeTheoryVersion
from phases.models.theory import Theory, TheoryDrop, TheoryEdit, TheoryLink, TheoryNode, TheoryVersion

__all__ = [
    "Ballot",
    "Belief",
    "ChangeIdea",
    "Characteristic",
    "Code",
    "CodeKind",
    "CodeMap",
    "CodeSet",
    "Comparator",
    "Dimension",
    "Gathering",
    "Inequality",
    "PhaseSettings",
    "PooledIdea",
    "Population",
    "ProgrammeEdit",
    "ProgrammeLink",
    "ProgrammeNode",
    "ProgrammeTheory",
    "ProgrammeTheoryVersion",
    "Stage",
    "Theory",
    "TheoryDrop",
    "TheoryEdit",
    "TheoryLink",
    "TheoryNode",
    "TheoryVersion",
]
