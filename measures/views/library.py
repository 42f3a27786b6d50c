"""The library: definitions of the programme and those that organisations share, to read and to use."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page, paginate
from collaborative.roles import Action
from measures.actions.strategy import use_entry, use_programme
from measures.forms.strategy import UseForm
from measures.models import Measure, MeasureType
from measures.presenters import library as presenter
from measures.presenters.strategy import sections
from measures.queries import projects_to
from measures.queries.programme import programmes_of
from measures.queries.strategy import counted_in, library_entries, programme_uses
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail

COUNTED_ALREADY = (
    "Your organisation has already said that it counts for ‘{programme}’ in ‘{counted}’, and that stays so. If this"
    " measure is to count instead, say so on its page, and from when."
)


def _steps(request: ScopedRequest) -> list[dict[str, Any]]:
    here = reverse("library", args=[request.access.collaborative.slug])
    return [*trail(request.access)[:1], {"text": "Measure library", "href": here}]


def _may_use(request: ScopedRequest) -> bool:
    return bool(request.access.participations_for(Action.DEFINE_MEASURE))


@require_safe
def library(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every definition that can be used, found by its words."""
    collaborative = request.access.collaborative
    asked, sort = request.GET.get("q", "").strip()[:100], request.GET.get("sort", "")
    uses = programme_uses(collaborative)
    shelf = presenter.shelf(programmes_of(collaborative), uses, library_entries(collaborative))
    found = presenter.found(shelf, asked, sort)
    shown = paginate(request, found, 20)
    context = {
        "rows": shown.object_list,
        "page_obj": shown,
        "all": len(shelf),
        "found": len(found),
        "asked": asked,
        "sort": sort,
        "sorts": [(value, label.partition(":")[0]) for value, label in MeasureType.choices],
        "trail": _steps(request)[:1],
    }
    return page(request, "measures/library.jinja", context)


@require_safe
def entry(request: ScopedRequest, slug: str, entry: int) -> HttpResponse:
    """One shared definition, to read and to print."""
    row = get_or_404(library_entries(request.access.collaborative), pk=entry)
    context = {
        "entry": row,
        "sections": sections(row.said),
        "may_use": _may_use(request),
        "trail": _steps(request),
    }
    return page(request, "measures/library_entry.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def use_shared(request: ScopedRequest, slug: str, entry: int) -> HttpResponse:
    """Make a measure from a shared definition."""
    row = get_or_404(library_entries(request.access.collaborative), pk=entry)
    whose = row.participation.organisation.name
    back = reverse("library-entry", args=[slug, entry])
    return _use(request, row.name, whose, back, lambda said: use_entry(entry=row, by=request.user, **said))


@require_http_methods(["GET", "HEAD", "POST"])
def use_core(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Make a measure from the programme's definition; it then counts for the programme."""
    programme = get_or_404(programmes_of(request.access.collaborative), pk=pk)
    version = programme.versions.select_related("programme_measure__chart").order_by("-number")[0]
    back = reverse("programme-definition", args=[slug, pk])

    def make(said: dict[str, Any]) -> Measure:
        counted = counted_in(said["project"].participation_id, programme)
        made = use_programme(version=version, by=request.user, **said)
        if counted is not None:
            messages.warning(request, COUNTED_ALREADY.format(counted=counted.name, programme=programme.name))
        return made

    return _use(request, programme.name, "", back, make)


def _use(
    request: ScopedRequest, name: str, whose: str, back: str, make: Callable[[dict[str, Any]], Measure]
) -> HttpResponse:
    """Ask for project, name and first day, and copy. `whose`: the organisation it is from, "" for the programme."""
    get_or_404(projects_to(request.access, Action.DEFINE_MEASURE).order_by("pk")[:1])
    form = UseForm(posted(request), projects=projects_to(request.access, Action.DEFINE_MEASURE), initial={"name": name})
    made = attempt(form, lambda: make(form.said()))
    if made is not None:
        messages.success(
            request, f"‘{made.name}’ is defined. Now say what is your own: who collects it, and your goal."
        )
        return go(request, "definition", slug=request.access.collaborative.slug, pk=made.pk)
    context = {"form": form, "name": name, "whose": whose, "back": back, "trail": _steps(request)}
    return page(request, "measures/library_use.jinja", context, status=422 if form.errors else 200)
