"""Defining a measure, changing its definition, and saying when a group is reported."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from measures import periods
from measures.actions import define_measure, revise_measure, set_reporting
from measures.actions.measures import DECIDED
from measures.forms import MeasureForm, ReportingForm, RevisionForm
from measures.forms.definition import initial_of
from measures.models import Measure
from measures.presenters.adoption import left_totals
from measures.presenters.decisions import of_gaps
from measures.presenters.definition import differences, locked_rows, taken
from measures.presenters.page import trail
from measures.queries import about_gaps, measures_to, projects_to
from measures.queries.definitions import base_of, measured
from measures.queries.marks import reporting_mark
from measures.queries.programme import counts_for, otherwise_from
from measures.strategy.compare import merge
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from phases.presenters.collisions import collision

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@page_or_form
@confirms_kept
def measure_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Define a measure of a project."""
    project = get_or_404(projects_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    form = MeasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = define_measure(project=project, by=request.user, **form.said())
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"‘{row.name}’ is defined. Now enter its first numbers.")
            return go(request, "measure", slug=slug, pk=row.pk)
    context = {"form": form, "project": project, "trail": trail(request, project)}
    return page(request, "measures/form.jinja", context, status=422 if form.errors else 200)


@page_or_form
@confirms_kept
def measure_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change a measure's definition, with a reason."""
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    form = _revision(request, row)
    clash: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            revise_measure(measure=row, by=request.user, **form.said())
        except ValidationError as refused:
            clash = _clash(request, form, row.pk)
            form.add_error(None, refused)
        else:
            messages.success(request, "The definition is changed. The history keeps what it was.")
            _tell_of_totals(request, form, row)
            return go(request, "measure", slug=slug, pk=pk)
    return _edit_page(request, form, row, clash)


def _clash(request: ScopedRequest, form: RevisionForm, pk: int) -> dict[str, Any]:
    """Both texts, where somebody else saved since this person began; the form then holds what can be saved."""
    row, began = measures_to(request.access, Action.DEFINE_MEASURE).get(pk=pk), form.cleaned_data["version"]
    if began == row.version:
        return {}
    base, theirs = base_of(row, began), measured(row)
    merged = merge(base, theirs, form.words())
    form.has_read(row.version, merged.words)
    return {"theirs": differences(form, base, theirs, merged), "taken": taken(form, merged), "clash": True}


def _revision(request: ScopedRequest, row: Measure) -> RevisionForm:
    programmes = counts_for(row, timezone.localdate())
    return RevisionForm(
        request.POST or None, initial=initial_of(row), locked=row.points.exists(), programmes=programmes
    )


def _tell_of_totals(request: ScopedRequest, form: RevisionForm, row: Measure) -> None:
    """Say of which programme measures' totals the numbers are no part any more."""
    if form.new_part is None:
        return
    otherwise = otherwise_from(row, periods.first_day(row.frequency, form.new_part))
    for words in left_totals(row, request.access.collaborative.slug, otherwise):
        messages.warning(request, words)


def _edit_page(request: ScopedRequest, form: RevisionForm, row: Measure, clash: dict[str, Any]) -> HttpResponse:
    context = {
        "form": form,
        "measure": row,
        "project": row.project,
        "trail": trail(request, row.project, row),
        "locked": locked_rows(form, row),
        "decided": _decided(request, form, row),
    } | clash
    return page(request, "measures/form.jinja", context, status=422 if form.errors else 200)


def _decided(request: ScopedRequest, form: RevisionForm, row: Measure) -> list[dict[str, str]]:
    """What has to be taken back before the groups can be compared otherwise."""
    if not any(form.has_error(name, DECIDED) for name in ("comparator", "unknown")):
        return []
    return of_gaps(about_gaps(row), request.access.collaborative.slug)


@page_or_form
def group_reporting(request: ScopedRequest, slug: str, pk: int, stratum_id: int) -> HttpResponse:
    """Say between which periods a group is reported."""
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    group = get_or_404(row.strata.select_related("measure"), pk=stratum_id)
    form = ReportingForm(
        posted(request), initial={"active_from": group.active_from, "active_until": group.active_until}
    )
    say = partial(set_reporting, group=group, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: say(**form.cleaned_data)) is not None:
        messages.success(request, f"It is noted when {group.name} is reported.")
        return go(request, "measure-edit", slug=slug, pk=pk)
    context = {"form": form, "measure": row, "group": group, "trail": trail(request, row.project, row)}
    context |= collision(form, reporting_mark(group), request.POST)
    return page(request, "measures/reporting.jinja", context, status=422 if form.errors else 200)
