"""What tests show of the six signs, to take away."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaborative.http import csv_file
from collaborative.roles import Action
from evaluation.presenters.signs import signs_csv
from evaluation.queries.signs import assessed
from organisations.http import ScopedRequest


@require_safe
def signs_table(request: ScopedRequest, slug: str) -> HttpResponse:
    """The six signs of every test this person may see, as a table."""
    access = request.access
    if not access.may(Action.SEE_WORK) and not access.participations_for(Action.SEE_WORK):
        raise Http404("No tests to see")
    today = timezone.localdate()
    return csv_file(signs_csv(assessed(access, today), today), slug, "signs of tests")
