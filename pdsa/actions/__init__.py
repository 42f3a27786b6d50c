"""Every write to tests (PDSA cycles), their predictions and their tasks, and to a team's meetings."""

from pdsa.actions.captures import add_to_test, capture, let_go, make_test
from pdsa.actions.files import add_file, path_of, remove_file
from pdsa.actions.meetings import (
    add_decision,
    agree_action,
    change_action,
    change_decision,
    change_meeting,
    end_action,
    record_attendance,
    remove_decision,
    remove_meeting,
    reopen_action,
    start_meeting,
)
from pdsa.actions.people import Taker, add_note, record_people, remove_note
from pdsa.actions.planning import NEXT_AFTER, Expected, PlanFields, next_cycle, plan_cycle, save_plan
from pdsa.actions.record import Conflict, Refused
from pdsa.actions.sharing import share_plan, use_plan, withdraw_plan, words_of
from pdsa.actions.spread import SpreadFields, change_spread, remove_spread, spread_to
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
    "SpreadFields",
    "Taker",
    "add_decision",
    "add_file",
    "add_note",
    "add_task",
    "add_to_test",
    "agree_action",
    "capture",
    "change_action",
    "change_decision",
    "change_meeting",
    "change_spread",
    "decide",
    "end_action",
    "let_go",
    "make_test",
    "next_cycle",
    "path_of",
    "plan_cycle",
    "record_attendance",
    "record_people",
    "remove_decision",
    "remove_file",
    "remove_meeting",
    "remove_note",
    "remove_spread",
    "remove_task",
    "reopen_action",
    "save_act",
    "save_do",
    "save_plan",
    "save_study",
    "share_plan",
    "spread_to",
    "start_act",
    "start_do",
    "start_meeting",
    "start_study",
    "stop",
    "tick_task",
    "use_plan",
    "withdraw_plan",
    "words_of",
]
