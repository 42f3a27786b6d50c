"""Tests of change in words and pictures."""

from pdsa.presenters.beside import TaskShown, plan_words, tasks
from pdsa.presenters.ramps import RampShown, ramp, ramps
from pdsa.presenters.record import (
    DECIDED,
    MeasureShown,
    PredictionShown,
    Row,
    Section,
    Tag,
    measures,
    predictions,
    row,
    scale_of,
    sections,
    shown,
    stage_line,
    tag_of,
    when,
)
from pdsa.presenters.spread import PlaceShown, Spreading, spreading, summary

__all__ = [
    "DECIDED",
    "MeasureShown",
    "PlaceShown",
    "PredictionShown",
    "RampShown",
    "Row",
    "Section",
    "Spreading",
    "Tag",
    "TaskShown",
    "measures",
    "plan_words",
    "predictions",
    "ramp",
    "ramps",
    "row",
    "scale_of",
    "sections",
    "shown",
    "spreading",
    "stage_line",
    "summary",
    "tag_of",
    "tasks",
    "when",
]
