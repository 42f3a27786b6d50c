"""Addresses of this app, under a collaborative."""

from django.urls import URLPattern, path

from pdsa import views

urlpatterns: list[URLPattern] = [
    path("p/<int:pk>/tests/", views.cycles, name="cycles"),
    path("p/<int:pk>/tests/new/", views.cycle_new, name="cycle-new"),
    path("t/<int:pk>/", views.cycle, name="cycle"),
    path("t/<int:pk>/start/", views.cycle_start, name="cycle-start"),
    path("t/<int:pk>/stop/", views.cycle_stop, name="cycle-stop"),
    path("t/<int:pk>/next/", views.cycle_next, name="cycle-next"),
    path("t/<int:pk>/tasks/", views.cycle_tasks, name="cycle-tasks"),
    path("t/<int:pk>/tasks/<int:task>/", views.cycle_task, name="cycle-task"),
    path("t/<int:pk>/<slug:stage>/", views.cycle_edit, name="cycle-edit"),
]
