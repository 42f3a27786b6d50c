"""Choosing how charts are drawn and read: one measure's, and a whole collaborative's where measures say nothing."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions import choose_chart, set_chart_defaults
from measures.forms import charts as forms
from measures.models import Measure
from measures.presenters import page as presenter
from measures.presenters import rules as words
from measures.queries import default_of, measures_to, preview_of
from measures.queries.marks import defaults_mark
from measures.queries.plans import defaults_of
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from phases.presenters.collisions import collision

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@page_or_form
def choose(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Choose a measure's chart and rules; "See it" shows the choice without saving it."""
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    defaults = default_of(row)
    if "see" in request.POST:
        return _choosing(request, row, forms.seen(request.POST, row, defaults))
    form = forms.ChartForm(posted(request), initial=forms.initial_of(row), measure=row, defaults=defaults)
    if attempt(form, lambda: choose_chart(measure=row, by=request.user, **form.cleaned_data)) is None:
        if form.non_field_errors():
            form.has_read(row)
        return _choosing(request, row, form)
    messages.success(request, "The chart and its rules are chosen.")
    return go(request, "measure", slug=slug, pk=pk)


def _choosing(request: ScopedRequest, row: Measure, form: forms.ChartForm) -> HttpResponse:
    chart, rules, screened = form.shown
    context = {
        "form": form,
        "measure": row,
        "trail": presenter.trail(request, row.project, row),
        "preview": presenter.preview(preview_of(row, chart, rules, screened)),
        "saved": (chart, rules, screened) == (row.chart_kind, row.rules, row.screened),
        "chart_hints": words.CHARTS,
        "rule_hints": words.rule_hints(chart, form.defaults),
        "alarms": words.alarms(chart, form.defaults.screened if screened is None else screened),
        "screening": words.SCREENING,
        "measured": words.MEASURED,
    }
    return page(
        request,
        "measures/chart_choice.jinja",
        context,
        status=422 if form.errors else 200,
        fragment="measures/_choosing.jinja",
    )


@page_or_form
def defaults(request: ScopedRequest, slug: str) -> HttpResponse:
    """Say by which rules the collaborative reads its charts."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    now = defaults_of([collaborative.pk])[collaborative.pk]
    form = forms.DefaultsForm(posted(request), initial=forms.initial_defaults(now))
    choose = partial(set_chart_defaults, by=request.user, seen=request.POST.get("seen", ""))
    saved = attempt(form, lambda: choose(collaborative=collaborative, **form.said()))
    if saved is None:
        context = collision(form, defaults_mark(now), request.POST) | {
            "form": form,
            "hints": words.default_hints(),
            "alarms": words.default_alarms(now.screened),
            "screening": words.SCREENING,
            "measured": words.MEASURED,
            "trail": [
                {"text": "Organisations", "href": reverse("organisations", args=[slug])},
                {"text": "Settings", "href": reverse("collaborative-settings", args=[slug])},
            ],
        }
        return page(request, "measures/chart_defaults.jinja", context, status=422 if form.errors else 200)
    messages.success(request, "Saved. Every chart that follows this is being read anew.")
    return go(request, "chart-defaults", slug=slug)
