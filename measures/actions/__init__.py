"""Every write to measures, their numbers and their charts."""

from measures.actions.annotations import annotate, remove_annotation
from measures.actions.charts import compute_charts
from measures.actions.entry import Entry, Problem, Recorded, Refused, Seen, record_points
from measures.actions.imports import apply_import, cancel_import, preview_import
from measures.actions.measures import MeasureFields, define_measure, revise_measure

__all__ = [
    "Entry",
    "MeasureFields",
    "Problem",
    "Recorded",
    "Refused",
    "Seen",
    "annotate",
    "apply_import",
    "cancel_import",
    "compute_charts",
    "define_measure",
    "preview_import",
    "record_points",
    "remove_annotation",
    "revise_measure",
]
