"""An organisation that does not take part yet, and what it asked."""

import pytest
from django.core.cache import cache
from django.test import Client

from organisations.actions.joining import (
    confirm_interest,
    edit_joining,
)
from organisations.actions.system import system_user
from organisations.models import ExpressionOfInterest, Organisation
from tests.cast import Cast
from tests.organisations.joining import ADDRESS, ANSWERS, stamp


@pytest.fixture
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def west(cast: Cast, nothing_counted: None) -> Organisation:
    """An organisation that does not take part yet, in a collaborative that is open to it."""
    edit_joining(collaborative=cast.amhe, by=cast.admin, is_open=True, introduction="It costs time.\nAnd a fee.")
    return Organisation.objects.create(ods_code="WES", name="West Trust", region="Example")


@pytest.fixture
def interest(west: Organisation, client: Client) -> ExpressionOfInterest:
    """What the form keeps, confirmed."""
    assert client.post(ADDRESS, ANSWERS | {"opened": stamp()}).status_code == 302
    return confirm_interest(interest=ExpressionOfInterest.objects.get(), by=system_user())
