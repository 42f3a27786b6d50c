"""The programme's library: found, told of, kept by the national team."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from phases.presenters.collisions import collision
from phases.queries.theory import projects_to
from sharing.actions.resources import (
    archive_resource,
    remark_on_resource,
    restore_resource,
    save_resource,
    withdraw_remark,
)
from sharing.forms.resources import LibraryForm, RemarkForm, ResourceForm
from sharing.models import Resource
from sharing.queries import resources as query

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


def _way(request: ScopedRequest, *pages: dict[str, Any]) -> list[dict[str, Any]]:
    here = reverse("resources", args=[request.access.collaborative.slug])
    return [*trail(request.access)[:1], {"text": "Resources", "href": here}, *pages]


@require_safe
def resources(request: ScopedRequest, slug: str) -> HttpResponse:
    """The library, to search and to narrow."""
    collaborative = request.access.collaborative
    form = LibraryForm(request.GET, drivers=query.drivers_of(collaborative))
    may_edit = request.access.may(Action.COMPOSE)
    archived = may_edit and "archive" in request.GET
    rows = query.resources_of(collaborative, form.wish) if not archived else query.archive_of(collaborative)
    context = {
        "shown": paginate(request, rows, PER_PAGE),
        "filters": form,
        "narrowed": form.wish != query.Wish(),
        "archived": archived,
        "may_edit": may_edit,
        "trail": trail(request.access)[:1],
    }
    return page(request, "sharing/resources.jinja", context)


@require_safe
def project_resources(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What of the library is about the drivers and ideas of a team's own theory."""
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    context = {"project": project, "tied": query.tied_to(project), "trail": _way(request)}
    return page(request, "sharing/project_resources.jinja", context)


@page_or_form
def resource(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One resource with what was said of it; sent to, a team says how it helped, or takes that back."""
    row: Any = get_or_404(query.resource_of(request.access.collaborative), pk=pk)
    may_edit, places = request.access.may(Action.COMPOSE), query.who_may_say(request.access)
    if row.ended_at is not None and not may_edit:
        raise Http404("In the archive")
    if request.method == "POST":
        if not places:
            raise Http404("Speaks for no organisation")
        if (own := query.remarks_on(row).filter(participation__in=places, pk=_sent_id(request)).first()) is not None:
            withdraw_remark(remark=own, by=request.user)
            messages.success(request, "What you said is taken back.")
            return go(request, "resource", slug=slug, pk=pk)
    form = RemarkForm(posted(request), places=places)
    say = partial(remark_on_resource, resource=row, by=request.user)
    if attempt(form, lambda: say(**form.cleaned_data)) is not None:
        messages.success(request, "Thank you. Every team that opens this resource reads what you said.")
        return go(request, "resource", slug=slug, pk=pk)
    context = {
        "row": row,
        "remarks": list(query.remarks_on(row)[:100]),
        "own": [place.pk for place in places],
        "form": form if places else None,
        "may_edit": may_edit,
        "trail": _way(request),
    }
    return page(request, "sharing/resource.jinja", context, status=422 if form.errors else 200)


def _sent_id(request: ScopedRequest) -> int:
    sent = request.POST.get("withdraw", "")
    return int(sent) if sent.isdecimal() and len(sent) < 18 else 0


def _edited(request: ScopedRequest, row: Resource, initial: dict[str, Any]) -> HttpResponse:
    form = ResourceForm(posted(request), drivers=query.drivers_of(request.access.collaborative), initial=initial)
    save = partial(save_resource, resource=row, by=request.user, seen=request.POST.get("seen", ""))
    mark = query.resource_mark(row) if row.pk else ""
    if (made := attempt(form, lambda: save(said=form.said))) is not None:
        messages.success(request, "The resource is saved.")
        return go(request, "resource", slug=request.access.collaborative.slug, pk=made.pk)
    context = {"form": form, "row": row if mark else None, "trail": _way(request)}
    context |= collision(form, mark, request.POST)
    return page(request, "sharing/resource_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def resource_new(request: ScopedRequest, slug: str) -> HttpResponse:
    """One more resource."""
    require(request, Action.COMPOSE)
    new = Resource(collaborative=request.access.collaborative)
    return _edited(request, new, {"checked_on": timezone.localdate()})


@page_or_form
@confirms_kept
def resource_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put a resource otherwise."""
    require(request, Action.COMPOSE)
    row = get_or_404(query.resource_of(request.access.collaborative), pk=pk)
    return _edited(request, row, ResourceForm.initial_of(row))


@require_POST
def resource_archive(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Into the archive, or out of it again: nothing is lost by either."""
    require(request, Action.COMPOSE)
    row = get_or_404(query.resource_of(request.access.collaborative), pk=pk)
    if row.ended_at is None:
        archive_resource(resource=row, by=request.user)
        messages.success(request, "It is in the archive. Nobody finds it there but you and your colleagues.")
    else:
        restore_resource(resource=row, by=request.user)
        messages.success(request, "Every team finds it again.")
    return go(request, "resource", slug=slug, pk=pk)
