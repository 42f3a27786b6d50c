"""Entering numbers: the page of twelve periods, and one row of it at a time for its script."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from collaborative.http import go, page
from collaborative.roles import Action
from measures import actions
from measures.forms.grid import Row, meet, stored_rows, typed_rows
from measures.models import Measure
from measures.presenters import grid as presenter
from measures.presenters.page import due_text, first_due, small_chart, trail
from measures.queries import DueState, current_states, decisions_of, due_of, measures_to, points_by_key
from measures.views.events import enter_events
from organisations.http import ScopedRequest, get_or_404


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _due(row: Measure) -> DueState:
    return due_of([row], timezone.localdate(), row.collaborative.entry_days)[row.pk]


def _save(request: ScopedRequest, measure: Measure, rows: Iterable[Row]) -> actions.Recorded | None:
    """Save what was typed, all or none; None where something is wrong, which the rows then say, all at once."""
    rows = list(rows)
    sets = [(row.entries(), row.why) for row in rows]
    try:
        with transaction.atomic():
            done = actions.record_rows(measure=measure, by=request.user, rows=[one for one in sets if one[0]])
            if any(row.has_errors for row in rows):
                raise actions.Refused(())
    except actions.Refused as refused:
        meet(rows, refused.problems, points_by_key(measure, [row.period for row in rows]))
        return None
    return done


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Twelve periods of numbers. Saved together: all of them, or none and the page says why."""
    row = get_or_404(measures_to(request.access, Action.ENTER_DATA), pk=pk)
    if row.is_dated_by_events:
        return enter_events(request, slug, row)
    due, asked, today = _due(row), _day(request.POST.get("from") or request.GET.get("from")), timezone.localdate()
    shown = presenter.period_page(row, today, asked, due)
    points = points_by_key(row, shown.shown)
    rows = stored_rows(row, shown.shown, points)
    if request.method == "POST" and shown.shown:
        rows = typed_rows(rows, request.POST)
        done = _save(request, row, rows)
        if done is not None:
            messages.success(request, presenter.done_text(done))
            return go(request, f"{reverse('measure-enter', args=(slug, pk))}?from={shown.shown[0]}")
    view = presenter.grid_view(row, shown, rows, points, due, asked, today) if shown.shown else None
    context = _context(request, row, due) | {"grid": view, "page_errors": view.errors if view else []}
    return page(request, "measures/enter.jinja", context, status=422 if context["page_errors"] else 200)


def _context(request: ScopedRequest, row: Measure, due: DueState) -> dict[str, Any]:
    return {
        "measure": row,
        "trail": trail(request, row.project, row),
        "chart": small_chart(current_states([row])[row.pk][0], decisions_of(row)),
        "due_text": due_text(row, due),
        "not_begun": first_due(row, timezone.localdate()),
    }


@require_POST
def enter_row(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Save one row as it is left: JSON that says what is stored or wrong, with the chart as it now is."""
    measure = get_or_404(measures_to(request.access, Action.ENTER_DATA), pk=pk)
    period = _day(request.POST.get("row"))
    if period is None or measure.is_dated_by_events:
        return JsonResponse({"message": "This row is not part of the measure."}, status=400)
    points = points_by_key(measure, [period])
    rows = typed_rows(stored_rows(measure, [period], points), request.POST)
    if _save(request, measure, rows) is None:
        points = points_by_key(measure, [period])
        return JsonResponse(presenter.row_state(measure, rows[0], points), status=422)
    return JsonResponse(_saved(request, measure, period))


def _saved(request: ScopedRequest, measure: Measure, period: date) -> Mapping[str, Any]:
    points = points_by_key(measure, [period])
    row = stored_rows(measure, [period], points)[0]
    chart = small_chart(current_states([measure])[measure.pk][0], decisions_of(measure))
    now = timezone.localtime()
    return presenter.row_state(measure, row, points) | {
        "at": f"{now:%H:%M}",
        "due": due_text(measure, _due(measure)),
        "waiting": period in _due(measure).missing,
        "chart": {"svg": chart.svg, "sentence": chart.sentence},
    }
