"""A person's calendar address, and a set as a file for a calendar."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from collaborative.http import go, page
from learning_sets.actions.feeds import end_feed, make_feed
from learning_sets.ical import calendar as written
from learning_sets.presenters.calendar import calendar_file, set_entry
from learning_sets.queries.calendar import feed_of_user, sets_for
from organisations.http import ScopedRequest, SignedInRequest


@never_cache
def calendar(request: SignedInRequest) -> HttpResponse:
    """What a calendar program can read of this person's days, and under which address; a new address is shown once."""
    address = ""
    match request.POST.get("do") if request.method == "POST" else None:
        case "make":
            token = make_feed(by=request.user)
            address = settings.BASE_URL + reverse("calendar-feed", args=[token])
        case "end":
            end_feed(by=request.user)
            messages.success(request, "The address is ended. No calendar program can read your calendar any more.")
    if request.method == "POST" and not address:
        return go(request, "calendar")
    context = {"title": "Your calendar", "managing": True, "feed": feed_of_user(request.user), "address": address}
    return page(request, "learning_sets/feed.jinja", context)


@require_safe
def set_file(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One set as a file that calendar programs open."""
    seen = next((one for one in sets_for(request.access) if one.learning_set.pk == pk), None)
    if seen is None:
        raise Http404("No such set")
    return calendar_file(written([set_entry(seen)], stamp=timezone.now()), f"learning-set-{seen.learning_set.number}")
