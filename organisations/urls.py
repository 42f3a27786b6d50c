"""Addresses outside any collaborative."""

from django.urls import path

from organisations.views.invitation import invitation
from organisations.views.start import start

urlpatterns = [
    path("start/", start, name="start"),
    path("invitations/<str:token>/", invitation, name="invitation"),
]
