"""Programme measures and their pooled charts: for everybody in the collaborative to read, for its team to define."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import csv_file, go, page
from collaborative.roles import Action
from measures import periods
from measures.actions.programme import add_version, correct_version, define_programme, revise_programme
from measures.forms.programme import ProgrammeEditForm, ProgrammeForm, VersionForm, initial_of, version_initial
from measures.models import ProgrammeMeasure
from measures.presenters import programme as presenter
from measures.queries.marks import programme_mark, version_mark
from measures.queries.programme import ProgrammeState, programmes_of, states_of, who_counts
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from phases.presenters.collisions import collision

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _trail(request: ScopedRequest, programme: ProgrammeMeasure | None = None) -> list[dict[str, Any]]:
    slug = request.access.collaborative.slug
    steps = [*trail(request.access)[:1], {"text": "Programme measures", "href": reverse("programme", args=[slug])}]
    if programme is None:
        return steps
    return [*steps, {"text": programme.name, "href": reverse("programme-measure", args=[slug, programme.pk])}]


def _found(request: ScopedRequest, pk: int) -> ProgrammeMeasure:
    return get_or_404(programmes_of(request.access.collaborative), pk=pk)


@require_safe
def programme(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every programme measure with its small pooled chart."""
    states = states_of(list(programmes_of(request.access.collaborative)))
    context = {
        "cards": presenter.pooled_cards(states),
        "may_run": request.access.may(Action.RUN_COLLABORATIVE),
        "trail": _trail(request)[:1],
    }
    return page(request, "measures/programme_list.jinja", context)


@require_safe
def programme_measure(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One programme measure: chart, versions and numbers of organisations; for who runs it also their names."""
    row = _found(request, pk)
    (state,) = states_of([row])
    counts = who_counts(row, request.access)
    context = {
        "programme": row,
        "state": state,
        "chart": presenter.pooled_chart(state),
        "rows": presenter.period_rows(state),
        "definition": presenter.definition_of(row),
        "versions": presenter.version_rows(state),
        "counts": presenter.counts_rows(state, counts, _due(state)),
        "may_run": request.access.may(Action.RUN_COLLABORATIVE),
        "trail": _trail(request),
    }
    return page(request, "measures/programme_measure.jinja", context)


def _due(state: ProgrammeState) -> date | None:
    """The latest period whose numbers should be there by the collaborative's own time to enter."""
    frequency, today = state.programme.frequency, timezone.localdate()
    until = today - timedelta(days=state.programme.collaborative.entry_days)
    return max(periods.ended(frequency, state.versions[0].effective_from, until), default=None)


@require_safe
def programme_csv(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The pooled chart as a table: rates and numbers of organisations."""
    (state,) = states_of([_found(request, pk)])
    return csv_file(presenter.pooled_csv(state), slug, state.programme.name)


def _form_page(
    request: ScopedRequest, form: Any, title: str, back: str, programme: ProgrammeMeasure | None, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "programme": programme, **more}
    context["trail"] = _trail(request, programme)
    return page(request, "measures/programme_form.jinja", context, status=422 if form.errors else 200)


@page_or_form
def programme_new(request: ScopedRequest, slug: str) -> HttpResponse:
    """Define a programme measure with its first version."""
    require(request, Action.RUN_COLLABORATIVE)
    form = ProgrammeForm(posted(request))
    made = attempt(
        form,
        lambda: define_programme(
            collaborative=request.access.collaborative,
            by=request.user,
            fields=form.fields_of(),
            effective_from=form.cleaned_data["effective_from"],
            definition=form.cleaned_data["definition"],
        ),
    )
    if made is None:
        return _form_page(request, form, "Define a programme measure", reverse("programme", args=[slug]), None)
    messages.success(request, f"‘{made.name}’ is defined. Organisations can now say which of their measures counts.")
    return go(request, "programme-measure", slug=slug, pk=made.pk)


@page_or_form
def programme_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change name, labels, target or chart of a programme measure."""
    require(request, Action.RUN_COLLABORATIVE)
    row = _found(request, pk)
    form = ProgrammeEditForm(posted(request), initial=initial_of(row))
    revise = partial(revise_programme, programme=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: revise(fields=form.fields_of(row))) is None:
        # As it is now: what was typed and refused is not the measure's.
        row.refresh_from_db()
        form.initial = initial_of(row)
        back = reverse("programme-measure", args=[slug, pk])
        clash = collision(form, programme_mark(row), request.POST)
        return _form_page(request, form, "Edit the programme measure", back, row, **clash)
    messages.success(request, "The programme measure is changed.")
    return go(request, "programme-measure", slug=slug, pk=pk)


@page_or_form
def version_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A new version of how a programme measure is counted."""
    require(request, Action.RUN_COLLABORATIVE)
    row = _found(request, pk)
    latest = max(row.versions.all(), key=lambda version: version.number)
    number = latest.number + 1
    # Only the words are begun from; the rest is shown where somebody else was quicker.
    begun = version_initial(latest) if posted(request) else {"definition": latest.definition}
    form = VersionForm(posted(request), number=number, initial=begun)
    add = partial(add_version, programme=row, by=request.user, seen=request.POST.get("seen", ""))
    made = attempt(form, lambda: add(**form.said()))
    if made is None:
        back = reverse("programme-measure", args=[slug, pk])
        clash = collision(form, version_mark(latest), request.POST)
        return _form_page(request, form, f"Version {number}", back, row, is_new_version=True, **clash)
    start = periods.label(row.frequency, made.effective_from)
    messages.success(request, f"Version {made.number} holds from {start}. Organisations are asked whether they use it.")
    return go(request, "programme-measure", slug=slug, pk=pk)


@page_or_form
def version_edit(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Put a version's words or first period right."""
    require(request, Action.RUN_COLLABORATIVE)
    row = _found(request, pk)
    version = get_or_404(row.versions.select_related("programme_measure__chart"), number=number)
    form = VersionForm(posted(request), number=number, initial=version_initial(version))
    correct = partial(correct_version, version=version, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: correct(**form.said())) is None:
        version.refresh_from_db()
        form.initial = version_initial(version)
        back = reverse("programme-measure", args=[slug, pk])
        clash = collision(form, version_mark(version), request.POST)
        return _form_page(request, form, f"Put version {number} right", back, row, **clash)
    messages.success(request, f"Version {number} is put right.")
    return go(request, "programme-measure", slug=slug, pk=pk)
