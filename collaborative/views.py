"""Health, and the pages for what went wrong."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

from collaborative.http import error_page


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers with every migration applied and Redis answers; otherwise 503, saying which not."""
    state = {"database": "ok", "migrations": "ok", "redis": "ok"}
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            state["migrations"] = "missing"
    except DatabaseError:
        state["database"] = "down"
    try:
        cache.get("healthz")
    except RedisError:
        state["redis"] = "down"
    healthy = set(state.values()) == {"ok"}
    return JsonResponse(state, status=200 if healthy else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request made no sense."""
    return error_page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refused, by CSRF or otherwise."""
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Missing, or not yours: the same answer."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not sent from our own page, or the page was too old."""
    return error_page(request, 403, template="errors/csrf.jinja")
