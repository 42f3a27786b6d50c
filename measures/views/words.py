"""The programme's definitions: each in full, and which organisations differ from them."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions.strategy import describe_programme
from measures.forms.strategy import ProgrammeWordsForm
from measures.models import ProgrammeMeasure, ProgrammeVersion
from measures.presenters import divergence
from measures.presenters import strategy as presenter
from measures.presenters.adoption import latest_of
from measures.queries.definitions import programme_said
from measures.queries.programme import programmes_of
from measures.queries.strategy import told_to_programme
from measures.strategy.catalogue import OWN, texts_of
from measures.strategy.compare import merge
from organisations.http import ScopedRequest, get_or_404, posted, require
from organisations.presenters.places import trail


def _steps(request: ScopedRequest, programme: ProgrammeMeasure | None = None) -> list[dict[str, Any]]:
    slug = request.access.collaborative.slug
    steps = [*trail(request.access)[:1], {"text": "Programme measures", "href": reverse("programme", args=[slug])}]
    if programme is None:
        return steps
    return [*steps, {"text": programme.name, "href": reverse("programme-measure", args=[slug, programme.pk])}]


@require_safe
def definitions(request: ScopedRequest, slug: str) -> HttpResponse:
    """For the national team: who counts by the programme's words, and who differs, in what and since when."""
    require(request, Action.RUN_COLLABORATIVE)
    told = told_to_programme(request.access)
    rows = [divergence.summary(one, told.get(one.pk, [])) for one in programmes_of(request.access.collaborative)]
    context = {"rows": rows, "trail": _steps(request)}
    return page(request, "measures/programme_definitions.jinja", context)


@require_safe
def programme_definition(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A programme measure's definition on one page."""
    row = get_or_404(programmes_of(request.access.collaborative), pk=pk)
    version = latest_of(row)
    said = {key: value for key, value in programme_said(row, version).items() if key not in OWN or key == "target"}
    context = {
        "programme": row,
        "version": version,
        "sections": divergence.for_everybody(presenter.sections(said)),
        "may_run": request.access.may(Action.RUN_COLLABORATIVE),
        "may_use": bool(request.access.participations_for(Action.DEFINE_MEASURE)),
        "trail": _steps(request, row),
    }
    return page(request, "measures/programme_definition.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_definition_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Write the rest of a programme measure's definition."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(programmes_of(request.access.collaborative), pk=pk)
    version = latest_of(row)
    seen = texts_of(version.texts)
    form = ProgrammeWordsForm(posted(request), initial={**seen, "seen": json.dumps(seen)})
    rows: list[presenter.Beside] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = describe_programme(version=version, by=request.user, **form.said())
        except ValidationError as refused:
            rows = [] if hasattr(refused, "error_dict") else _clash(form, version)
            form.add_error(None, refused)
        else:
            told = "The definition is saved." if made.pk == version.pk else f"Version {made.number} is saved."
            messages.success(request, told)
            return go(request, "programme-definition", slug=slug, pk=pk)
    back = reverse("programme-definition", args=[slug, pk])
    context = {"programme": row, "form": form, "rows": rows, "away": back, "trail": _steps(request, row)}
    return page(request, "measures/programme_words.jinja", context, status=422 if form.errors else 200)


def _clash(form: ProgrammeWordsForm, version: ProgrammeVersion) -> list[presenter.Beside]:
    version.refresh_from_db(fields=["texts"])
    theirs = texts_of(version.texts)
    merged = merge(form.base(), theirs, form.words())
    rows = presenter.clash_rows(merged, form.base(), theirs)
    form.put({**merged.words, "seen": json.dumps(theirs)})
    return rows
