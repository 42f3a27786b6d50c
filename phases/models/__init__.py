"""What a team believes will help, and how it came to it."""

from phases.models.codes import Code, CodeKind, CodeMap, CodeSet
from phases.models.ideas import Belief, ChangeIdea
from phases.models.journey import (
    DATES,
    GateAnswer,
    GateCriterion,
    GateReview,
    Outcome,
    Pause,
    Phase,
    PhaseChange,
    PhasePlan,
    ProgrammePause,
)
from phases.models.populations import Characteristic, Comparator, Dimension, Inequality, PhaseSettings, Population
from phases.models.programme import ProgrammeEdit, ProgrammeLink, ProgrammeNode, ProgrammeTheory, ProgrammeTheoryVersion
from phases.models.theory import Theory, TheoryDrop, TheoryEdit, TheoryLink, TheoryNode, TheoryVersion
from phases.models.coproduction import About, AccessNeeds, Involvement, InvolvementTime, Level, Payment, PulseAnswer, Reply, SignOff, Verdict

__all__ = [
    "About",
    "AccessNeeds",
    "Belief",
    "ChangeIdea",
    "Characteristic",
    "Code",
    "CodeKind",
    "CodeMap",
    "CodeSet",
    "Comparator",
    "DATES",
    "Dimension",
    "GateAnswer",
    "GateCriterion",
    "GateReview",
    "Inequality",
    "Involvement",
    "InvolvementTime",
    "Level",
    "Outcome",
    "Pause",
    "Payment",
    "Phase",
    "PhaseChange",
    "PhasePlan",
    "PhaseSettings",
    "Population",
    "ProgrammeEdit",
    "ProgrammeLink",
    "ProgrammeNode",
    "ProgrammePause",
    "ProgrammeTheory",
    "ProgrammeTheoryVersion",
    "PulseAnswer",
    "Reply",
    "SignOff",
    "Theory",
    "TheoryDrop",
    "TheoryEdit",
    "TheoryLink",
    "TheoryNode",
    "TheoryVersion",
    "Verdict",
]
