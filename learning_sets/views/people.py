"""Who comes to a set, for the team that runs the collaborative."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from collaborative.csvfile import csv_text
from collaborative.http import go, page, wants_fragment
from collaborative.roles import Action
from learning_sets.actions.bookings import book, check_in
from learning_sets.forms.bookings import AnyGuestForm
from learning_sets.models import Booking
from learning_sets.presenters import people as words
from learning_sets.presenters import sets as presenter
from learning_sets.queries import bookings as query
from learning_sets.views.common import page_or_form, require_POST, require_safe, seen_set, way
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.queries.places import taking_part


@page_or_form
@never_cache
def set_people(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Everybody who is booked or waits, by organisation; add somebody of any organisation."""
    require(request, Action.RUN_COLLABORATIVE)
    row, access = seen_set(request, pk), request.access
    places = list(taking_part(access.collaborative).select_related("collaborative"))
    form = AnyGuestForm(posted(request), learning_set=row, places=places)
    add: Any = {"learning_set": row, "by": request.user, "late": True}
    made = attempt(form, lambda: book(**add, participation=form.place, guests=[form.guest(row)]))
    if made is not None:
        messages.success(request, presenter.booked_in_words(made))
        return go(request, "set-people", slug=slug, pk=pk)
    groups = query.everybody(access, row)
    context = {"row": row, "groups": groups, "form": form, "counts": words.counts_of(groups), "presenter": presenter}
    context |= {"missing": words.missing(places, groups), "words": words, "trail": way(request, row)}
    return page(request, "learning_sets/people.jinja", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def set_people_csv(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The same as a table, with what people need."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    text = csv_text(words.table_of(query.everybody(request.access, row)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="learning-set-{row.number}-people.csv"'
    return answer


@require_safe
@never_cache
def set_names(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A list of names to print, with a box for each."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    people = [one for one in query.to_check_in(request.access, row) if not one.is_waiting]
    context = {"row": row, "people": people, "presenter": presenter, "trail": way(request, row)}
    return page(request, "learning_sets/names.jinja", context)


@require_safe
@never_cache
def set_check_in(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Who is there: everybody booked, with one button each, and a search."""
    require(request, Action.RUN_COLLABORATIVE)
    row, search = seen_set(request, pk), request.GET.get("q", "")
    people = query.to_check_in(request.access, row, search)
    there = sum(one.attended_at is not None for one in people)
    context = {"row": row, "people": people, "there": there, "search": search, "presenter": presenter}
    context |= {"taken_now": query.code_is_valid(row, timezone.now()), "trail": way(request, row)}
    return page(request, "learning_sets/check_in.jinja", context)


@require_POST
@never_cache
def booking_here(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody is there, or is not after all."""
    rows = query.bookings_to(request.access, Action.RUN_COLLABORATIVE).exclude(state="cancelled")
    row: Booking = get_or_404(rows, pk=pk)
    at = None if request.POST.get("do") == "undo" else row.attended_at or timezone.now()
    check_in(booking=row, by=request.user, at=at)
    if wants_fragment(request):
        context = {"one": get_or_404(rows, pk=pk), "presenter": presenter}
        return page(request, "learning_sets/_check_in_row.jinja", context)
    return go(request, "set-check-in", slug=slug, pk=row.learning_set_id)
