"""What tests show of the six signs, to take away."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaborative.http import csv_file
from collaborative.roles import Action
from evaluation.presenters.signs import signs_csv
from evaluation.queries.signs import assessed, told_at
from organisations.http import ScopedRequest


@require_safe
def signs_table(request: ScopedRequest, slug: str) -> HttpResponse:
    """The six signs of every test that this person writes or reviews, as a table."""
    access = request.access
    if not access.may(Action.REVIEW_WORK) and not told_at(access):
        raise Http404("No tests to see")
    today = timezone.localdate()
    return csv_file(signs_csv(assessed(access, today), today), slug, "signs of tests")
