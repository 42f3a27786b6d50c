"""Tests of change in words and pictures."""

from pdsa.presenters.beside import TaskShown, plan_words, tasks
from pdsa.presenters.board import Card, Column, columns
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
from pdsa.presenters.signs import SignShown, signs_shown, to_talk_about
from pdsa.presenters.spread import PlaceShown, Spreading, spreading, summary

__all__ = [
    "DECIDED",
    "Card",
    "Column",
    "MeasureShown",
    "PlaceShown",
    "PredictionShown",
    "RampShown",
    "Row",
    "Section",
    "SignShown",
    "Spreading",
    "Tag",
    "TaskShown",
    "columns",
    "measures",
    "plan_words",
    "predictions",
    "ramp",
    "ramps",
    "row",
    "scale_of",
    "sections",
    "shown",
    "signs_shown",
    "spreading",
    "stage_line",
    "summary",
    "tag_of",
    "tasks",
    "to_talk_about",
    "when",
]
