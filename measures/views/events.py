"""Entering rare events: a list of dates, latest first, saved all together."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from collaborative.http import go, page
from measures import actions
from measures.forms.events import EventRow, entries_of, errors_of, meet, moved_of, stored_rows, typed_rows, with_blanks
from measures.forms.grid import Points
from measures.models import DataPoint, Measure
from measures.presenters import events as presenter
from measures.presenters.page import first_due, small_chart, trail
from measures.queries import current_states, decisions_of, points_by_key
from measures.queries.entry import just_entered
from organisations.http import ScopedRequest


def enter_events(request: ScopedRequest, slug: str, measure: Measure) -> HttpResponse:
    """The events of one page of the list. Saved together: all of them, or none and the page says why."""
    points = points_by_key(measure)
    shown = _page_of(points, request.POST.get("page") or request.GET.get("page"))
    if request.method != "POST":
        return _show(request, measure, shown, stored_rows(measure, shown.object_list))
    rows = typed_rows(measure, request.POST, points)
    done = _save(request, measure, rows, points)
    if done is None:
        return _show(request, measure, shown, with_blanks(measure, rows))
    messages.success(request, presenter.done_text(*done))
    return go(request, f"{reverse('measure-enter', args=(slug, measure.pk))}?page={shown.number}")


def _page_of(points: Points, asked: str | None) -> Page[DataPoint]:
    latest = sorted(points.values(), key=lambda point: point.period, reverse=True)
    return Paginator(latest, presenter.PER_PAGE).get_page(asked)


def _save(
    request: ScopedRequest, measure: Measure, rows: Sequence[EventRow], points: Points
) -> tuple[list[EventRow], actions.Recorded] | None:
    """Save what was typed, all or none; the rows that changed something and what that came to, or None where something
    is wrong, which the rows then say, all at once."""
    typed = entries_of(rows, points)
    done = [(row, entries) for row, entries in typed if entries]
    try:
        with transaction.atomic():
            sets = [(entries, row.why) for row, entries in done]
            recorded = actions.record_rows(measure=measure, by=request.user, rows=sets, moved=moved_of(typed))
            if any(row.errors for row in rows):
                raise actions.Refused(())
    except actions.Refused as refused:
        meet(typed, refused.problems, points_by_key(measure))
        return None
    return [row for row, _ in done], recorded


def _show(request: ScopedRequest, measure: Measure, shown: Page[DataPoint], rows: Sequence[EventRow]) -> HttpResponse:
    state = current_states([measure])[measure.pk][0]
    points = list(shown.object_list)
    mine = just_entered(measure, points, request.user, actions.AT_ONCE)
    own = {point.period for point in points if point.pk in mine}
    context = {
        "measure": measure,
        "trail": trail(request, measure.project, measure),
        "chart": small_chart(state, decisions_of(measure)),
        "events": presenter.events_view(measure, rows, state, own),
        "page_obj": shown,
        "not_begun": first_due(measure, timezone.localdate()),
        "page_errors": errors_of(rows),
    }
    return page(request, "measures/events.jinja", context, status=422 if context["page_errors"] else 200)
