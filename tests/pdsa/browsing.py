"""What the tests of pages share: addresses, what a reader sees, dates as boxes."""

import re
from typing import Any

from django.urls import reverse

from pdsa.models import Cycle
from tests.cast import Cast
from tests.pdsa.conftest import days_ago


def at(name: str, pk: int, **more: Any) -> str:
    """The address of a page in amhe."""
    return reverse(name, kwargs={"slug": "amhe", "pk": pk, **more})


def text_of(response: Any) -> str:
    """What a reader sees: the page without tags and without runs of space."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def boxes(name: str, days: int) -> dict[str, int]:
    """A date so many days ago, as three boxes."""
    day = days_ago(days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def stored(cast: Cast, pk: int) -> Cycle:
    """A test of north's as the database has it."""
    with cast.scope():
        return Cycle.objects.select_related("idea").get(pk=pk)
