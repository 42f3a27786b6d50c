"""What views of every app share: the request with its access, and the 404 that answers all that is not yours."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from collaborative.models import User
from collaborative.roles import Action
from organisations.queries import Access

Row = TypeVar("Row", bound=Model)


class ScopedRequest(HttpRequest):
    """A request inside a collaborative: signed in, with its access. For annotations only."""

    user: User
    access: Access


def get_or_404(rows: QuerySet[Row], **lookup: object) -> Row:
    """One row, or the 404 that missing, foreign and forbidden rows share."""
    return get_object_or_404(rows, **lookup)


def require(request: ScopedRequest, action: Action, participation_id: int | None = None) -> None:
    """Raise Http404 unless the person may do this (on the participation, or in the collaborative)."""
    if not request.access.may(action, participation_id):
        raise Http404("Not for this person")
