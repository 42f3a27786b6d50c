"""What may leave the organisation that counted it: small numbers and what tells of a person. Pure.

The one door: whoever shows numbers or words outside the organisation they are of passes them through here.
"""

from collaborative.disclosure.counts import HIDDEN, Rate, Shown, average, count, groups, rate
from collaborative.disclosure.rules import BASES, BOUNDS, NHS_2018, Rules, problems
from collaborative.disclosure.series import Disclosed, Kind, series
from collaborative.disclosure.words import Finding, screen

__all__ = [
    "BASES",
    "BOUNDS",
    "HIDDEN",
    "NHS_2018",
    "Disclosed",
    "Finding",
    "Kind",
    "Rate",
    "Rules",
    "Shown",
    "average",
    "count",
    "groups",
    "problems",
    "rate",
    "screen",
    "series",
]
