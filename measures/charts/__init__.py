"""Everything a person sees of a chart, made from one ChartSpec: picture, interactive figure, words and table.

Pure Python: nothing here reads a database or knows a request.
"""

from measures.charts.spec import ChartSpec, Mark, PartNote

__all__ = ["ChartSpec", "Mark", "PartNote"]
