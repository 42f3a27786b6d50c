"""Every write to measures, their numbers and their charts."""

from measures.actions.annotations import annotate, remove_annotation
from measures.actions.charts import compute_charts
from measures.actions.entry import Entry, Problem, Recorded, Refused, Seen, record_points, record_rows
from measures.actions.imports import Plan, PlannedRow, apply_import, cancel_import, plan_import, preview_import
from measures.actions.measures import MeasureFields, define_measure, revise_measure, set_reporting

__all__ = [
    "Entry",
    "MeasureFields",
    "Plan",
    "PlannedRow",
    "Problem",
    "Recorded",
    "Refused",
    "Seen",
    "annotate",
    "apply_import",
    "cancel_import",
    "compute_charts",
    "define_measure",
    "plan_import",
    "preview_import",
    "record_points",
    "record_rows",
    "remove_annotation",
    "revise_measure",
    "set_reporting",
]
