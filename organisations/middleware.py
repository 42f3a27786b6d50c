"""The scope of a request: one transaction around view and rendering, reaching only what this person may reach."""

import re
from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls.converters import SlugConverter

from collaborative.audit import recording
from collaborative.tenancy.scope import tenant_context
from organisations.queries import access_to

# The router's own idea of a slug: what it does not match is no page, and nothing to ask the database about.
_SLUG = re.compile(rf"/c/({SlugConverter.regex})/")
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def slug_of(path: str) -> str | None:
    """The collaborative's slug in a path such as /c/amhe/coach/, or None."""
    found = _SLUG.match(path)
    return found[1] if found else None


class OwnAccountMiddleware:
    """What a person changes on the sign-in package's pages is on record as theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/accounts/") or not request.user.is_authenticated:
            return self.get_response(request)
        with recording(by=request.user, verb="changed their account"):
            return self.get_response(request)


class ScopeMiddleware:
    """Opens the scope for every address under /c/<slug>/. A collaborative that is not yours is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        slug = slug_of(request.path_info)
        if slug is None or not request.user.is_authenticated:
            return self.get_response(request)
        access = access_to(user=request.user, slug=slug)
        if access is None:
            raise Http404("No such collaborative for this person")
        request.access = access  # type: ignore[attr-defined]
        with tenant_context(access.scope(), read_only=request.method in _SAFE_METHODS):
            response = self.get_response(request)
            if not isinstance(response, HttpResponse):
                raise RuntimeError("Streamed responses outlive the scope; send a whole one.")
            if response.status_code >= 400:
                # An error page must not leave half of its work behind.
                transaction.set_rollback(True)
        return response
