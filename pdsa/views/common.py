"""What the views of this app share: fetching a test by right, and the way here."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from collaborative.roles import Action
from organisations.http import ScopedRequest, get_or_404
from organisations.queries import owned
from pdsa.models import Cycle


def readable(request: ScopedRequest, pk: int) -> Cycle:
    """A test this person may read, or 404."""
    rows = owned(Cycle, request.access, Action.SEE_WORK).select_related(
        "project__participation__organisation", "idea", "previous"
    )
    return get_or_404(rows, pk=pk)


def writable(request: ScopedRequest, pk: int) -> Cycle:
    """A test this person may write to, or 404."""
    rows = owned(Cycle, request.access, Action.LOG_CYCLE).select_related("project__participation__organisation", "idea")
    return get_or_404(rows, pk=pk)


def may_log(request: ScopedRequest, participation_id: int) -> bool:
    """Whether to offer this person what changes a test."""
    return request.access.may(Action.LOG_CYCLE, participation_id)


def to_cycle(slug: str, cycle: Cycle, part: str = "") -> HttpResponse:
    """On to the test's page, at one of its parts."""
    address = reverse("cycle", kwargs={"slug": slug, "pk": cycle.pk})
    return redirect(f"{address}#{part}" if part else address)


def place(cycle: Cycle, slug: str) -> dict[str, Any]:
    """What every page about one test says of where it is."""
    return {"cycle": cycle, "project": cycle.project, "slug": slug}
