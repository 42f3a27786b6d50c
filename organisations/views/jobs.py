"""What is at work in the background, and how far it is."""

from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import page, paginate
from collaborative.queries import jobs_of
from collaborative.roles import Action
from organisations.http import ScopedRequest, require
from organisations.presenters.jobs import job_lines
from organisations.presenters.places import trail

PER_PAGE = 20


def jobs(request: ScopedRequest, slug: str) -> HttpResponse:
    """The jobs of the collaborative, latest first; the list by itself when it asks for news."""
    require(request, Action.RUN_COLLABORATIVE)
    rows = paginate(request, jobs_of(request.access.collaborative), PER_PAGE)
    context = {
        "trail": trail(request.access),
        "rows": rows,
        "lines": job_lines(rows.object_list),
        "news": reverse("jobs", args=[slug]) + (f"?page={rows.number}" if rows.number > 1 else ""),
    }
    return page(request, "organisations/jobs.jinja", context, fragment="organisations/_jobs.jinja")
