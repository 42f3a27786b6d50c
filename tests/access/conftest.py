"""The stage, and a way to ask for an address that leaves no trace."""

import logging
from collections.abc import Iterator
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from tests.access.stage import Stage, make_stage
from tests.cast import Cast, make_cast


def routes() -> dict[str, str]:
    """Every named address with its route."""
    return {str(name): route for name, route in _walk(get_resolver().url_patterns)}


def _walk(patterns: list[Any], before: str = "") -> Iterator[tuple[str | None, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield pattern.name, route


def names_and_routes() -> list[tuple[str | None, str]]:
    """Every address, named or not."""
    return list(_walk(get_resolver().url_patterns))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Refusals by the hundred are what these tests ask for; only errors are worth a line."""
    logging.disable(logging.WARNING)
    # How often one address may ask is counted from nothing in every test.
    cache.clear()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """Made once for the tests of a file: the transaction of each lies within this one, and is undone in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_stage(make_cast())
        transaction.set_rollback(True)


@pytest.fixture
def stage(_made: Stage, db: None) -> Stage:
    """The cast with all that they own."""
    return _made


@pytest.fixture
def cast(stage: Stage) -> Cast:
    """Those on the stage."""
    return stage.cast


class Visitor:
    """One person's browser. What a request did is undone before the next, so that every answer stands alone."""

    def __init__(self, stage: Stage, role: str) -> None:
        self._client = Client(raise_request_exception=False)
        self.name = "nobody"
        if role != "anonymous":
            self.name = getattr(stage.cast, role).name
            self._client.force_login(getattr(stage.cast, role))
        self._cookies = self._client.cookies.output(header="")

    def ask(self, method: str, address: str) -> Any:
        """The answer to a request that says nothing but what every form says."""
        self._client.cookies = SimpleCookie(self._cookies)
        said = "csrfmiddlewaretoken=none" if method == "POST" else ""
        with transaction.atomic():
            answer = self._client.generic(method, address, said, content_type="application/x-www-form-urlencoded")
            transaction.set_rollback(True)
        return answer


def everything_said(answer: Any) -> str:
    """Headers and body as text; markup between a number's digits is not there to hide one, and how long a page is
    may be any number. A PNG has no words: the SVG it is drawn from, which is asked for as well, has them."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items() if name != "Content-Length")
    cookies = "\n".join(morsel.value for name, morsel in answer.cookies.items() if name == "messages")
    return f"{headers}\n{cookies}\n{_body(answer)}"


def _body(answer: Any) -> str:
    kind = answer.headers.get("Content-Type")
    if kind == "application/pdf":
        return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.content)).pages)
    return "" if kind == "image/png" else answer.content.decode()
