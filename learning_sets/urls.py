"""Addresses of this app."""

from django.urls import URLPattern, path

from learning_sets.views import calendar, commitments

_IN = "c/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(f"{_IN}sets/<int:pk>/", calendar.set_file, name="set"),  # TEMPORARY
    path(f"{_IN}sets/", calendar.set_file, name="sets"),  # TEMPORARY
    path("account/calendar/", calendar.calendar, name="calendar"),
    path(f"{_IN}sets/<int:pk>/set.ics", calendar.set_file, name="set-file"),
    path(f"{_IN}sets/<int:pk>/commitments/", commitments.commitments, name="commitments"),
    path(f"{_IN}sets/<int:pk>/commitments/new/", commitments.commit, name="commit"),
    path(f"{_IN}sets/<int:pk>/since/", commitments.since, name="set-since"),
    path(f"{_IN}commitments/<int:pk>/", commitments.commitment, name="commitment"),
    path(f"{_IN}commitments/<int:pk>/edit/", commitments.commitment_edit, name="commitment-edit"),
]
