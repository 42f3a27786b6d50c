"""What the pages of sharing have in common."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organisations.http import ScopedRequest
from organisations.presenters.places import trail
from pdsa.filetypes import PICTURES, media_type

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


def way(
    request: ScopedRequest, participation: Any, name: str, text: str, *pages: dict[str, Any]
) -> list[dict[str, Any]]:
    """Breadcrumbs of a page below one of the lists of an organisation."""
    here = reverse(name, args=[request.access.collaborative.slug, participation.organisation.ods_code])
    return trail(request.access, participation, {"text": text, "href": here}, *pages)


def bytes_of(path: str, kind: str, name: str) -> HttpResponse:
    """A file of the private store, guarded: a browser runs nothing of it, takes it for nothing else, keeps no copy."""
    try:
        with default_storage.open(path) as stored:
            response = HttpResponse(stored.read(), content_type=media_type(kind))
    except FileNotFoundError as missing:
        raise Http404("The bytes of this file are gone") from missing
    shown = "inline" if kind in PICTURES else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{name}.{kind}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
