"""Every write to tests (PDSA cycles), their predictions and their tasks."""

from pdsa.actions.planning import NEXT_AFTER, Expected, PlanFields, next_cycle, plan_cycle, save_plan
from pdsa.actions.record import Conflict, Refused
from pdsa.actions.stages import (
    Compared,
    decide,
    save_act,
    save_do,
    save_study,
    start_act,
    start_do,
    start_study,
    stop,
)
from pdsa.actions.tasks import add_task, remove_task, tick_task

__all__ = [
    "NEXT_AFTER",
    "Compared",
    "Conflict",
    "Expected",
    "PlanFields",
    "Refused",
    "add_task",
    "decide",
    "next_cycle",
    "plan_cycle",
    "remove_task",
    "save_act",
    "save_do",
    "save_plan",
    "save_study",
    "start_act",
    "start_do",
    "start_study",
    "stop",
    "tick_task",
]
