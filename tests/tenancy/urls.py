"""Addresses that do, on purpose, what a page of the product must never do."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import path

from collaborative import urls as product
from organisations.http import ScopedRequest
from organisations.models import Project


def add(request: HttpRequest) -> None:
    """A new project beside the first one the person sees."""
    first = Project.objects.order_by("pk")[0]
    Project.objects.create(
        collaborative_id=first.collaborative_id,
        participation_id=first.participation_id,
        name=request.GET["name"],
        population="x",
        aim="x",
        starts_on=date(2025, 1, 1),
        created_by=request.user,  # type: ignore[misc]
    )


def lazily(request: ScopedRequest, slug: str) -> HttpResponse:
    """Names the projects only when it is rendered, after the view has returned."""
    template = engines["django"].from_string("{% for row in rows %}{{ row.name }},{% endfor %}")
    return SimpleTemplateResponse(template, {"rows": Project.objects.order_by("name")})  # type: ignore[arg-type]


def write(request: ScopedRequest, slug: str, status: int) -> HttpResponse:
    """Writes and answers with the status; 0 raises."""
    add(request)
    if not status:
        raise ZeroDivisionError("on purpose")
    return HttpResponse("done", status=status)


def stream(request: ScopedRequest, slug: str) -> StreamingHttpResponse:
    """Would read its rows when the scope is over."""
    return StreamingHttpResponse(row.name for row in Project.objects.all())


@login_not_required
def outside(request: HttpRequest) -> HttpResponse:
    """Reads owned rows at an address without a scope."""
    return HttpResponse(",".join(row.name for row in Project.objects.all()))


urlpatterns = [
    path("c/<slug:slug>/lazily/", lazily),
    path("c/<slug:slug>/write/<int:status>/", write),
    path("c/<slug:slug>/stream/", stream),
    path("outside/", outside),
    *product.urlpatterns,
]
handler404 = product.handler404
