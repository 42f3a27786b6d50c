"""One set for everybody of the collaborative, and booking it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from collaborative.http import go, page
from collaborative.roles import Action
from learning_sets.actions.bookings import book, cancel_booking, change_booking, check_in, guest_of
from learning_sets.forms.bookings import BookingForm, CodeForm, GuestForm, MembersForm
from learning_sets.models import Booking
from learning_sets.presenters import sets as presenter
from learning_sets.presenters.commitments import became
from learning_sets.queries import bookings as query
from learning_sets.queries.after import shelf_of, takes_answers
from learning_sets.queries.commitments import before_of
from learning_sets.queries.sets import agenda_of
from learning_sets.queries.year import warnings_of
from learning_sets.views.common import page_or_form, plans, require_safe, seen_set, way
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.queries import team_of
from organisations.views.limits import counted, is_used_up

# Wrong codes in a quarter of an hour. There are over 700 million codes.
TRIES, WITHIN = 10, 900


@require_safe
@never_cache
def set_page(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One set: when, where, what, and who of your organisation comes."""
    row, now = seen_set(request, pk), timezone.now()
    own = query.own_booking(request.access, row)
    places = query.own_places(request.access)
    people = [one for place in places for one in query.people_at(request.access, row, place)]
    word, colour = presenter.state_of(row, now)
    context = {
        "row": row,
        "word": word,
        "colour": colour,
        "agenda": list(agenda_of(row)),
        "shelf": shelf_of(row),
        "own": own,
        "people": people,
        "several": len(places) > 1,
        "shows_link": plans(request) or query.shows_link(row, own, now),
        "bookable": bool(places) and row.is_bookable(now),
        "takes_code": own is not None and query.code_is_valid(row, now),
        "asks": own is not None and takes_answers(row),
        "plans": plans(request),
        "warnings": warnings_of(request.access, [row]).get(row.pk, []) if plans(request) else [],
        "over": row.is_over(now),
        "since": became(before_of(request.access, row)),
        "now": now,
        "presenter": presenter,
        "trail": way(request),
    }
    return page(request, "learning_sets/set.jinja", context)


@page_or_form
@never_cache
def set_book(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Book yourself, people of your team, or others of your organisation."""
    row, places = seen_set(request, pk), query.own_places(request.access)
    require(request, Action.BOOK_SET, places[0].pk if places else 0)
    chosen, do = request.POST.get("at") or request.GET.get("at"), request.POST.get("do", "")
    place = next((one for one in places if one.organisation.ods_code == chosen), places[0])
    people = query.people_at(request.access, row, place)
    held = {one.user_id for one in people}
    team = {one.user_id: one for one in team_of(place.pk) if one.user_id not in held}
    members = MembersForm(posted(request) if do == "members" else None, team=team.values(), learning_set=row)
    guest = GuestForm(posted(request) if do not in ("me", "members") else None, learning_set=row, auto_id="guest_%s")
    made, refused = None, ""
    put = partial(book, learning_set=row, participation=place, by=request.user)
    if do == "me":
        made, refused = _booked_self(request, put, team.get(request.user.pk))
    elif do == "members":
        made = attempt(members, lambda: put(guests=members.guests(row)))
    else:
        made = attempt(guest, lambda: put(guests=[guest.guest(row)]))
    if made is not None:
        messages.success(request, presenter.booked_in_words(made))
        return go(request, "set", slug=slug, pk=pk)
    context: dict[str, Any] = {"row": row, "here": place, "places": places, "people": people, "team": team}
    context |= {"members": members, "guest": guest, "refused": refused, "own": request.user.pk in held}
    context |= {"bookable": row.is_bookable(timezone.now()), "presenter": presenter, "trail": way(request, row)}
    return page(request, "learning_sets/book.jinja", context, status=422 if request.method == "POST" else 200)


def _booked_self(request: ScopedRequest, put: Any, member: Any) -> tuple[list[Booking] | None, str]:
    """The person's own booking, or why there is none."""
    role = member.get_role_display() if member else ""
    try:
        return put(guests=[guest_of(request.user, role_words=role)]), ""
    except ValidationError as error:
        return None, error.messages[0]


@page_or_form
@never_cache
def booking(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """How one person takes part and what they need."""
    row: Booking = get_or_404(query.bookings_seen(request.access).exclude(state="cancelled"), pk=pk)
    needs = query.sees_needs(request.access, row)
    names = ("mode", "role_words", *(("access_needs", "dietary_needs") if needs else ()))
    initial = {name: getattr(row, name) for name in names}
    form = BookingForm(posted(request), learning_set=row.learning_set, needs=needs, initial=initial)
    changed = attempt(
        form, lambda: change_booking(booking=row, by=request.user, **{"mode": row.mode} | form.cleaned_data)
    )
    if changed is not None:
        messages.success(request, "The booking is saved.")
        return go(request, "set-people" if plans(request) else "set", slug=slug, pk=row.learning_set_id)
    context = {"form": form, "row": row, "needs": needs, "plans": plans(request), "presenter": presenter}
    context["trail"] = way(request, row.learning_set)
    return page(request, "learning_sets/booking.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@never_cache
def booking_cancel(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Give a place back."""
    row: Booking = get_or_404(query.bookings_seen(request.access).exclude(state="cancelled"), pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            cancel_booking(booking=row, by=request.user)
        except ValidationError as error:
            refused = error.messages[0]
        else:
            messages.success(request, f"{row.name} is no longer booked.")
            return go(request, "set-people" if plans(request) else "set", slug=slug, pk=row.learning_set_id)
    context = {"row": row, "refused": refused, "presenter": presenter, "trail": way(request, row.learning_set)}
    return page(request, "learning_sets/booking_cancel.jinja", context, status=422 if refused else 200)


@page_or_form
@never_cache
def set_here(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say with the room's code that you are there."""
    row, now = seen_set(request, pk), timezone.now()
    own = query.own_booking(request.access, row)
    require(request, Action.BOOK_SET, own.participation_id if own else 0)
    form, who = CodeForm(posted(request)), f"{request.user.pk}:{row.pk}"
    if form.is_bound and form.is_valid():
        if is_used_up("set-code", who, TRIES):
            form.add_error("code", "You have tried too often. Wait a quarter of an hour, or go to the desk")
        elif not query.code_is_valid(row, now):
            form.add_error("code", "The code works from one hour before the set until two hours after it")
        elif form.cleaned_data["code"] != row.code:
            counted("set-code", who, WITHIN)
            form.add_error("code", "This is not the code of this set. Look at the screen again")
        elif own is not None:
            check_in(booking=own, by=request.user, at=own.attended_at or now)
            messages.success(request, "You are checked in. Welcome.")
            return go(request, "set", slug=slug, pk=pk)
    context = {"form": form, "row": row, "own": own, "presenter": presenter, "trail": way(request, row)}
    return page(request, "learning_sets/here.jinja", context, status=422 if form.is_bound else 200)
