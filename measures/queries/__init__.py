"""Reads of measures, numbers and charts, shared by pages of this app and of the apps to its right."""

from measures.queries.charts import ChartState, charts_of, current_states
from measures.queries.due import DueState, due_of
from measures.queries.entry import groups_of, points_by_key, shape_of
from measures.queries.measures import annotations_of, measures_of_projects

__all__ = [
    "ChartState",
    "DueState",
    "annotations_of",
    "charts_of",
    "current_states",
    "due_of",
    "groups_of",
    "measures_of_projects",
    "points_by_key",
    "shape_of",
]
