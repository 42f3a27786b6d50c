"""Whoever is not signed in is asked to: with the sign-in page, or in a sentence where a page asks for a piece."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest

from collaborative.http import page, wants_fragment


class SignInMiddleware(LoginRequiredMiddleware):
    """A piece of a page left open past the end of its session says so; it does not become the sign-in page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> Any:
        """The way to sign in, and from there back to the page that the person looks at."""
        if not wants_fragment(request):
            return super().handle_no_permission(request, view_func)
        sign_in = redirect_to_login(_page_of(request), self.get_login_url(view_func)).url
        return page(request, "errors/signed_out.jinja", {"sign_in": sign_in}, status=401)


def _page_of(request: HttpRequest) -> str:
    """The address, without its site, of the page that asks for a piece, as far as the browser tells it."""
    try:
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return request.get_full_path()
    return shown._replace(scheme="", netloc="", fragment="").geturl() or request.get_full_path()
