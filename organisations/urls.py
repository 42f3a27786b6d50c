"""Addresses outside any collaborative."""

from django.urls import path

from organisations.views.account import your_details
from organisations.views.digests import digest_off, notice_settings
from organisations.views.invitation import invitation, my_invitation
from organisations.views.join import confirm, join, organisations, sent
from organisations.views.start import start

urlpatterns = [
    path("start/", start, name="start"),
    path("account/details/", your_details, name="your-details"),
    path("account/notices/", notice_settings, name="notice-settings"),
    path("digest/off/<str:token>/", digest_off, name="digest-off"),
    path("join/confirm/<str:token>/", confirm, name="join-confirm"),
    path("join/<slug:programme>/", join, name="join"),
    path("join/<slug:programme>/sent/", sent, name="join-sent"),
    path("join/<slug:programme>/organisations/", organisations, name="join-organisations"),
    path("invitations/<str:token>/", invitation, name="invitation"),
    path("invitations/mine/<int:pk>/", my_invitation, name="my-invitation"),
]
