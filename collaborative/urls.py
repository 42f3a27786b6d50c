"""Every address. Apps are named by string, so that nothing is imported upwards."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from collaborative import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("organisations.urls")),
    path("c/<slug:slug>/", include("organisations.scoped_urls")),
    path("c/<slug:slug>/", include("phases.urls")),
    path("c/<slug:slug>/", include("measures.urls")),
    path("c/<slug:slug>/", include("pdsa.urls")),
    path("c/<slug:slug>/", include("coaching.urls")),
    path("", include("sharing.urls")),
    path("", include("learning_sets.urls")),
    path("", include("evaluation.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("organisations.demo_urls")))

handler400 = "collaborative.views.bad_request"
handler403 = "collaborative.views.not_allowed"
handler404 = "collaborative.views.not_found"
handler500 = "collaborative.views.server_error"
