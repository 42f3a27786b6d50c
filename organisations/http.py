"""What views of every app share: the request with its access, and the 404 that answers all that is not yours."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from collaborative.models import User
from collaborative.roles import Action
from organisations.queries import Access

Row = TypeVar("Row", bound=Model)
Done = TypeVar("Done")


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in. For annotations only."""

    user: User


class ScopedRequest(SignedInRequest):
    """A request inside a collaborative: signed in, with its access. For annotations only."""

    access: Access


def get_or_404(rows: QuerySet[Row], **lookup: object) -> Row:
    """One row, or the 404 that missing, foreign and forbidden rows share."""
    return get_object_or_404(rows, **lookup)


def require(request: ScopedRequest, action: Action, participation_id: int | None = None) -> None:
    """Raise Http404 unless the person may do this (on the participation, or in the collaborative)."""
    if not request.access.may(action, participation_id):
        raise Http404("Not for this person")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, or nothing when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: BaseForm, action: Callable[[], Done]) -> Done | None:
    """What the action returns; None where the form is not filled in right or the action refuses.

    A refusal's words (ValidationError, by field) then stand beside the form's fields; those for a field that the form
    does not have, with the whole.
    """
    if not form.is_valid():
        return None
    try:
        return action()
    except ValidationError as refused:
        by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": [refused]}
        for name, errors in by_field.items():
            form.add_error(name if name in form.fields else None, errors)  # type: ignore[arg-type]
        return None
