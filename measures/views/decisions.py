"""Deciding about a chart's lines, and taking a decision back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions import draw_anew, fix_baseline, leave_out, take_back
from measures.charts import ChartSpec
from measures.forms.decisions import BaselineForm, DecisionForm, LeaveOutForm, RebaseForm, TakeBackForm
from measures.models import ChartDecision, Line, Measure
from measures.presenters import decisions as presenter
from measures.presenters.charts import chart_spec
from measures.presenters.page import picture, trail
from measures.queries import chart_of, decisions_of, decisions_to, measures_to, taken_back
from organisations.http import ScopedRequest, attempt, get_or_404, posted

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class _Sort:
    """One sort of decision: its form and action, and what is said when it is done ({} is the line's name)."""

    form: type[DecisionForm]
    action: Callable[..., ChartDecision]
    done: str


_SORTS = {
    "rebase": _Sort(RebaseForm, draw_anew, "The {} is drawn anew."),
    "baseline": _Sort(BaselineForm, fix_baseline, "The baseline is fixed."),
    "exclude": _Sort(LeaveOutForm, leave_out, "The point is left out of the lines."),
}


@page_or_form
def decide(
    request: ScopedRequest, slug: str, pk: int, decision: str, stratum_id: int | None = None, line: str = "value"
) -> HttpResponse:
    """Draw a chart's line anew, fix its baseline or leave a point out, with a reason."""
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    state = chart_of(row, line, stratum_id)
    if state is None:
        raise Http404("No such chart")
    held = decisions_of(row, line, stratum_id)
    spec = chart_spec(state, decisions=held)
    sort, about = _SORTS[decision], {"measure": row, "line": line, "stratum_id": stratum_id}
    form = sort.form(
        posted(request),
        initial={"period": request.GET.get("period", "")},
        choices=presenter.period_choices(spec, decision),
    )
    back = _chart_url(slug, row, line, stratum_id)
    made = attempt(form, lambda: sort.action(by=request.user, **about, **form.told()))
    if made is None:
        return _deciding(request, row, spec, form, decision=decision, back=back, held=held)
    messages.success(request, sort.done.format(spec.centre_word))
    if decision == "baseline" and (warning := presenter.too_short(spec, made.period)):
        messages.warning(request, warning)
    return go(request, back)


def _deciding(request: ScopedRequest, row: Measure, spec: ChartSpec, form: DecisionForm, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "measure": row,
        "spec": spec,
        "picture": picture(spec),
        "trail": trail(request, row.project, row),
        **more,
    }
    return page(request, "measures/decision_form.jinja", context, status=422 if form.errors else 200)


def _chart_url(slug: str, row: Measure, line: str, stratum_id: int | None) -> str:
    if stratum_id is None or (line == Line.GAP and not _has_gap(row, stratum_id)):
        return reverse("measure", args=[slug, row.pk])
    return reverse("measure-gap" if line == Line.GAP else "measure-group", args=[slug, row.pk, stratum_id])


def _has_gap(row: Measure, stratum_id: int) -> bool:
    """Whether this group's gap is drawn: it is known, and held against another group."""
    groups = row.strata.all()
    known = {group.pk for group in groups if not (group.is_comparator or group.is_unknown)}
    return stratum_id in known and any(group.is_comparator for group in groups)


@page_or_form
def undo(request: ScopedRequest, slug: str, pk: int, decision_id: int) -> HttpResponse:
    """Ask why, then take a decision back; one that is already gone is not there, and a second press is done."""
    found = decisions_to(request.access, Action.DEFINE_MEASURE).filter(pk=decision_id, measure_id=pk).first()
    if found is None:
        return _gone(request, slug, pk, decision_id)
    form = TakeBackForm(posted(request))
    back = _chart_url(slug, found.measure, found.line, found.stratum_id)
    if attempt(form, lambda: take_back(decision=found, by=request.user, **form.cleaned_data)) is None:
        return _undoing(request, found, form, back)
    return _done(request, back)


def _gone(request: ScopedRequest, slug: str, pk: int, decision_id: int) -> HttpResponse:
    row = get_or_404(measures_to(request.access, Action.DEFINE_MEASURE), pk=pk)
    chart = taken_back(row, decision_id) if request.method == "POST" else None
    if chart is None:
        raise Http404("No such decision")
    return _done(request, _chart_url(slug, row, *chart))


def _done(request: ScopedRequest, back: str) -> HttpResponse:
    messages.success(request, "It is taken back. The history keeps what was decided.")
    return go(request, back)


def _undoing(request: ScopedRequest, found: ChartDecision, form: TakeBackForm, back: str) -> HttpResponse:
    context = {
        "form": form,
        "measure": found.measure,
        "decision": presenter.alone(found),
        "trail": trail(request, found.measure.project, found.measure),
        "back": back,
    }
    return page(request, "measures/decision_take_back.jinja", context, status=422 if form.errors else 200)
