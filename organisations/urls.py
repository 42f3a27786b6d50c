"""Addresses outside any collaborative."""

from django.urls import path

from organisations.views.account import your_details
from organisations.views.invitation import invitation
from organisations.views.start import start

urlpatterns = [
    path("start/", start, name="start"),
    path("account/details/", your_details, name="your-details"),
    path("invitations/<str:token>/", invitation, name="invitation"),
]
