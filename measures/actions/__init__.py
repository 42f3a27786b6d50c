"""Every write to measures, their numbers and their charts."""

from measures.actions.annotations import annotate, remove_annotation
from measures.actions.background import compute_left, recompute_all
from measures.actions.charts import CHUNK, Step, compute_charts, recompute
from measures.actions.dated import Moved
from measures.actions.decisions import choose_chart, draw_anew, fix_baseline, leave_out, take_back
from measures.actions.defaults import set_chart_defaults
from measures.actions.entry import AT_ONCE, Entry, Problem, Recorded, Refused, Seen, record_points, record_rows
from measures.actions.imports import Plan, PlannedRow, apply_import, cancel_import, plan_import, preview_import
from measures.actions.measures import MeasureFields, define_measure, revise_measure, set_reporting

__all__ = [
    "AT_ONCE",
    "CHUNK",
    "Entry",
    "MeasureFields",
    "Moved",
    "Plan",
    "PlannedRow",
    "Problem",
    "Recorded",
    "Refused",
    "Seen",
    "Step",
    "annotate",
    "apply_import",
    "cancel_import",
    "choose_chart",
    "compute_charts",
    "compute_left",
    "define_measure",
    "draw_anew",
    "fix_baseline",
    "leave_out",
    "plan_import",
    "preview_import",
    "recompute",
    "recompute_all",
    "record_points",
    "record_rows",
    "remove_annotation",
    "revise_measure",
    "set_chart_defaults",
    "set_reporting",
    "take_back",
]
