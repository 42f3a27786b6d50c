"""The public front page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from collaborative.http import go, page
from evaluation.presenters.front import example_chart
from organisations.queries.joining import open_to_interest


@login_not_required
def front(request: HttpRequest) -> HttpResponse:
    """What this is, with a chart; who is signed in goes on to their place."""
    if request.user.is_authenticated:
        return go(request, "start")
    return page(request, "collaborative/front.jinja", {"chart": example_chart(), "programmes": open_to_interest()})
