"""Statistics of run charts: numpy only, usable by itself.

>>> from measures.spc import analyse
>>> analyse([4, 5, None, 6]).centre
5.0
"""

from measures.spc.analysis import ENGINE_VERSION, MIN_USEFUL, Analysis, Run
from measures.spc.engine import CHARTS, RULES, analyse, analyse_many

__all__ = ["CHARTS", "ENGINE_VERSION", "MIN_USEFUL", "RULES", "Analysis", "Run", "analyse", "analyse_many"]
