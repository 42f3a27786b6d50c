"""What organisations published, as everybody in the collaborative reads it."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from collaborative.http import page, paginate
from organisations.http import ScopedRequest, get_or_404
from organisations.presenters.places import trail
from sharing.models import Publication, PublicationKind
from sharing.presenters.pieces import drawn
from sharing.queries import publishing as query
from sharing.views.common import PER_PAGE, bytes_of


@require_safe
def publications(request: ScopedRequest, slug: str) -> HttpResponse:
    """The latest version of everything that is out, of one kind (?kind=) or of all."""
    kind = request.GET.get("kind", "")
    rows = query.published(request.access, kind if kind in PublicationKind.values else None)
    context = {
        "page_obj": paginate(request, rows, PER_PAGE),
        "kinds": PublicationKind.choices,
        "kind": kind,
        "trail": trail(request.access)[:1],
    }
    return page(request, "sharing/publications.jinja", context)


@require_safe
def publication(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One version; of a withdrawn one nothing but that it was."""
    row: Publication = get_or_404(query.publications_to(request.access), pk=pk)
    steps = [{"text": "Published", "href": reverse("publications", args=[slug])}]
    context = {"row": row, "trail": [*trail(request.access)[:1], *steps]}
    if row.withdrawn_at is not None:
        return page(request, "sharing/withdrawn.jinja", context, status=410)
    newer = query.versions_of(row.participation, row.kind, row.source_key)[0]
    here = reverse("publication", args=[slug, pk])
    context |= {
        "pieces": drawn(row.pieces, f"p{pk}", f"{here}pictures/"),
        "newer": newer if newer.pk != pk and newer.withdrawn_at is None else None,
    }
    return page(request, "sharing/publication.jinja", context)


@require_safe
def publication_picture(request: ScopedRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """A picture in what is published, as long as it is."""
    row = query.publication_of(request.access, pk)
    pieces = row.pieces if row is not None else []
    piece = pieces[number] if number < len(pieces) else {}
    if piece.get("kind") != "picture":
        raise Http404("No such picture")
    return bytes_of(str(piece["key"]), str(piece["type"]), "picture")
