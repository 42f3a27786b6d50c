"""What a team believes will help, and how it came to it."""

from phases.models.codes import Code, CodeKind, CodeMap, CodeSet
from phases.models.design import Answer, Design, DesignComment, Signature
from phases.models.ideas import Belief, ChangeIdea
from phases.models.populations import Characteristic, Comparator, Dimension, Inequality, PhaseSettings, Population
from phases.models.programme import ProgrammeEdit, ProgrammeLink, ProgrammeNode, ProgrammeTheory, ProgrammeTheoryVersion
from phases.models.theory import Theory, TheoryDrop, TheoryEdit, TheoryLink, TheoryNode, TheoryVersion

__all__ = [
    "Answer",
    "Belief",
    "ChangeIdea",
    "Characteristic",
    "Code",
    "CodeKind",
    "CodeMap",
    "CodeSet",
    "Comparator",
    "Design",
    "DesignComment",
    "Dimension",
    "Inequality",
    "PhaseSettings",
    "Population",
    "ProgrammeEdit",
    "ProgrammeLink",
    "ProgrammeNode",
    "ProgrammeTheory",
    "ProgrammeTheoryVersion",
    "Signature",
    "Theory",
    "TheoryDrop",
    "TheoryEdit",
    "TheoryLink",
    "TheoryNode",
    "TheoryVersion",
]
