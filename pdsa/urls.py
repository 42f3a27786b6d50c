"""Addresses of this app, under a collaborative."""

from django.urls import URLPattern, path

from pdsa import views

urlpatterns: list[URLPattern] = [
    path("p/<int:pk>/tests/", views.cycles, name="cycles"),
    path("p/<int:pk>/tests/board/", views.board, name="board"),
    path("p/<int:pk>/tests/new/", views.cycle_new, name="cycle-new"),
    path("t/<int:pk>/", views.cycle, name="cycle"),
    path("t/<int:pk>/start/", views.cycle_start, name="cycle-start"),
    path("t/<int:pk>/stop/", views.cycle_stop, name="cycle-stop"),
    path("t/<int:pk>/next/", views.cycle_next, name="cycle-next"),
    path("t/<int:pk>/tasks/", views.cycle_tasks, name="cycle-tasks"),
    path("t/<int:pk>/tasks/<int:task>/", views.cycle_task, name="cycle-task"),
    path("t/<int:pk>/people/", views.cycle_people, name="cycle-people"),
    path("t/<int:pk>/notes/", views.cycle_notes, name="cycle-notes"),
    path("t/<int:pk>/notes/<int:note>/", views.cycle_note, name="cycle-note"),
    path("t/<int:pk>/files/", views.cycle_files, name="cycle-files"),
    path("t/<int:pk>/share/", views.cycle_share, name="cycle-share"),
    path("t/files/<int:pk>/", views.file_open, name="file"),
    path("t/files/<int:pk>/remove/", views.file_remove, name="file-remove"),
    path("p/<int:pk>/tests/notes/new/", views.capture_new, name="capture-new"),
    path("p/<int:pk>/tests/notes/", views.captures, name="captures"),
    path("t/notes/<int:pk>/", views.capture_finish, name="capture-finish"),
    path("p/<int:pk>/tests/plans/", views.plans, name="plans"),
    path("p/<int:pk>/tests/plans/<int:plan>/", views.plan_use, name="plan-use"),
    path("p/<int:pk>/tests/spread/", views.spreads, name="spreads"),
    path("t/<int:pk>/spread/", views.spread_new, name="spread-new"),
    path("t/spread/<int:pk>/", views.spread, name="spread"),
    path("t/spread/<int:pk>/remove/", views.spread_remove, name="spread-remove"),
    path("p/<int:pk>/due/meetings/", views.meetings, name="meetings"),
    path("p/<int:pk>/due/meetings/new/", views.meeting_new, name="meeting-new"),
    path("meetings/<int:pk>/edit/", views.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/people/", views.meeting_people, name="meeting-people"),
    path("meetings/<int:pk>/remove/", views.meeting_remove, name="meeting-remove"),
    path("meetings/<int:pk>/decisions/", views.meeting_decisions, name="meeting-decisions"),
    path("meetings/<int:pk>/actions/", views.meeting_actions, name="meeting-actions"),
    path("meetings/decisions/<int:pk>/", views.meeting_decision, name="meeting-decision"),
    path("meetings/actions/<int:pk>/", views.meeting_action, name="meeting-action"),
    path("t/<int:pk>/<slug:stage>/", views.cycle_edit, name="cycle-edit"),
]
