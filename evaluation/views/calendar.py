"""One person's own calendar, as calendar programs read it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluation.presenters.calendar import entries
from evaluation.queries.calendar import days_of
from learning_sets.actions.feeds import note_used
from learning_sets.ical import calendar
from learning_sets.presenters.calendar import calendar_file
from learning_sets.queries.calendar import feed_of_token
from organisations.views.limits import is_too_often

# Calendar programs ask every few hours; a service that asks for many people from one address, more often.
READ, HOUR = 600, 60 * 60


# The token is what allows it: calendar programs do not sign in.
@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whose address this is, in their own rights of this moment."""
    if is_too_often(request, "calendar", limit=READ, seconds=HOUR):
        return HttpResponse("Too many requests", status=429, content_type="text/plain", headers={"Retry-After": "3600"})
    feed = feed_of_token(token)
    if feed is None:
        raise Http404("No such calendar")
    now, today = timezone.now(), timezone.localdate()
    found = entries(days_of(feed.user, today), now, today)
    note_used(feed=feed, by=feed.user)
    return calendar_file(calendar(found, name="Collaborative", stamp=now), "collaborative")
