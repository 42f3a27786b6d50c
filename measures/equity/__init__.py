"""Inequality between groups: the lines that show it, what they say, and what not knowing people's groups could hide.

Pure. `lines` makes the series, `verdict` reads a gap, `recording` says how far not stated and not known could bend it.
"""

from measures.equity.lines import COMPARABLE, GAP, UNKNOWN, VALUE, gap, lines_of
from measures.equity.recording import Recording, Undone, Unrecorded, Weighed, weigh
from measures.equity.verdict import NO_GAP, Line, Member, Verdict, judge, leading

__all__ = [
    "COMPARABLE",
    "GAP",
    "NO_GAP",
    "UNKNOWN",
    "VALUE",
    "Line",
    "Member",
    "Recording",
    "Undone",
    "Unrecorded",
    "Verdict",
    "Weighed",
    "gap",
    "judge",
    "leading",
    "lines_of",
    "weigh",
]
