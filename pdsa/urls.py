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
    path("t/<int:pk>/<slug:stage>/", views.cycle_edit, name="cycle-edit"),
]
