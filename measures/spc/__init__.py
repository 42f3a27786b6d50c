"""Statistics of run and control charts: numpy only, usable by itself.

>>> from measures.spc import analyse
>>> analyse([4, 5, None, 6]).centre
5.0
"""

from measures.spc.analysis import ENGINE_VERSION, MIN_BASELINE, MIN_USEFUL, Analysis, Part, Points, Run
from measures.spc.catalogue import CHARTS, DIRECTIONS, RULE_SETS, RULES, RuleSet, default_rules, default_screening
from measures.spc.engine import Analyses, analyse, analyse_many
from measures.spc.plan import Options

__all__ = [
    "CHARTS",
    "DIRECTIONS",
    "ENGINE_VERSION",
    "MIN_BASELINE",
    "MIN_USEFUL",
    "RULES",
    "RULE_SETS",
    "Analyses",
    "Analysis",
    "Options",
    "Part",
    "Points",
    "RuleSet",
    "Run",
    "analyse",
    "analyse_many",
    "default_rules",
    "default_screening",
]
