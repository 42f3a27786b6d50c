"""Reads of measures, numbers and charts, shared by pages of this app and of the apps to its right."""

from measures.queries.charts import ChartState, charts_of, current_states
from measures.queries.corrections import Correction, corrections_of
from measures.queries.decisions import (
    about_gaps,
    all_decisions_of,
    chart_of,
    counted_anew,
    decisions_of,
    decisions_to,
    default_of,
    preview_of,
    taken_back,
)
from measures.queries.due import Brought, DueState, NumbersDue, due_of, entered_between, numbers_due
from measures.queries.entry import columns_for, groups_of, points_by_key, shape_of
from measures.queries.measures import annotations_of, measures_of_projects
from measures.queries.pages import imports_of, imports_to, measures_to, points_of, projects_to

__all__ = [
    "Brought",
    "ChartState",
    "Correction",
    "DueState",
    "NumbersDue",
    "about_gaps",
    "all_decisions_of",
    "annotations_of",
    "chart_of",
    "charts_of",
    "columns_for",
    "corrections_of",
    "counted_anew",
    "current_states",
    "decisions_of",
    "decisions_to",
    "default_of",
    "due_of",
    "entered_between",
    "groups_of",
    "imports_of",
    "imports_to",
    "measures_of_projects",
    "measures_to",
    "numbers_due",
    "points_by_key",
    "points_of",
    "preview_of",
    "projects_to",
    "shape_of",
    "taken_back",
]
