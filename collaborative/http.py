"""What views answer with: a page or a piece of it, one page of a list, an error in plain words."""

import logging
import re
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template import engines
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django_htmx.http import HttpResponseClientRedirect

from collaborative.logs import redacted
from collaborative.nhsuk.errors import form_errors

logger = logging.getLogger(__name__)

FRAGMENT_HEADERS = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
ERRORS_WITH_A_PAGE = {400, 403, 404, 500, 503}


def wants_fragment(request: HttpRequest) -> bool:
    """Whether the browser asks to replace a piece of the page it shows; going back or a boosted link needs it whole."""
    asked, boosted, restoring = (request.headers.get(name) == "true" for name in FRAGMENT_HEADERS)
    return asked and not boosted and not restoring


def _with_errors(context: Mapping[str, Any]) -> dict[str, Any]:
    forms = [value for value in context.values() if isinstance(value, BaseForm | BaseFormSet)]
    return {"page_errors": form_errors(*forms), **context}


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    fragment: str | None = None,
) -> HttpResponse:
    """
    The page `template`, or only the template `fragment` of it when htmx asks.

    Every bound form or formset in the context puts its errors into the page's error summary and "Error:" before its
    title. A fragment brings the waiting messages with it. Answer a refused form with status 422.
    """
    filled = _with_errors(context or {})
    engine = engines["jinja2"]
    if fragment is None:
        return HttpResponse(engine.get_template(template).render(filled, request), status=status)
    if wants_fragment(request):
        html = engine.get_template(fragment).render(filled, request)
        if list(get_messages(request)):
            html += engine.get_template("components/messages_oob.jinja").render({}, request)
    else:
        html = engine.get_template(template).render(filled, request)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, FRAGMENT_HEADERS)
    return response


def go(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Redirects like django.shortcuts.redirect; htmx, which would follow that inside the page, is told to leave it."""
    if wants_fragment(request):
        return HttpResponseClientRedirect(resolve_url(to, *args, **kwargs))
    return redirect(to, *args, **kwargs)


_KEPT = re.compile(r"[a-z0-9-]{1,80}")


def confirms_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that redirects only when it has saved: its answer tells the browser so, which then forgets what it kept.

    The browser keeps what is typed in a form with a `keep` field (static/js/keep.js); the cookie names that form. It
    holds no word of what was typed and is read by our own script, which removes it.
    """

    @wraps(view)
    def confirming(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        name = request.POST.get("keep", "") if request.method == "POST" else ""
        if response.status_code == HTTPStatus.FOUND and _KEPT.fullmatch(name):
            response.set_cookie("saved", name, max_age=600, samesite="Lax", secure=settings.HTTPS)
        return response

    return confirming


def csv_file(text: str, *names: str) -> HttpResponse:
    """A CSV file to save, never shown in the page."""
    filename = "-".join(filter(None, (slugify(name) for name in names))) or "numbers"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}.csv"', "Cache-Control": "private, no-store"},
    )


def paginate(request: HttpRequest, items: QuerySet | list, per_page: int = 25) -> Page:
    """
    The page that `?page=` asks for, the nearest one when there is no such page.

    Rows that sort alike keep one order between pages: the primary key is the last criterion.
    """
    if isinstance(items, QuerySet):
        ordering = items.query.order_by or tuple(items.model._meta.ordering)
        items = items.order_by(*ordering, "pk")
    return Paginator(items, per_page).get_page(request.GET.get("page"))


def error_page(request: HttpRequest, status: int, *, template: str | None = None) -> HttpResponse:
    """
    The plain page for an error, with a reference that is also in the log.

    The pages for 500 and 503 show no account and read nothing from the database, which may be what broke.
    """
    reference = secrets.token_hex(4).upper()
    logger.log(
        logging.ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO,
        "error page status=%s reference=%s path=%r",
        status,
        reference,
        redacted(request.path),
    )
    name = template or f"errors/{status if status in ERRORS_WITH_A_PAGE else 500}.jinja"
    # Nothing is counted for it.
    response = page(request, name, {"reference": reference, "new_notices": 0}, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "60"
    return response
