"""Addresses of this app."""

from django.urls import URLPattern, path

from learning_sets.views import calendar

_IN = "c/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(f"{_IN}sets/<int:pk>/", calendar.set_file, name="set"),  # TEMPORARY
    path("account/calendar/", calendar.calendar, name="calendar"),
    path(f"{_IN}sets/<int:pk>/set.ics", calendar.set_file, name="set-file"),
]
