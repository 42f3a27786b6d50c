"""The Jinja environment of all our pages, as settings.TEMPLATES names it."""

from pathlib import Path
from typing import Any

import django.forms
from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader

from collaborative.nhsuk import filters
from collaborative.nhsuk.components import describe_field, render_field
from collaborative.nhsuk.errors import field_error, form_errors

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
DJANGO_WIDGETS = Path(django.forms.__file__).parent / "jinja2"


def url(name: str, *args: object, **kwargs: object) -> str:
    """The path of the named route; raises NoReverseMatch, so that a wrong link fails the page's test."""
    return reverse(name, args=args, kwargs=kwargs)


def url_if(name: str, *args: object, **kwargs: object) -> str | None:
    """The path of the named route, or None where this installation has no such page."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return None


def query_with(request: HttpRequest, **changes: object) -> str:
    """The page's own query string with some values changed (None removes one), starting with "?"."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return "?" + query.urlencode()


def in_demo() -> bool:
    """Whether this installation is a demonstration, where anybody may sign in as its invented people."""
    return bool(settings.DEMO)


def environment(**options: Any) -> Environment:
    """
    Jinja with our templates, NHS.UK frontend's macros, and Django's widgets.

    The NHS.UK macros read options that were not given (`params.label.text`), hence ChainableUndefined.
    """
    options["loader"] = ChoiceLoader(
        [
            FileSystemLoader(TEMPLATES),
            PackageLoader("nhsuk_frontend_jinja"),
            FileSystemLoader(DJANGO_WIDGETS),
        ]
    )
    options["undefined"] = ChainableUndefined
    # All of them are kept: finding the longest unused one costs more than the memory of some hundred templates.
    options["cache_size"] = -1
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    env.globals.update(
        url=url,
        url_if=url_if,
        static=static,
        query_with=query_with,
        in_demo=in_demo,
        field=render_field,
        describe_field=describe_field,
        field_error=field_error,
        form_errors=form_errors,
    )
    env.filters.update(
        date_long=filters.date_long,
        datetime_long=filters.datetime_long,
        month=filters.month,
        number=filters.number,
        plural=filters.plural,
    )
    return env
