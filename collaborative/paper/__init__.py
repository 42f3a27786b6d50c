"""Sheets for printing: text and pictures typeset into PDF. Pure.

A sheet is a Typst source made by our own code: words that people typed come into it through `escape` alone, pictures
by the names under which `typeset` is given them. Nothing is read but those files and the fonts that the service
brings along, no package is fetched and nothing is drawn by the machine's own fonts, so a sheet is the same everywhere.
"""

from collaborative.paper.escape import escape, quoted
from collaborative.paper.sheet import SIZES, Size, begin, figure, typeset

__all__ = ["SIZES", "Size", "begin", "escape", "figure", "quoted", "typeset"]
