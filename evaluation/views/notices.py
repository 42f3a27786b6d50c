"""What a person is told of: one page, and what they have seen of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from collaborative.http import go, page, paginate
from collaborative.nhsuk.filters import plural
from evaluation.presenters.notices import due_asks, line_of
from evaluation.queries import dues_of
from evaluation.queries.reviews import to_review
from organisations.actions.notices import mark_all_seen, mark_seen
from organisations.http import ScopedRequest, get_or_404
from organisations.queries.notices import notices_of

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: ScopedRequest, slug: str) -> HttpResponse:
    """What is due, asked and answered, new things first; sent, all of it is seen."""
    here = reverse("notices", args=[slug])
    if request.method == "POST":
        count = mark_all_seen(collaborative=request.access.collaborative, by=request.user)
        messages.success(request, f"{plural(count, 'notice')} marked as seen." if count else "You had seen them all.")
        return go(request, here)
    shown = paginate(request, notices_of(request.access), PER_PAGE)
    context = {
        "asks": due_asks(dues_of(request.access, timezone.localdate()), slug, to_review(request.access)),
        "page_obj": shown,
        "lines": [line_of(row, several=len(request.access.grants) > 1) for row in shown],
        "here": here,
    }
    return page(request, "evaluation/notices.jinja", context)


@require_POST
def notice(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One notice is seen; on to the page it is about, or back to the list."""
    row = get_or_404(notices_of(request.access), pk=pk)
    mark_seen(notice=row, by=request.user)
    if request.POST.get("do") == "seen":
        return go(request, "notices", slug)
    return go(request, row.path)
