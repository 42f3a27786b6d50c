"""Addresses of the demonstration's sign-in; included in demo mode alone."""

from django.urls import path

from organisations.views.demo import demo, demo_sign_in

urlpatterns = [
    path("", demo, name="demo"),
    path("sign-in/", demo_sign_in, name="demo-sign-in"),
]
