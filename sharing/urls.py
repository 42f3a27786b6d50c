"""Addresses of this app."""

from django.urls import URLPattern, path

from sharing.views import resources, squire

_PLACE = "c/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(f"{_PLACE}resources/", resources.resources, name="resources"),
    path(f"{_PLACE}resources/new/", resources.resource_new, name="resource-new"),
    path(f"{_PLACE}resources/<int:pk>/", resources.resource, name="resource"),
    path(f"{_PLACE}resources/<int:pk>/edit/", resources.resource_edit, name="resource-edit"),
    path(f"{_PLACE}resources/<int:pk>/archive/", resources.resource_archive, name="resource-archive"),
    path(f"{_PLACE}p/<int:pk>/squire/", squire.squire, name="squire"),
    path(f"{_PLACE}p/<int:pk>/squire/draft.md", squire.squire_markdown, name="squire-markdown"),
    path(f"{_PLACE}p/<int:pk>/squire/draft.pdf", squire.squire_pdf, name="squire-pdf"),
    path(f"{_PLACE}p/<int:pk>/resources/", resources.project_resources, name="project-resources"),
]
