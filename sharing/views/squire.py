"""The draft of an article about a project, from its record: as a page, as Markdown and as PDF."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from collaborative.http import page
from collaborative.nhsuk.filters import date_long
from collaborative.roles import Action
from organisations.http import ScopedRequest, get_or_404
from phases.queries.theory import projects_to
from sharing.presenters import squire as presenter
from sharing.presenters.squire_paper import pdf
from sharing.queries.squire import record_of
from sharing.squire import SOURCE, Draft, markdown

NOTE = (
    "This draft holds your true numbers and words. Before anybody outside your organisation reads it, take out small "
    "numbers and whatever a person could be recognised by."
)


def _drafted(request: ScopedRequest, pk: int) -> tuple[Draft, object]:
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    return presenter.draft(record_of(request.access, project, timezone.localdate())), project


@require_safe
@never_cache
def squire(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The draft, item by item, with what the record lacks."""
    draft, project = _drafted(request, pk)
    context = {"draft": draft, "project": project, "note": NOTE, "source": SOURCE}
    return page(request, "sharing/squire.jinja", context)


def _file(content: bytes, kind: str, pk: int, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="article-draft-{pk}.{ending}"'
    return answer


@require_safe
@never_cache
def squire_markdown(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The draft as plain text with marks, for any writing programme."""
    draft, _ = _drafted(request, pk)
    return _file(markdown(draft, note=f"{NOTE} {SOURCE}").encode(), "text/markdown; charset=utf-8", pk, "md")


@require_safe
@never_cache
def squire_pdf(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The draft as PDF, with its charts."""
    draft, project = _drafted(request, pk)
    foot = f"{project}, {date_long(timezone.localdate())}"
    return _file(pdf(draft, note=NOTE, foot=foot), "application/pdf", pk, "pdf")
