"""Reading a theory of change: picture, outline, files; and beginning one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from collaborative.http import go, page
from collaborative.nhsuk.filters import date_long
from organisations.http import ScopedRequest
from phases.actions.start import start_programme_theory, start_theory
from phases.presenters import pictures
from phases.presenters import theory as presenter
from phases.queries.edits import belief_changes
from phases.queries.gatherings import gathered
from phases.queries.theory import programme_theory
from phases.theory.paper import PAPERS
from phases.views.desk import Desk, desk_to_edit, desk_to_read


@require_safe
def show(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The theory as a picture; where there is none yet, how to begin."""
    desk = desk_to_read(request, pk)
    if desk.row is None:
        return _nothing_yet(desk)
    picture = pictures.both(pictures.dressed(desk.there), desk.title)
    return page(request, "phases/theory.jinja", {**desk.context(inside=False), "picture": picture})


def _nothing_yet(desk: Desk, status: int = 200) -> HttpResponse:
    programme = programme_theory(desk.request.access.collaborative) if desk.project else None
    context = {"desk": desk, "project": desk.project, "trail": desk.trail(inside=False), "programme": programme}
    return page(desk.request, "phases/theory_start.jinja", context, status=status)


@require_safe
def outline(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The same as a nested list, with what is believed and why."""
    desk = desk_to_read(request, pk)
    there = desk.there if desk.row else None
    if there is None:
        raise Http404("No theory yet")
    ideas = list({idea.pk: idea for idea in there.ideas.values()}.values())
    context = {
        **desk.context("outline"),
        "lines": presenter.lines(pictures.dressed(there), there, gathered(ideas) if ideas else {}),
        "beliefs": presenter.belief_lines(ideas, belief_changes(ideas)) if ideas else [],
    }
    return page(request, "phases/theory_outline.jinja", context)


@require_POST
def start(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Begin a theory: as a copy of the programme's, or with the aim alone."""
    desk = desk_to_edit(request, pk)
    try:
        if desk.project is None:
            aim = request.POST.get("aim", "")
            start_programme_theory(collaborative=request.access.collaborative, by=request.user, aim=aim)
        else:
            start_theory(project=desk.project, by=request.user, copy=request.POST.get("how") == "copy")
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return _nothing_yet(desk, 422) if desk.row is None else go(request, desk.url())
    messages.success(request, "The theory of change is begun.")
    return go(request, desk.url("edit"))


def _file(content: bytes | str, kind: str, desk: Desk, ending: str) -> HttpResponse:
    of = desk.project.participation.organisation.ods_code if desk.project else desk.request.access.collaborative.slug
    name = slugify(f"{of} {desk.title}")
    disposition = f'attachment; filename="{name}.{ending}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _caption(desk: Desk) -> str:
    return f"{desk.caption}, {desk.collaborative_name}. {date_long(timezone.localdate())}."


@require_safe
def svg(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The picture on its own, which scales."""
    desk = desk_to_read(request, pk)
    picture = pictures.svg_file(pictures.dressed(desk.there), desk.title, _caption(desk))
    return _file(picture, "image/svg+xml; charset=utf-8", desk, "svg")


@require_safe
def png(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The same for slides and documents."""
    desk = desk_to_read(request, pk)
    picture = pictures.svg_file(pictures.dressed(desk.there), desk.title, _caption(desk))
    return _file(pictures.png_file(picture), "image/png", desk, "png")


@require_safe
def table(request: ScopedRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The theory as a table, to be changed and brought back."""
    desk = desk_to_read(request, pk)
    return _file(pictures.csv_file(pictures.dressed(desk.there)), "text/csv; charset=utf-8", desk, "csv")


def _sheets(desk: Desk, size: str) -> tuple[str, ...]:
    if size not in PAPERS:
        raise Http404("No such paper")
    return pictures.sheets(pictures.dressed(desk.there), size, desk.title, _caption(desk))


@require_safe
def paper(request: ScopedRequest, slug: str, size: str, pk: int | None = None) -> HttpResponse:
    """The theory on sheets of A4 or A3, for the printer."""
    desk = desk_to_read(request, pk)
    numbers = range(1, len(_sheets(desk, size)) + 1)
    return page(request, "phases/theory_paper.jinja", {**desk.context(), "size": size, "numbers": numbers})


@require_safe
def sheet(request: ScopedRequest, slug: str, size: str, number: int, pk: int | None = None) -> HttpResponse:
    """One of these sheets as a picture."""
    sheets = _sheets(desk_to_read(request, pk), size)
    if not 1 <= number <= len(sheets):
        raise Http404("No such sheet")
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(sheets[number - 1], content_type="image/svg+xml; charset=utf-8", headers=headers)
